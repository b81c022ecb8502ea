// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commandpalette.h"

#include "ui/components/card.h"
#include "ui/components/iconview.h"
#include "ui/components/label.h"
#include "ui/components/layout.h"
#include "ui/components/safetext.h"
#include "ui/theme/icons.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QStyledItemDelegate>

namespace ph::ui {

namespace {

using models::PaletteModel;

class EntryDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {300, 36}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &at) const override
    {
        const Theme &theme = Theme::current();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & QStyle::State_Selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.palette().accentTint);
            painter->drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), size::controlRadius, size::controlRadius);
        }
        const bool disabled = at.data(PaletteModel::DisabledRole).toBool();
        const bool mirrored = option.direction == Qt::RightToLeft;
        const QRect row = option.rect.adjusted(12, 0, -12, 0);
        const auto place = [&](int x, int w) {
            return QRect(mirrored ? row.right() + 1 - x - w : row.left() + x, row.top(), w, row.height());
        };
        QRectF icon(0, 0, size::smallIcon, size::smallIcon);
        icon.moveCenter(QRectF(place(0, size::smallIcon)).center());
        const QString name = at.data(PaletteModel::IconRole).toString();
        if (!name.isEmpty())
            paintIcon(painter, icon, name, theme.color(disabled ? Tone::Faint : Tone::Muted));
        painter->setLayoutDirection(Qt::LayoutDirectionAuto);
        const int leading = int(Qt::AlignVCenter | Qt::AlignAbsolute | (mirrored ? Qt::AlignRight : Qt::AlignLeft));
        const int trailing = int(Qt::AlignVCenter | Qt::AlignAbsolute | (mirrored ? Qt::AlignLeft : Qt::AlignRight));
        painter->setFont(Theme::font(TextStyle::Mono));
        const QString keys = at.data(PaletteModel::KeysRole).toString();
        const int keysWidth = keys.isEmpty() ? 0 : painter->fontMetrics().horizontalAdvance(keys) + 16;
        painter->setPen(theme.color(Tone::Muted));
        painter->drawText(place(row.width() - keysWidth, keysWidth), trailing, keys);
        const int used = paintMatched(painter, place(28, row.width() - 28 - keysWidth), leading, at, disabled);
        painter->setFont(Theme::font(TextStyle::Small));
        painter->setPen(theme.color(disabled ? Tone::Warn : Tone::Muted));
        const QRect note = place(28 + used + 12, row.width() - 28 - used - 12 - keysWidth);
        if (note.width() > 30)
            painter->drawText(note, leading,
                painter->fontMetrics().elidedText(
                    safeText(at.data(PaletteModel::NoteRole).toString()), Qt::ElideRight, note.width()));
        painter->restore();
    }

private:
    /// The matched letters stand out by weight and colour. Returns the width used.
    static int paintMatched(QPainter *painter, const QRect &room, int align, const QModelIndex &at, bool disabled)
    {
        const Theme &theme = Theme::current();
        const QString text = at.data().toString();
        const auto positions = at.data(PaletteModel::PositionsRole).value<QList<int>>();
        const QFont plain = Theme::font(TextStyle::BodyMedium);
        painter->setFont(plain);
        const QString shown = safeText(text);
        const int width = std::min(painter->fontMetrics().horizontalAdvance(shown) + 2, room.width());
        painter->setPen(theme.color(disabled ? Tone::Faint : Tone::Text));
        const QString fitting = painter->fontMetrics().elidedText(shown, Qt::ElideRight, room.width());
        painter->drawText(room, align, fitting);
        if (disabled || fitting != text || text.isRightToLeft() || !(align & Qt::AlignLeft))
            return width;
        painter->setPen(theme.color(Tone::Accent));
        for (const int position : positions) {
            const int x = painter->fontMetrics().horizontalAdvance(text.left(position));
            painter->drawText(room.adjusted(x, 0, 0, 0), align, text.mid(position, 1));
        }
        return width;
    }
};

/// Those that find something here.
QStringList prefixes(const PaletteModel &model)
{
    QStringList all {CommandPalette::tr("> actions", "prefix in the command palette")};
    if (model.finds(PaletteModel::Kind::Tenant))
        all << CommandPalette::tr("@ tenants", "prefix in the command palette");
    if (model.finds(PaletteModel::Kind::Task))
        all << CommandPalette::tr("# tasks", "prefix in the command palette");
    return all << CommandPalette::tr("? help", "prefix in the command palette");
}

} // namespace

CommandPalette::CommandPalette(PaletteModel &model, QWidget *parent)
    : QFrame(parent)
    , m_model(model)
    , m_edit(new QLineEdit)
    , m_list(new QListView)
    , m_none(new Label(
          tr("Nothing found. Prefixes: %1.", "empty command palette").arg(prefixes(model).join(QStringLiteral(", "))),
          TextStyle::Small, Tone::Muted))
{
    setAccessibleName(tr("Command palette", "name of the search over actions, pages and objects"));
    auto *column = vbox(this, {1, 1, 1, 1}, 0);
    auto *top = hbox(nullptr, {16, 12, 16, 12}, 10);
    top->addWidget(new IconView(QStringLiteral("search"), Tone::Muted, size::icon));
    m_edit->setProperty("role", QStringLiteral("bare"));
    m_edit->setPlaceholderText(
        tr("Search actions, pages and objects · %1", "placeholder of the command palette; %1 are prefixes")
            .arg(prefixes(model).join(QStringLiteral("  "))));
    m_edit->setAccessibleName(tr("Search", "field of the command palette"));
    m_edit->setFont(Theme::font(TextStyle::Headline));
    m_edit->installEventFilter(this);
    top->addWidget(m_edit, 1);
    column->addLayout(top);
    column->addWidget(new Divider);
    m_list->setModel(&model);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setAccessibleName(tr("Found", "list of the command palette"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    auto *holder = vbox(nullptr, {8, 8, 8, 8}, 0);
    holder->addWidget(m_list);
    m_none->setAlignment(Qt::AlignCenter);
    holder->addWidget(m_none);
    column->addLayout(holder, 1);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &at) { Q_EMIT chosen(at.row()); });
    search({});
}

void CommandPalette::search(const QString &text)
{
    m_model.setQuery(text);
    m_list->setVisible(m_model.rowCount() > 0);
    m_none->setVisible(m_model.rowCount() == 0);
    m_list->setCurrentIndex(m_model.index(0));
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const int row = m_list->currentIndex().row();
        const int rows = m_model.rowCount();
        switch (key->key()) {
        case Qt::Key_Down:
        case Qt::Key_Up:
            if (rows > 0)
                m_list->setCurrentIndex(m_model.index((row + (key->key() == Qt::Key_Down ? 1 : rows - 1)) % rows));
            return true;
        case Qt::Key_PageDown:
        case Qt::Key_PageUp:
            if (rows > 0)
                m_list->setCurrentIndex(
                    m_model.index(std::clamp(row + (key->key() == Qt::Key_PageDown ? 8 : -8), 0, rows - 1)));
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (row >= 0 && !m_list->currentIndex().data(PaletteModel::DisabledRole).toBool())
                Q_EMIT chosen(row);
            return true;
        default: break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    const Palette &p = Theme::current().palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(p.border, 1));
    painter.setBrush(p.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
}

} // namespace ph::ui
