// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/stylesheet.h"

#include "ui/theme/theme.h"

#include <QHash>

namespace ph::ui {

namespace {

// No left/right specific property: Qt does not mirror them in right-to-left layouts.
const char s_template[] = R"(
QMainWindow, QDialog { background: @bg; }

QPushButton {
    background: @raised; color: @text; border: 1px solid @border; border-radius: @radiuspx;
    padding: 0 12px; min-height: @controlInnerpx; font-weight: 500; outline: none;
}
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @track; }
QPushButton:disabled { color: @faint; background: transparent; border-style: @offStyle; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton[role="primary"] { background: @fill; border-color: @fill; color: @onFill; font-weight: 600; }
QPushButton[role="primary"]:hover { background: @fillHover; }
QPushButton[role="primary"]:disabled { background: @primaryOff; border-color: @primaryOffBorder; color: @muted; }
QPushButton[role="primary"]:focus { border: 1px solid @focusOnFill; }
QPushButton[role="danger"] { background: @danger; border-color: @danger; color: @onFill; font-weight: 600; }
QPushButton[role="danger"]:hover { background: @dangerHover; }
QPushButton[role="danger"]:disabled { background: @dangerOff; border-color: @dangerOffBorder; color: @dangerOffText; }
QPushButton[role="danger"]:focus { border: 1px solid @focusOnFill; }
QPushButton[role="dangerOutline"] { background: transparent; border-color: @error; color: @error; }
QPushButton[role="dangerOutline"]:hover { background: @errorTint; }
QPushButton[role="dangerOutline"]:disabled { border-color: @border; color: @faint; }
QPushButton[role="dangerOutline"]:focus { border: 2px solid @error; }
QPushButton[role="link"] {
    background: transparent; border: 1px solid transparent; border-radius: 4px; color: @accent; padding: 0 2px; min-height: 20px; font-weight: 600; font-size: 12px;
}
QPushButton[role="link"]:hover { color: @text; }
QPushButton[role="link"]:focus { border: 1px solid @accent; }
QPushButton[role="link"]:disabled { color: @faint; }
QPushButton[role="cancel"] { background: @surface; border: 2px solid @border; padding: 0 22px; min-height: @controlInner2px; }
QPushButton[role="cancel"]:focus { border: 2px solid @accent; }
QPushButton:checked { background: @accentTint; border: 1px solid @accent; color: @text; }
QPushButton[compact="true"] { min-height: 22px; padding: 0 10px; font-size: 12px; }
QPushButton::menu-indicator { image: none; width: 0; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: @radiuspx; color: @text; padding: 0; outline: none; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @accentTint; }
QToolButton:focus { border: 1px solid @accent; }
QToolButton:disabled { color: @faint; }
QToolButton::menu-indicator { image: none; }
QToolButton[role="segment"] { background: @surface; border: 1px solid @border; border-radius: 0; padding: 0 12px; min-height: @controlInnerpx; color: @muted; font-weight: 500; }
QToolButton[role="segment"]:checked { background: @accentTint; color: @text; font-weight: 600; }
QToolButton[role="segment"]:focus { border: 1px solid @accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDateTimeEdit {
    background: @sunken; color: @text; border: 1px solid @border; border-radius: @radiuspx; padding: 0 10px;
    selection-background-color: @fill; selection-color: @onFill;
}
QLineEdit, QSpinBox, QDateTimeEdit { min-height: @controlInnerpx; }
QPlainTextEdit, QTextEdit { padding: 6px 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDateTimeEdit:focus { border: 1px solid @accent; }
QLineEdit:disabled, QSpinBox:disabled { color: @faint; background: @bg; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] { border: 1px solid @error; }
QLineEdit[role="bare"], QPlainTextEdit[role="bare"] { background: transparent; border: none; padding: 0; min-height: 20px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @border; border-radius: @radiuspx; padding: 4px; outline: none; }
QSpinBox::up-button, QSpinBox::down-button, QDateTimeEdit::up-button, QDateTimeEdit::down-button { width: 0; border: none; }

QMenu { background: @raised; border: 1px solid @border; border-radius: @radiuspx; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 28px; border-radius: 4px; color: @text; }
QMenu::item:selected { background: @accentTint; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QMenu::icon { padding: 0 6px; }
QMenu::indicator { width: 14px; height: 14px; }
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px 6px; font-size: 12px; }

QTableCornerButton::section { background: @surface; border: none; }
QAbstractScrollArea { background: transparent; border: none; }
QTableView, QTreeView, QListView { background: @surface; border: none; outline: none; selection-background-color: @accentTint; selection-color: @text; gridline-color: transparent; }
QListView::item { padding: 4px 8px; border-radius: 4px; }
QListView::item:selected { background: @accentTint; color: @text; }

QTabWidget::pane { border: none; }
QTabBar { background: transparent; outline: none; }
QTabBar::tab { background: transparent; color: @muted; border: none; border-bottom: 2px solid transparent; padding: 8px 12px; font-weight: 500; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:focus { border-bottom: 2px solid @text; }

QSplitter::handle { background: @border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QGroupBox { border: none; margin: 0; padding: 0; }
QStatusBar { background: @surface; }
QStatusBar::item { border: none; }
)";

} // namespace

QString styleSheet(const Theme &theme)
{
    const Palette &p = theme.palette();
    const bool isHigh = theme.appearance() == Appearance::HighContrast;
    const auto number = [](int value) { return QString::number(value); };
    const QHash<QString, QString> values {
        {QStringLiteral("bg"), p.bg.name()},
        {QStringLiteral("surface"), p.surface.name()},
        {QStringLiteral("raised"), p.raised.name()},
        {QStringLiteral("sunken"), p.sunken.name()},
        {QStringLiteral("hover"), p.hover.name()},
        {QStringLiteral("border"), p.border.name()},
        {QStringLiteral("track"), p.track.name()},
        {QStringLiteral("text"), p.text.name()},
        {QStringLiteral("muted"), p.muted.name()},
        {QStringLiteral("faint"), p.faint.name()},
        {QStringLiteral("accent"), p.accent.name()},
        {QStringLiteral("accentTint"), p.accentTint.name()},
        {QStringLiteral("error"), p.error.name()},
        {QStringLiteral("errorTint"), theme.tint(Tone::Error).name()},
        {QStringLiteral("fill"), p.fill.name()},
        {QStringLiteral("fillHover"), p.fillHover.name()},
        {QStringLiteral("primaryOff"), (isHigh ? p.surface : mixed(p.surface, p.fill, 70)).name()},
        {QStringLiteral("primaryOffBorder"), (isHigh ? p.muted : mixed(p.surface, p.fill, 70)).name()},
        // Colours are few there: what cannot be pressed has a broken line.
        {QStringLiteral("offStyle"), isHigh ? QStringLiteral("dashed") : QStringLiteral("solid")},
        {QStringLiteral("danger"), p.danger.name()},
        {QStringLiteral("dangerHover"), p.dangerHover.name()},
        {QStringLiteral("dangerOff"), (isHigh ? p.surface : theme.tint(Tone::Error)).name()},
        {QStringLiteral("dangerOffBorder"), mixed(p.surface, p.error, 96).name()},
        {QStringLiteral("dangerOffText"), mixed(p.surface, p.error, 190).name()},
        {QStringLiteral("onFill"), p.onFill.name()},
        {QStringLiteral("focusOnFill"), p.text.name()},
        {QStringLiteral("radius"), number(size::controlRadius)},
        {QStringLiteral("controlInner"), number(size::controlHeight - 2)},
        {QStringLiteral("controlInner2"), number(size::controlHeight - 4)},
        {QStringLiteral("cell"), number(size::cellPadding)},
    };
    QString out;
    const QString source = QString::fromLatin1(s_template);
    out.reserve(source.size() * 2);
    for (qsizetype i = 0; i < source.size();) {
        if (source[i] != QLatin1Char('@')) {
            out += source[i++];
            continue;
        }
        // the longest known name wins: "@controlInnerpx" is @controlInner and "px"
        qsizetype length = 1;
        while (i + length < source.size() && source[i + length].isLetterOrNumber())
            ++length;
        qsizetype known = length - 1;
        while (known > 0 && !values.contains(source.mid(i + 1, known)))
            --known;
        Q_ASSERT(known > 0);
        out += values.value(source.mid(i + 1, known));
        i += 1 + known;
    }
    return out;
}

} // namespace ph::ui
