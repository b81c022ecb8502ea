// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/reviewdialog.h"

#include "ui/components/card.h"
#include "ui/components/dialoglayer.h"
#include "ui/components/iconview.h"
#include "ui/components/layout.h"
#include "ui/components/reviewparts.h"
#include "ui/components/safetext.h"
#include "ui/components/scroll.h"
#include "ui/components/statepill.h"

#include <QAccessibleWidget>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>

namespace ph::ui {

namespace {

constexpr int s_reviewMargin = 24;
constexpr int s_edge = 1; ///< px of the line around it
constexpr int s_noteBeside = 300; ///< px of a note beside its heading

QWidget *section(const QString &title, const QString &note, QWidget *content)
{
    auto *box = new QWidget;
    auto *column = vbox(box, {}, 9);
    auto *head = new SectionHeader(title);
    column->addWidget(head);
    if (QFontMetrics(Theme::font(TextStyle::Small)).horizontalAdvance(note) <= s_noteBeside) {
        head->setNote(note);
    } else { // a sentence: read whole
        auto *below = new Label(note, TextStyle::Small, Tone::Muted);
        below->setWrapped(true);
        column->addWidget(below);
    }
    column->addWidget(content);
    return box;
}

/// A strip across the dialog in a colour of its own.
class Strip final : public QWidget {
public:
    QColor Palette::*color = nullptr;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), Theme::current().palette().*color);
    }
};

} // namespace

ReviewDialog::ReviewDialog(const ReviewView &view, QWidget *parent)
    : QFrame(parent)
    , m_view(view)
    , m_error(new Banner)
    , m_hint(new Label({}, TextStyle::Small, Tone::Muted))
    , m_cancel(new Button(tr("Cancel", "button of a review dialog"), ButtonRole::Cancel))
    , m_verb(new Button(view.verb, view.isDanger ? ButtonRole::Danger : ButtonRole::Primary))
{
    setAccessibleName(view.title);
    build();
    judge();
}

ReviewDialog *ReviewDialog::open(DialogLayer *layer, const ReviewView &view)
{
    auto *dialog = new ReviewDialog(view);
    layer->open(dialog, dialog->cancelButton());
    connect(layer, &DialogLayer::escapePressed, dialog, &ReviewDialog::cancelled);
    return dialog;
}

QSize ReviewDialog::sizeHint() const
{
    if (m_view.isLarge)
        return {size::reviewWide, size::reviewTall};
    // As high as what it says: a scroll area wishes for less, and for more. Its bar counts as if it were there: should
    // it come for a moment (a message appears), the narrower text still fits, and it goes again.
    const int width = size::reviewSmallWide - 2 * s_edge;
    int height = 2 * s_edge;
    for (int i = 0; i < layout()->count(); ++i) {
        const QWidget *part = layout()->itemAt(i)->widget();
        if (!part || part->isHidden())
            continue;
        const bool isContent = part->isAncestorOf(m_content);
        const QWidget *said = isContent ? m_content : part;
        const int room = isContent ? width - style()->pixelMetric(QStyle::PM_ScrollBarExtent) : width;
        height += said->layout() && said->layout()->hasHeightForWidth()
            ? said->layout()->totalHeightForWidth(room)
            : std::max(said->minimumHeight(), said->sizeHint().height());
    }
    return {size::reviewSmallWide, height};
}

void ReviewDialog::build()
{
    auto *column = vbox(this, {s_edge, s_edge, s_edge, s_edge}, 0);
    column->addWidget(makeHead());
    if (m_view.gentler)
        column->addWidget(makeGentler());
    else
        column->addWidget(new Divider);
    m_errorRow = new QWidget;
    hbox(m_errorRow, {s_reviewMargin, 12, s_reviewMargin, 0})->addWidget(m_error);
    m_errorRow->hide();
    column->addWidget(m_errorRow);
    column->addWidget(m_view.isLarge ? makeLarge() : makeSmall(), 1);
    column->addWidget(new Divider);
    m_foot = makeFoot();
    column->addWidget(m_foot);
}

