// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QWidget>

namespace ph::ui {

namespace {

void drawCheck(const QStyleOption *option, QPainter *painter, bool round)
{
    const Palette &p = Theme::current().palette();
    const bool on = option->state & (QStyle::State_On | QStyle::State_NoChange);
    const bool enabled = option->state & QStyle::State_Enabled;
    QRectF box = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor edge = option->state & QStyle::State_HasFocus ? p.accent : on ? p.fill : p.muted;
    painter->setPen(QPen(enabled ? edge : p.border, 1));
    painter->setBrush(on ? (enabled ? p.fill : p.track) : p.sunken);
    const qreal radius = round ? box.width() / 2 : 4;
    painter->drawRoundedRect(box, radius, radius);
    if (on) {
        painter->setPen(QPen(p.onFill, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        if (round) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(p.onFill);
            painter->drawEllipse(box.center(), 3, 3);
        } else if (option->state & QStyle::State_NoChange) {
            painter->drawLine(QPointF(box.left() + 4, box.center().y()), QPointF(box.right() - 4, box.center().y()));
        } else {
            const QPointF points[] {{box.left() + 3.5, box.center().y() + 0.5},
                {box.center().x() - 0.5, box.bottom() - 4}, {box.right() - 3, box.top() + 4.5}};
            painter->drawPolyline(points, 3);
        }
    }
    painter->restore();
}

} // namespace

Style::Style()
    : QProxyStyle(QStringLiteral("Fusion"))
{
    setObjectName(QStringLiteral("pilothouse"));
}

void Style::drawPrimitive(
    PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const Palette &p = Theme::current().palette();
    switch (element) {
    case PE_FrameFocusRect: {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(p.accent, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        painter->restore();
        return;
    }
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck: drawCheck(option, painter, false); return;
    case PE_IndicatorRadioButton: drawCheck(option, painter, true); return;
    case PE_IndicatorHeaderArrow: {
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        if (!header)
            break;
        const bool up = header->sortIndicator == QStyleOptionHeader::SortUp;
        QRectF box(0, 0, 14, 14);
        box.moveCenter(QRectF(option->rect).center());
        // SortUp is Qt's word for ascending drawn downwards; people read an arrow down as "newest or largest first"
        paintIcon(painter, box, up ? QStringLiteral("arrow-down") : QStringLiteral("arrow-up"), p.text);
        return;
    }
    case PE_PanelStatusBar:
    case PE_FrameStatusBarItem: return;
    default: break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawControl(
    ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    if (element == CE_Splitter) {
        painter->fillRect(option->rect, Theme::current().palette().border);
        return;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawScrollBar(const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (!bar || bar->minimum == bar->maximum)
        return;
    const Palette &p = Theme::current().palette();
    const bool active = option->activeSubControls & SC_ScrollBarSlider;
    QRectF handle = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    handle.adjust(2, 2, -2, -2);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(active ? p.muted : mixed(p.surface, p.muted, 96));
    painter->drawRoundedRect(handle, 3, 3);
    painter->restore();
}

void Style::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        drawScrollBar(option, painter, widget);
        return;
    }
    if (control == CC_ComboBox) {
        drawComboBox(option, painter);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

/// The window's direction says where a text stands; how it runs, it says itself ("Revoke…" ends with its dots).
void Style::drawItemText(QPainter *painter, const QRect &rect, int flags, const QPalette &palette, bool enabled,
    const QString &text, QPalette::ColorRole role) const
{
    const Qt::LayoutDirection place = painter->layoutDirection();
    const Qt::Alignment align = visualAlignment(place, Qt::Alignment(flags & int(Qt::AlignHorizontal_Mask)));
    painter->setLayoutDirection(Qt::LayoutDirectionAuto);
    QProxyStyle::drawItemText(painter, rect,
        (flags & ~int(Qt::AlignHorizontal_Mask)) | int(align) | int(Qt::AlignAbsolute), palette, enabled, text, role);
    painter->setLayoutDirection(place);
}

/// Not in the style sheet: a sheet's arrow is a picture that cannot follow the theme.
void Style::drawComboBox(const QStyleOptionComplex *option, QPainter *painter) const
{
    const Palette &p = Theme::current().palette();
    const bool enabled = option->state & State_Enabled;
    const bool ring = option->state & State_HasFocus;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(ring ? p.accent : p.border, 1));
    painter->setBrush(!enabled ? p.bg : option->state & State_MouseOver ? p.hover : p.raised);
    painter->drawRoundedRect(
        QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), size::controlRadius, size::controlRadius);
    painter->restore();
    QRectF arrow(0, 0, 14, 14);
    const bool mirrored = option->direction == Qt::RightToLeft;
    arrow.moveCenter(
        QPointF(mirrored ? option->rect.left() + 16 : option->rect.right() - 15, option->rect.center().y() + 1));
    paintIcon(painter, arrow, QStringLiteral("chevron-down"), enabled ? p.muted : p.faint);
}

QSize Style::sizeFromContents(
    ContentsType type, const QStyleOption *option, const QSize &contents, const QWidget *widget) const
{
    QSize wanted = QProxyStyle::sizeFromContents(type, option, contents, widget);
    if (type == CT_ComboBox)
        wanted = QSize(contents.width() + 48, size::controlHeight);
    return wanted;
}

QRect Style::subControlRect(
    ComplexControl control, const QStyleOptionComplex *option, SubControl sub, const QWidget *widget) const
{
    if (control == CC_ComboBox && sub == SC_ComboBoxEditField)
        return visualRect(option->direction, option->rect, option->rect.adjusted(8, 1, -28, -1));
    const auto *bar = control == CC_ScrollBar ? qstyleoption_cast<const QStyleOptionSlider *>(option) : nullptr;
    if (!bar)
        return QProxyStyle::subControlRect(control, option, sub, widget);
    const bool horizontal = bar->orientation == Qt::Horizontal;
    const int length = horizontal ? bar->rect.width() : bar->rect.height();
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    const int handle = range > 0
        ? std::clamp(int(qint64(length) * bar->pageStep / (range + bar->pageStep)), std::min(28, length), length)
        : length;
    const int start
        = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - handle, bar->upsideDown);
    const auto piece = [&](int from, int size) {
        return horizontal ? QRect(bar->rect.x() + from, bar->rect.y(), size, bar->rect.height())
                          : QRect(bar->rect.x(), bar->rect.y() + from, bar->rect.width(), size);
    };
    switch (sub) {
    case SC_ScrollBarSlider: return piece(start, handle);
    case SC_ScrollBarSubPage: return piece(0, start);
    case SC_ScrollBarAddPage: return piece(start + handle, length - start - handle);
    case SC_ScrollBarGroove: return bar->rect;
    default: return {}; // no arrow buttons
    }
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent: return size::scrollBar;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap: return 0;
    case PM_SmallIconSize:
    case PM_ButtonIconSize: return size::smallIcon;
    case PM_ToolBarIconSize: return size::icon;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return 8;
    case PM_SplitterWidth: return 1;
    case PM_HeaderMarkSize: return 14;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText: return 0;
    case SH_Widget_Animate:
    case SH_Widget_Animation_Duration: return Theme::current().duration(motion::panel);
    case SH_ToolTip_WakeUpDelay: return 350;
    case SH_ToolTip_FallAsleepDelay: return 1500;
    case SH_UnderlineShortcut: return 0;
    case SH_Menu_Scrollable: return 1;
    case SH_ComboBox_Popup: return 0;
    case SH_ScrollBar_MiddleClickAbsolutePosition:
    case SH_ScrollBar_LeftClickAbsolutePosition: return 1;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace ph::ui
