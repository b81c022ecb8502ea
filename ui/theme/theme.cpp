// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/desktoplook.h"
#include "ui/theme/fonts.h"
#include "ui/theme/style.h"
#include "ui/theme/stylesheet.h"

#include <QApplication>
#include <QPalette>
#include <QToolTip>
#include <cmath>

namespace ph::ui {

namespace {

Theme *s_instance = nullptr;

QPalette paletteOf(const Palette &p)
{
    QPalette q;
    const auto set = [&q](QPalette::ColorRole role, const QColor &normal, const QColor &disabled) {
        q.setColor(QPalette::Active, role, normal);
        q.setColor(QPalette::Inactive, role, normal);
        q.setColor(QPalette::Disabled, role, disabled);
    };
    set(QPalette::Window, p.bg, p.bg);
    set(QPalette::WindowText, p.text, p.faint);
    set(QPalette::Base, p.surface, p.surface);
    set(QPalette::AlternateBase, p.surface, p.surface);
    set(QPalette::Text, p.text, p.faint);
    set(QPalette::PlaceholderText, p.faint, p.faint);
    set(QPalette::Button, p.raised, p.raised);
    set(QPalette::ButtonText, p.text, p.faint);
    set(QPalette::BrightText, p.error, p.error);
    set(QPalette::ToolTipBase, p.raised, p.raised);
    set(QPalette::ToolTipText, p.text, p.text);
    set(QPalette::Highlight, p.accentTint, p.accentTint);
    set(QPalette::HighlightedText, p.text, p.muted);
    set(QPalette::Link, p.accent, p.faint);
    set(QPalette::LinkVisited, p.accent, p.faint);
    set(QPalette::Light, p.hover, p.hover);
    set(QPalette::Midlight, p.hover, p.hover);
    set(QPalette::Mid, p.border, p.border);
    set(QPalette::Dark, p.border, p.border);
    set(QPalette::Shadow, p.bg, p.bg);
    return q;
}

double luminance(const QColor &color)
{
    const auto part = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
}

} // namespace

QColor mixed(const QColor &under, const QColor &over, int share)
{
    const auto part = [share](int a, int b) { return (a * (255 - share) + b * share) / 255; };
    return QColor(part(under.red(), over.red()), part(under.green(), over.green()), part(under.blue(), over.blue()));
}

double contrast(const QColor &a, const QColor &b)
{
    const double la = luminance(a) + 0.05;
    const double lb = luminance(b) + 0.05;
    return la > lb ? la / lb : lb / la;
}

Theme::Theme(Fallback)
    : m_palette(palettes::dark())
{
}

Theme::Theme(AppearanceChoice choice, QObject *parent)
    : QObject(parent)
    , m_choice(choice)
    , m_palette(palettes::dark())
{
    Q_ASSERT(!s_instance);
    s_instance = this;
    loadFonts();
    m_desktop = std::make_unique<DesktopLook>();
    connect(m_desktop.get(), &DesktopLook::changed, this, &Theme::follow);
    qApp->setStyle(new Style);
    QApplication::setFont(font(TextStyle::Body));
    QToolTip::setFont(font(TextStyle::Small));
    m_appearance = Appearance(-1); // whatever it is, the first apply() is needed
    follow();
}

Theme::~Theme()
{
    if (s_instance == this)
        s_instance = nullptr;
}

Theme *Theme::instance() { return s_instance; }

const Theme &Theme::current()
{
    static const Theme s_fallback {Fallback {}};
    return s_instance ? *s_instance : s_fallback;
}

void Theme::setChoice(AppearanceChoice choice)
{
    m_choice = choice;
    follow();
}

void Theme::setReducedMotion(bool reduced) { m_reducedMotion = reduced; }

void Theme::follow()
{
    m_desktopReducedMotion = m_desktop->prefersReducedMotion();
    Appearance wanted = Appearance::Dark;
    switch (m_choice) {
    case AppearanceChoice::System:
        if (m_desktop->prefersHighContrast())
            wanted = Appearance::HighContrast;
        else
            wanted = m_desktop->prefersDark().value_or(true) ? Appearance::Dark : Appearance::Light;
        break;
    case AppearanceChoice::Dark: break;
    case AppearanceChoice::Light: wanted = Appearance::Light; break;
    case AppearanceChoice::HighContrast: wanted = Appearance::HighContrast; break;
    }
    if (wanted == m_appearance)
        return;
    m_appearance = wanted;
    apply();
}

void Theme::apply()
{
    m_palette = palettes::of(m_appearance);
    const QPalette palette = paletteOf(m_palette);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    qApp->setStyleSheet(styleSheet(*this));
    Q_EMIT changed();
}

QColor Theme::color(Tone tone) const
{
    switch (tone) {
    case Tone::Text: return m_palette.text;
    case Tone::Muted: return m_palette.muted;
    case Tone::Faint: return m_palette.faint;
    case Tone::Accent: return m_palette.accent;
    case Tone::Ok: return m_palette.ok;
    case Tone::Warn: return m_palette.warn;
    case Tone::Error: return m_palette.error;
    case Tone::Operator: return m_palette.operatorMark;
    case Tone::Deploy: return m_palette.deployMark;
    case Tone::Third: return m_palette.thirdSeries;
    case Tone::OnFill: return m_palette.onFill;
    }
    return m_palette.text;
}

QColor Theme::tint(Tone tone) const { return mixed(m_palette.surface, color(tone), m_palette.tintAlpha); }

QFont Theme::font(TextStyle style)
{
    struct Spec {
        int pixels;
        QFont::Weight weight;
        bool mono;
    };
    const auto spec = [style]() -> Spec {
        switch (style) {
        case TextStyle::Value: return {24, QFont::DemiBold, false};
        case TextStyle::DialogTitle: return {18, QFont::DemiBold, false};
        case TextStyle::PageTitle: return {16, QFont::DemiBold, false};
        case TextStyle::Brand:
        case TextStyle::Headline: return {15, QFont::DemiBold, false};
        case TextStyle::Body: return {13, QFont::Normal, false};
        case TextStyle::BodyMedium: return {13, QFont::Medium, false};
        case TextStyle::BodyStrong: return {13, QFont::DemiBold, false};
        case TextStyle::Small: return {12, QFont::Normal, false};
        case TextStyle::SmallStrong: return {12, QFont::DemiBold, false};
        case TextStyle::Caps: return {11, QFont::DemiBold, false};
        case TextStyle::Mono: return {12, QFont::Normal, true};
        case TextStyle::MonoStrong: return {12, QFont::DemiBold, true};
        case TextStyle::MonoValue: return {24, QFont::Normal, true};
        }
        return {13, QFont::Normal, false};
    }();
    QFont font(spec.mono ? monoFamily() : textFamily());
    font.setPixelSize(spec.pixels);
    font.setWeight(spec.weight);
    if (spec.mono) {
        font.setStyleHint(QFont::Monospace);
        // JetBrains Mono joins "--" and "!=" into one sign: commands and ids are shown letter by letter.
        // (Scripts that need shaping, such as Arabic, are shaped all the same.)
        font.setStyleStrategy(QFont::PreferNoShaping);
    }
    font.setHintingPreference(QFont::PreferNoHinting); // hinted advances make Inter uneven at 13 px
    return font;
}

} // namespace ph::ui