QWidget *ReviewDialog::makeHead()
{
    auto *head = new QWidget;
    auto *row = hbox(head, {s_reviewMargin, 16, s_reviewMargin, 14}, 14);
    auto *icon = new IconView(m_view.icon, m_view.isDanger ? Tone::Error : Tone::Accent, 20);
    icon->setTile(40);
    row->addWidget(icon);
    auto *texts = vbox(nullptr, {}, 4);
    auto *title = new Label(m_view.title, TextStyle::DialogTitle);
    title->setWrapped(true);
    texts->addWidget(title);
    auto *under = hbox(nullptr, {}, 8);
    if (!m_view.subtitleMono.isEmpty()) {
        auto *mono = new MonoLabel(m_view.subtitleMono);
        mono->setTextStyle(m_view.subtitle.isEmpty() ? TextStyle::Mono : TextStyle::MonoStrong);
        mono->setTone(m_view.subtitle.isEmpty() ? Tone::Muted : Tone::Text);
        under->addWidget(mono);
    }
    if (!m_view.subtitle.isEmpty())
        under->addWidget(new Label(m_view.subtitle, TextStyle::Small, Tone::Muted));
    under->addStretch(1);
    texts->addLayout(under);
    row->addLayout(texts, 1);
    auto *right = vbox(nullptr, {}, 5);
    auto *badge = new EnvironmentBadge;
    badge->setEnvironment(m_view.environment, m_view.environmentTone);
    right->addWidget(badge, 0, Qt::AlignTrailing);
    right->addWidget(new Label(m_view.classText, TextStyle::Small, Tone::Muted), 0, Qt::AlignTrailing);
    row->addLayout(right);
    return head;
}

QWidget *ReviewDialog::makeGentler()
{
    auto *strip = new Strip;
    strip->color = &Palette::accentTint;
    auto *row = hbox(strip, {34, 8, s_reviewMargin, 8}, 12);
    row->addWidget(new IconView(QStringLiteral("info"), Tone::Accent, size::smallIcon));
    row->addSpacing(6);
    auto *lead = new Label(tr("A gentler way exists.", "review dialog"), TextStyle::BodyStrong);
    lead->setElide(Qt::ElideNone);
    row->addWidget(lead);
    auto *text = new Label(m_view.gentler->text, TextStyle::Body);
    text->setWrapped(true);
    row->addWidget(text, 1);
    if (!m_view.gentler->link.isEmpty()) {
        auto *link = new Button(m_view.gentler->link, ButtonRole::Link);
        connect(link, &QPushButton::clicked, this, &ReviewDialog::gentlerChosen);
        row->addWidget(link);
    }
    return strip;
}

/// Touched or lost, remarks, preconditions, who: in this order.
QList<QWidget *> ReviewDialog::makeRight()
{
    QList<QWidget *> parts;
    auto *touch = new QWidget;
    auto *column = vbox(touch, {}, 8);
    if (m_view.touchTable)
        column->addWidget(makeTouchTable(*m_view.touchTable));
    if (!m_view.touchBars.isEmpty())
        column->addWidget(makeTouchBars(m_view.touchBars));
    if (!m_view.sample.isEmpty()) {
        auto *sample = new MonoLabel(m_view.sample.join(QStringLiteral("  ")), Tone::Muted);
        sample->setWrapped(true);
        column->addWidget(sample);
    }
    if (m_view.isLarge && !m_view.remarks.isEmpty())
        column->addWidget(makeRemarks(m_view.remarks));
    if (!m_view.touchTitle.isEmpty())
        parts << section(m_view.touchTitle, m_view.touchNote, touch);
    else
        delete touch;
    if (!m_view.isLarge && !m_view.remarks.isEmpty())
        parts << section(tr("Know before", "heading in a review dialog"), {}, makeRemarks(m_view.remarks));
    if (!m_view.preconditions.isEmpty())
        parts << section(tr("Preconditions", "heading in a review dialog"), m_view.preconditionNote,
            makePreconditions(m_view.preconditions));
    if (!m_view.who.isEmpty())
        parts << section(tr("Who", "heading in a review dialog"), m_view.whoNote, makeWho(m_view.who));
    return parts;
}

