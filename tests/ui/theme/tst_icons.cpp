// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QDirIterator>
#include <QRegularExpression>

using namespace ph::ui;

class TestIcons : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyIconNamedInTheSourceIsBundled()
    {
        const QString root = qEnvironmentVariable("PH_SOURCE_DIR");
        if (root.isEmpty())
            QSKIP("the source folder is not known");
        const QRegularExpression call(
            QStringLiteral("(?:themeIcon\\(|iconName\\(|\\.icon = (?:QStringLiteral\\()?)\"([a-z0-9-]+)\""));
        int seen = 0;
        for (const QString &folder : {QStringLiteral("/ui"), QStringLiteral("/app")}) {
            QDirIterator files(root + folder, {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                auto matches = call.globalMatch(QString::fromUtf8(file.readAll()));
                while (matches.hasNext()) {
                    const QString name = matches.next().captured(1);
                    ++seen;
                    QVERIFY2(hasIcon(name), qPrintable(name + QStringLiteral(" in ") + file.fileName()));
                }
            }
        }
        if (seen == 0)
            QSKIP("no page names an icon yet");
    }

    void tintFollowsTheTheme()
    {
        Theme theme(AppearanceChoice::Dark);
        const QIcon icon = themeIcon("square", Tone::Accent);
        const auto hasColor = [&icon](const QColor &color) {
            const QImage image = icon.pixmap(QSize(32, 32), 1.0).toImage().convertToFormat(QImage::Format_ARGB32);
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    if (image.pixelColor(x, y).alpha() > 250 && image.pixelColor(x, y).rgb() == color.rgb())
                        return true;
            return false;
        };
        QVERIFY(hasColor(palettes::dark().accent));
        theme.setChoice(AppearanceChoice::Light);
        QVERIFY(hasColor(palettes::light().accent));
    }

    void isRenderedForTheScreensScale()
    {
        Theme theme(AppearanceChoice::Dark);
        const QPixmap pixmap = themeIcon("bell").pixmap(QSize(18, 18), 2.0);
        QCOMPARE(pixmap.size(), QSize(36, 36));
        QCOMPARE(pixmap.devicePixelRatio(), 2.0);
    }

    void anUnknownNameIsNoCrash()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("no such icon")));
        QVERIFY(themeIcon("there-is-none").isNull());
    }
};
PH_TEST(TestIcons)
#include "tst_icons.moc"
