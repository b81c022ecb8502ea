// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"
#include "ui/theme/stylesheet.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFontInfo>
#include <QGlyphRun>
#include <QLabel>
#include <QRawFont>
#include <QTextLayout>

using namespace ph::ui;

class TestTheme : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Contextual alternates would paint 2x4 as 2×4 and -> as an arrow: a name is shown as it is.
    void namesArePaintedAsTheyAre()
    {
        const Theme theme(AppearanceChoice::Dark);
        for (const TextStyle style : {TextStyle::Body, TextStyle::BodyStrong, TextStyle::Headline, TextStyle::Mono}) {
            const QString name = QStringLiteral("worker-x2x4z->4x4 (a):b");
            QTextLayout layout(name, Theme::font(style));
            layout.beginLayout();
            layout.createLine();
            layout.endLayout();
            QVector<quint32> painted;
            for (const QGlyphRun &run : layout.glyphRuns())
                painted += run.glyphIndexes();
            QCOMPARE(painted, QRawFont::fromFont(Theme::font(style)).glyphIndexesForString(name));
        }
    }

    /// In high contrast colours are few: what cannot be pressed differs by its line as well.
    void aDisabledButtonIsToldApart()
    {
        const QString high = styleSheet(Theme(AppearanceChoice::HighContrast));
        const QString dark = styleSheet(Theme(AppearanceChoice::Dark));
        const auto off = [](const QString &sheet) {
            return sheet.mid(sheet.indexOf(QLatin1String("QPushButton:disabled"))).section(QLatin1Char('}'), 0, 0);
        };
        QVERIFY2(off(high).contains(QLatin1String("dashed")), qPrintable(off(high)));
        QVERIFY2(off(dark).contains(QLatin1String("solid")), qPrintable(off(dark)));
    }

    void textIsReadable_data()
    {
        QTest::addColumn<int>("appearance");
        QTest::addColumn<double>("floor");
        QTest::newRow("dark") << int(Appearance::Dark) << 4.5;
        QTest::newRow("light") << int(Appearance::Light) << 4.5;
        QTest::newRow("high contrast") << int(Appearance::HighContrast) << 7.0;
    }
    void textIsReadable()
    {
        QFETCH(int, appearance);
        QFETCH(double, floor);
        const Palette p = palettes::of(Appearance(appearance));
        const QList<QPair<const char *, QColor>> tones {{"text", p.text}, {"muted", p.muted}, {"accent", p.accent},
            {"ok", p.ok}, {"warn", p.warn}, {"error", p.error}, {"operator", p.operatorMark}, {"deploy", p.deployMark},
            {"third", p.thirdSeries}};
        for (const auto &[name, color] : tones) {
            QVERIFY2(contrast(color, p.surface) >= floor, name);
            // pills and banners: the same tone on its own tint
            const double onTint = contrast(color, mixed(p.surface, color, p.tintAlpha));
            QVERIFY2(onTint >= (floor > 5 ? 4.5 : 4.0),
                qPrintable(QStringLiteral("%1 on its tint: %2").arg(QLatin1String(name)).arg(onTint)));
        }
        QVERIFY(contrast(p.text, p.accentTint) >= floor);
        QVERIFY(contrast(p.onFill, p.fill) >= floor);
        QVERIFY(contrast(p.onFill, p.danger) >= floor);
        QVERIFY(contrast(p.faint, p.surface) >= 3.0);
        QVERIFY2(contrast(p.accent, p.surface) >= 3.0, "the focus ring must be seen");
    }

    void switchesWhileRunning()
    {
        Theme theme(AppearanceChoice::Dark);
        QSignalSpy changed(&theme, &Theme::changed);
        QCOMPARE(QApplication::palette().color(QPalette::Base), palettes::dark().surface);
        theme.setChoice(AppearanceChoice::Light);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(QApplication::palette().color(QPalette::Base), palettes::light().surface);
        QVERIFY(qApp->styleSheet().contains(palettes::light().accent.name()));
        theme.setChoice(AppearanceChoice::Light);
        QCOMPARE(changed.count(), 1);
        theme.setChoice(AppearanceChoice::HighContrast);
        QCOMPARE(theme.appearance(), Appearance::HighContrast);
    }

    void bundledFontsAreThere()
    {
        Theme theme(AppearanceChoice::Dark);
        QCOMPARE(QFontInfo(Theme::font(TextStyle::Body)).family(), QStringLiteral("Pilothouse Inter"));
        QCOMPARE(QFontInfo(Theme::font(TextStyle::Mono)).family(), QStringLiteral("JetBrains Mono"));
        QCOMPARE(QFontInfo(Theme::font(TextStyle::Value)).pixelSize(), 24);
    }

    void theSheetHasNoUnfilledToken()
    {
        Theme theme(AppearanceChoice::Dark);
        const QString sheet = styleSheet(theme);
        QVERIFY(!sheet.contains(QLatin1Char('@')));
        QVERIFY(!sheet.contains(QLatin1String("border-left")));
        QVERIFY(!sheet.contains(QLatin1String("border-right")));
    }

    void lessMotionMeansNone()
    {
        Theme theme(AppearanceChoice::Dark);
        QCOMPARE(theme.duration(motion::panel), 120);
        theme.setReducedMotion(true);
        QCOMPARE(theme.duration(motion::panel), 0);
    }
};
PH_TEST(TestTheme)
#include "tst_theme.moc"