namespace {

void stack(QVBoxLayout *column, const QList<QWidget *> &parts)
{
    for (int i = 0; i < parts.size(); ++i) {
        if (i > 0)
            column->addWidget(new Divider);
        column->addWidget(parts[i]);
    }
    column->addStretch(1);
}

} // namespace

QWidget *ReviewDialog::makeLarge()
{
    auto *box = new QWidget;
    auto *row = hbox(box, {}, 0);
    auto *left = new QWidget;
    auto *steps = vbox(left, {s_reviewMargin, 18, s_reviewMargin, 12}, 0);
    steps->addWidget(
        section(tr("What will happen", "heading in a review dialog"), m_view.happenNote, makeSteps(m_view.steps)));
    steps->addStretch(1);
    row->addWidget(scrolled(left), 55);
    auto *line = new Divider;
    line->setFixedSize(1, QWIDGETSIZE_MAX);
    row->addWidget(line);
    auto *right = new QWidget;
    stack(vbox(right, {s_reviewMargin, 18, s_reviewMargin, 12}, 14), makeRight());
    row->addWidget(scrolled(right), 44);
    return box;
}

QWidget *ReviewDialog::makeSmall()
{
    m_content = new QWidget;
    QList<QWidget *> parts;
    parts << section(tr("What will happen", "heading in a review dialog"), m_view.happenNote, makeSteps(m_view.steps));
    parts << makeRight();
    stack(vbox(m_content, {s_reviewMargin, 16, s_reviewMargin, 12}, 14), parts);
    return scrolled(m_content);
}

QWidget *ReviewDialog::makeFoot()
{
    auto *foot = new QWidget;
    auto *column = vbox(foot, {s_reviewMargin, 14, s_reviewMargin, 14}, 10);
    auto *fields = hbox(nullptr, {}, 2 * s_reviewMargin);
    const auto field = [&](const QString &label, bool mono) {
        auto *box = vbox(nullptr, {}, 6);
        auto *name = new Label(label, TextStyle::SmallStrong, Tone::Muted);
        name->setWrapped(true); // what is to be typed is read whole
        name->setAlignment(Qt::AlignLeading | Qt::AlignBottom);
        auto *edit = new QLineEdit;
        name->setBuddy(edit);
        edit->setAccessibleName(label);
        if (mono)
            edit->setFont(Theme::font(TextStyle::Mono));
        box->addWidget(name, 1);
        box->addWidget(edit);
        fields->addLayout(box, fields->count() == 0 ? 55 : 44); // stand below their columns
        connect(edit, &QLineEdit::textChanged, this, &ReviewDialog::judge);
        return edit;
    };
    if (m_view.wantsReason)
        m_reason = field(tr("Reason (kept in the audit log)", "label in a review dialog"), false);
    if (!m_view.typedName.isEmpty())
        m_name = field(m_view.typedLabel, true);
    if (fields->count() > 0)
        column->addLayout(fields);
    else
        delete fields;

    auto *row = hbox(nullptr, {}, 8);
    if (m_view.isLarge) {
        auto *save = new Button(tr("Save plan…", "button of a review dialog"));
        save->setThemeIcon("file-text");
        connect(save, &QPushButton::clicked, this, &ReviewDialog::savePlanRequested);
        row->addWidget(save);
    }
    auto *copy = new Button(tr("Copy commands", "button of a review dialog"));
    copy->setThemeIcon("copy");
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(commands()); });
    if (!m_view.alternative.isEmpty()) {
        m_alternative = new Button(
            m_view.alternative, m_view.isAlternativeDanger ? ButtonRole::DangerOutline : ButtonRole::Secondary);
        connect(m_alternative, &QPushButton::clicked, this,
            [this] { Q_EMIT alternativeChosen(m_reason ? m_reason->text().trimmed() : QString()); });
        row->addWidget(m_alternative);
        copy->hide(); // room for one only; the menu of the panel copies commands as well
    }
    row->addWidget(copy);
    if (commands().isEmpty())
        copy->hide();
    m_hint->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    m_hint->setWrapped(true);
    row->addWidget(m_hint, 1);
    if (!m_view.refusalLink.isEmpty()) {
        auto *way = new Button(m_view.refusalLink, ButtonRole::Link);
        connect(way, &QPushButton::clicked, this, &ReviewDialog::refusalLinkChosen);
        row->addWidget(way);
    }
    row->addWidget(m_cancel);
    row->addWidget(m_verb);
    connect(m_cancel, &QPushButton::clicked, this, &ReviewDialog::cancelled);
    connect(m_verb, &QPushButton::clicked, this, [this] {
        Q_EMIT confirmed(m_reason ? m_reason->text().trimmed() : QString(), m_name ? m_name->text() : QString());
    });
    column->addLayout(row);
    return foot;
}

