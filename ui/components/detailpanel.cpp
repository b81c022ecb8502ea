// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/detailpanel.h"

#include "ui/components/flowlayout.h"
#include "ui/components/layout.h"
#include "ui/components/statepill.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>

namespace ph::ui {

namespace {
constexpr int s_leastWidth = 320; ///< px
} // namespace

DetailPanel::DetailPanel(QWidget *parent)
    : QFrame(parent)
    , m_pill(new StatePill)
    , m_title(new Label({}, TextStyle::PageTitle))
    , m_id(new MonoLabel)
    , m_copy(new IconButton("copy", tr("Copy the id", "button")))
    , m_note(new Label({}, TextStyle::Small, Tone::Muted))
    , m_actions(new FlowLayout(nullptr))
    , m_reason(new Label({}, TextStyle::Small, Tone::Muted))
    , m_aside(new Label({}, TextStyle::Small, Tone::Warn))
    , m_scroll(new QScrollArea)
{
    setAccessibleName(tr("Details", "name of the panel at the side of a table"));
    auto *column = vbox(this, {}, 0);
    auto *head = vbox(nullptr, {16, 8, 12, 12}, 8);
    auto *first = hbox(nullptr, {}, 8);
    first->addWidget(m_pill);
    first->addWidget(m_title, 1);
    auto *close = new IconButton("x", tr("Close the details", "button"));
    close->setNameAndKey(close->accessibleName(), QKeySequence(Qt::Key_Escape));
    connect(close, &QToolButton::clicked, this, &DetailPanel::closeRequested);
    first->addWidget(close);
    head->addLayout(first);
    auto *second = hbox(nullptr, {}, 6);
    m_copy->setFixedSize(22, 22);
    m_copy->setIconSize(QSize(14, 14));
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_head.id); });
    second->addWidget(m_id);
    second->addWidget(m_copy);
    second->addStretch(1);
    auto *about = vbox(nullptr, {}, 4);
    about->addLayout(second);
    about->addWidget(m_note); // in a line of its own: neither it nor the id is cut in a narrow panel
    head->addLayout(about);
    m_aside->setWrapped(true);
    m_aside->hide();
    head->addWidget(m_aside);
    head->addLayout(m_actions);
    m_reason->setWrapped(true);
    m_reason->hide();
    head->addWidget(m_reason);
    column->addLayout(head);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(NoFrame);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    column->addWidget(m_scroll, 1);
}

void DetailPanel::setView(DetailView *view)
{
    m_view = view;
    m_scroll->setWidget(view);
    view->setAutoFillBackground(false); // setWidget() turned it on
    connect(view, &DetailView::headChanged, this, &DetailPanel::setHead);
}

void DetailPanel::showObject(const QString &id)
{
    m_objectId = id;
    if (m_view)
        setHead(m_view->showObject(id));
}

void DetailPanel::setHead(const DetailHead &head)
{
    m_head = head;
    m_pill->setState(head.stateWord, head.status);
    m_pill->setVisible(!head.stateWord.isEmpty());
    m_title->setText(head.title);
    m_id->setText(head.id);
    // What has a name only is copied by "Copy as"; an empty id is nothing to copy.
    m_id->setVisible(!head.id.isEmpty());
    m_copy->setVisible(!head.id.isEmpty());
    m_note->setText(head.note);
    m_note->setVisible(!head.note.isEmpty());
}

QSize DetailPanel::minimumSizeHint() const { return QFrame::minimumSizeHint().expandedTo(QSize(s_leastWidth, 0)); }

void DetailPanel::setReason(const QString &reason)
{
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
}

void DetailPanel::setAside(const QString &text)
{
    m_aside->setText(text);
    m_aside->setVisible(!text.isEmpty());
}

void DetailPanel::paintEvent(QPaintEvent *)
{
    const Palette &p = Theme::current().palette();
    QPainter painter(this);
    painter.fillRect(rect(), p.surface);
    painter.fillRect(QRect(0, m_scroll->y(), width(), 1), p.border);
}

void DetailPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closeRequested();
    else
        QFrame::keyPressEvent(event);
}

FactList::FactList(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins({});
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnMinimumWidth(0, 84);
    m_grid->setColumnStretch(1, 1);
}

void FactList::clear()
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    m_rows = 0;
}

Label *FactList::addFact(const QString &name, const QString &value, Tone tone)
{
    auto *label = new Label(value, TextStyle::Small, tone);
    label->setAccessibleName(name + QLatin1String(": ") + value);
    m_grid->addWidget(new Label(name, TextStyle::Small, Tone::Muted), m_rows, 0, Qt::AlignTop);
    m_grid->addWidget(label, m_rows++, 1);
    return label;
}

MonoLabel *FactList::addMono(const QString &name, const QString &value)
{
    auto *label = new MonoLabel(value);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setAccessibleName(name + QLatin1String(": ") + value);
    m_grid->addWidget(new Label(name, TextStyle::Small, Tone::Muted), m_rows, 0, Qt::AlignTop);
    m_grid->addWidget(label, m_rows++, 1);
    return label;
}

Button *FactList::addLink(const QString &text)
{
    auto *link = new Button(text, ButtonRole::Link);
    m_grid->addWidget(link, std::max(0, m_rows - 1), 2);
    return link;
}

CodeBlock::CodeBlock(const QString &accessibleName, QWidget *parent)
    : QFrame(parent)
    , m_lines(vbox(this, {12, 10, 12, 10}, 3))
{
    setAccessibleName(accessibleName);
}

void CodeBlock::clear()
{
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_all.clear();
}

void CodeBlock::addLine(const QString &line, Tone tone, bool strong)
{
    auto *label = new MonoLabel(line, tone);
    label->setTextStyle(strong ? TextStyle::MonoStrong : TextStyle::Mono);
    label->setWrapped(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_lines->addWidget(label);
    m_all += line + QLatin1Char('\n');
}

void CodeBlock::addFold(const QString &folded, const QString &open, const QStringList &lines)
{
    auto *box = new QWidget;
    auto *column = vbox(box, {}, 3);
    auto *fold = new Button(folded, ButtonRole::Link);
    fold->setThemeIcon("chevron-right");
    column->addWidget(fold, 0, Qt::AlignLeading);
    auto *inner = new QWidget;
    auto *texts = vbox(inner, {size::smallIcon, 0, 0, 0}, 3);
    for (const QString &line : lines) {
        auto *label = new MonoLabel(line, Tone::Muted);
        label->setWrapped(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        texts->addWidget(label);
    }
    inner->hide();
    column->addWidget(inner);
    connect(fold, &QPushButton::clicked, inner, [fold, inner, folded, open] {
        const bool isOpen = inner->isHidden();
        inner->setVisible(isOpen);
        fold->setText(isOpen ? open : folded);
        fold->setThemeIcon(isOpen ? "chevron-down" : "chevron-right");
    });
    m_lines->addWidget(box);
    m_all += lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

void CodeBlock::setText(const QString &text, Tone tone)
{
    clear();
    addLine(text, tone);
    m_all = text;
}

void CodeBlock::paintEvent(QPaintEvent *)
{
    const Palette &p = Theme::current().palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(p.border, 1));
    painter.setBrush(p.sunken);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), size::controlRadius, size::controlRadius);
}

} // namespace ph::ui
