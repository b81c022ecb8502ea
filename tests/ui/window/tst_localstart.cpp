// SPDX-License-Identifier: GPL-3.0-or-later
// The window on a local platform that ends under it, and comes back elsewhere.
#include "tests/support/platform/ownplatform.h"
#include "tests/ui/window/windowscene.h"
#include "ui/shell/noticebar.h"

#include <QTcpServer>

using namespace ph;
using ph::test::WindowScene;

class TestLocalStart : public QObject {
    Q_OBJECT
private:
    QByteArray m_name = qgetenv("PH_PLATFORM_NAME");
    QByteArray m_base = qgetenv("PH_PLATFORM_BASE");

private Q_SLOTS:
    void cleanup()
    {
        qputenv("PH_PLATFORM_NAME", m_name);
        qputenv("PH_PLATFORM_BASE", m_base);
        QTRY_COMPARE(liveTasks(), 0);
    }

    void whatEndedIsSaidAndStartedAtAClick()
    {
        test::OwnPlatform own;
        const auto up = own.up();
        QVERIFY2(up, up ? "" : qPrintable(brief(up.error()) + up.error().hint));
        qputenv("PH_PLATFORM_NAME", "own");
        qputenv("PH_PLATFORM_BASE", QFile::encodeName(QFileInfo(own.path()).path()));
        WindowScene scene;
        QVERIFY(scene.openSignedIn());
        const QString notice = QStringLiteral("local-platform");
        const auto &notices = scene.window().notices();
        QVERIFY(!notices.has(notice));

        const QUrl gateway = own.url("auth");
        QVERIFY(test::await(own.local().down({}), 60'000));
        QTRY_VERIFY_WITH_TIMEOUT(notices.has(notice), 10'000);
        QCOMPARE(notices.textOf(notice), QStringLiteral("The local platform does not run."));

        QTcpServer squatter;
        QVERIFY(squatter.listen(QHostAddress::LocalHost, quint16(gateway.port())));
        QPushButton *start = scene.button(QStringLiteral("Start it"));
        QVERIFY(start != nullptr);
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_VERIFY(notices.textOf(notice).startsWith(QStringLiteral("The local platform starts")));
        QTRY_VERIFY_WITH_TIMEOUT(!notices.has(notice), 60'000);
        QVERIFY(own.status().isReady());

        // Its gateway is elsewhere: the window goes there by itself, and a session is good for one address only.
        QVERIFY(own.url("auth") != gateway);
        QTRY_VERIFY_WITH_TIMEOUT(scene.sees(own.url("auth").authority()), 15'000);
        QVERIFY(scene.signInAs(QStringLiteral("Admin")));
        QTRY_COMPARE_WITH_TIMEOUT(scene.link(QStringLiteral("prometheus")).status, models::Status::Ok, 15'000);
    }
};

PH_TEST(TestLocalStart)
#include "tst_localstart.moc"