/// May the button be pressed, and if not, what is missing?
void ReviewDialog::judge()
{
    QString missing;
    if (!m_view.refusal.isEmpty()) {
        missing = m_view.refusal;
    } else if (std::any_of(m_view.preconditions.begin(), m_view.preconditions.end(),
                   [](const auto &p) { return p.state == ReviewView::Precondition::State::Failed; })) {
        missing = tr("A precondition is not met", "beside the disabled button of a review dialog");
    } else if (m_name && m_name->text() != m_view.typedName) {
        const int right = int(std::mismatch(m_view.typedName.begin(), m_view.typedName.end(), m_name->text().begin(),
                                  m_name->text().end())
                                  .first
            - m_view.typedName.begin());
        missing = m_view.typedName.startsWith(m_name->text())
            ? tr("Not yet: %1 of %n letters · Esc cancels", "progress of typing a name", int(m_view.typedName.size()))
                  .arg(right)
            : tr("Not the name · Esc cancels", "a typed name is wrong");
    } else if (m_reason && m_view.reasonRequired && m_reason->text().trimmed().size() < 3) {
        missing = tr("A reason is needed · Esc cancels", "beside the disabled button of a review dialog");
    }
    m_hint->setText(m_busy ? m_hint->fullText() : missing);
    m_verb->setEnabled(missing.isEmpty() && !m_busy);
    m_verb->setAccessibleDescription(missing);
    if (m_alternative)
        m_alternative->setEnabled(m_view.refusal.isEmpty() && !m_busy);
}

void ReviewDialog::setBusy(const QString &text)
{
    m_busy = true;
    m_hint->setText(text);
    m_errorRow->hide();
    for (QLineEdit *edit : {m_reason, m_name})
        if (edit)
            edit->setReadOnly(true);
    judge();
}

void ReviewDialog::setError(const Message &message)
{
    m_busy = false;
    m_error->setMessage(message);
    m_errorRow->show();
    for (QLineEdit *edit : {m_reason, m_name})
        if (edit)
            edit->setReadOnly(false);
    judge();
}

QString ReviewDialog::commands() const
{
    QStringList lines;
    for (const auto &step : m_view.steps)
        if (!step.command.isEmpty())
            lines << step.command;
    return lines.join(QLatin1Char('\n'));
}

void ReviewDialog::paintEvent(QPaintEvent *)
{
    const Palette &p = Theme::current().palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath edge;
    edge.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
    painter.fillPath(edge, p.surface);
    painter.setClipPath(edge);
    painter.fillRect(QRect(0, m_foot->y(), width(), height() - m_foot->y()), p.bg);
    painter.setClipping(false);
    painter.setPen(QPen(p.border, 1));
    painter.drawPath(edge);
}

} // namespace ph::ui
