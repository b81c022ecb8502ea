// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"
#include "ui/theme/desktoplook.h"
#include "ui/theme/theme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace ph::ui;

/// The portal's name, path and interface on a bus of this test's own.
class FakePortal : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    uint scheme = 2;

public Q_SLOTS:
    QDBusVariant Read(const QString &space, const QString &key)
    {
        if (space == QLatin1String("org.freedesktop.appearance") && key == QLatin1String("color-scheme"))
            return QDBusVariant(QVariant::fromValue(QDBusVariant(scheme))); // wrapped twice, as the real one does
        return QDBusVariant(0U);
    }
Q_SIGNALS:
    void SettingChanged(const QString &space, const QString &key, const QDBusVariant &value);
};

class TestDesktopLook : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void unwrapsAnyDepth()
    {
        const QVariant deep = QVariant::fromValue(QDBusVariant(QVariant::fromValue(QDBusVariant(1U))));
        QCOMPARE(DesktopLook::unwrapped(deep).toUInt(), 1U);
        QCOMPARE(DesktopLook::unwrapped(QVariant(2U)).toUInt(), 2U);
    }

    void followsThePortal()
    {
        const QString daemon = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
        if (daemon.isEmpty())
            QSKIP("dbus-daemon is not installed");
        QTemporaryDir folder(QStringLiteral("/tmp/phXXXXXX"));
        QProcess bus;
        bus.start(daemon,
            {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address"),
                QStringLiteral("--address=unix:path=%1/b").arg(folder.path())});
        QVERIFY(bus.waitForReadyRead(5000));
        const QByteArray address = bus.readLine().trimmed();
        qputenv("DBUS_SESSION_BUS_ADDRESS", address);

        FakePortal portal;
        auto server = QDBusConnection::connectToBus(QString::fromLatin1(address), QStringLiteral("portal"));
        QVERIFY(server.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), &portal,
            QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(server.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));

        Theme theme(AppearanceChoice::System);
        QCOMPARE(theme.appearance(), Appearance::Dark); // until the portal answers
        QTRY_COMPARE(theme.appearance(), Appearance::Light);
        Q_EMIT portal.SettingChanged(
            QStringLiteral("org.freedesktop.appearance"), QStringLiteral("color-scheme"), QDBusVariant(1U));
        QTRY_COMPARE(theme.appearance(), Appearance::Dark);
        Q_EMIT portal.SettingChanged(
            QStringLiteral("org.freedesktop.appearance"), QStringLiteral("contrast"), QDBusVariant(1U));
        QTRY_COMPARE(theme.appearance(), Appearance::HighContrast);
        Q_EMIT portal.SettingChanged(
            QStringLiteral("org.gnome.desktop.interface"), QStringLiteral("enable-animations"), QDBusVariant(false));
        QTRY_VERIFY(theme.reducedMotion());
        theme.setChoice(AppearanceChoice::Light);
        QCOMPARE(theme.appearance(), Appearance::Light);

        QDBusConnection::disconnectFromBus(QStringLiteral("portal"));
        bus.terminate();
        bus.waitForFinished(3000);
    }
};
PH_TEST(TestDesktopLook)
#include "tst_desktoplook.moc"
