// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/reviewparts.h"

#include "ui/charts/meter.h"
#include "ui/components/button.h"
#include "ui/components/card.h"
#include "ui/components/commandview.h"
#include "ui/components/iconview.h"
#include "ui/components/label.h"
#include "ui/components/layout.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QPainter>

namespace ph::ui {

namespace {

constexpr int s_remarkBeside = 210; ///< px that a remark may take of its step's line
constexpr int s_evidenceBeside = 400; ///< px that a text and its evidence have in the narrower column
constexpr int s_strongBeside = 200; ///< px of a remark's first words beside the rest
constexpr int s_barWidth = 96; ///< px

QString say(const char *text, const char *comment)
{
    return QCoreApplication::translate("ph::ui::ReviewDialog", text, comment);
}

/// The number of a step in a circle, with the line that leads to the next one.
class StepNumber final : public QWidget {
public:
    StepNumber(int number, bool isFinal, bool leadsOn)
        : m_number(number)
        , m_isFinal(isFinal)
        , m_leadsOn(leadsOn)
    {
        setFixedWidth(24);
        setMinimumHeight(24);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Theme::current();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (m_leadsOn)
            painter.fillRect(QRectF(11.5, 26, 1, height() - 26), theme.palette().border);
        painter.setPen(QPen(m_isFinal ? theme.color(Tone::Error) : theme.palette().border, 1));
        painter.setBrush(m_isFinal ? theme.tint(Tone::Error) : theme.palette().raised);
        painter.drawEllipse(QRectF(1, 1, 22, 22));
        painter.setFont(Theme::font(TextStyle::Caps));
        painter.setPen(theme.color(m_isFinal ? Tone::Error : Tone::Text));
        painter.drawText(QRectF(0, 0, 24, 24), int(Qt::AlignCenter), QString::number(m_number));
    }

private:
    int m_number;
    bool m_isFinal;
    bool m_leadsOn;
};

/// Does a text find room beside another one? Else it stands below and is wrapped: what a plan says is read whole.
bool isShort(const QString &text, TextStyle style, int room)
{
    return QFontMetrics(Theme::font(style)).horizontalAdvance(text) <= room;
}

class NoReturnLine final : public QWidget {
public:
    explicit NoReturnLine(const QString &note)
        : m_note(note)
    {
        setFixedHeight(30);
        m_word = say("POINT OF NO RETURN", "line in a review dialog, in capitals");
        setAccessibleName(m_word + QLatin1String(": ") + note);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Theme::current();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor red = theme.color(Tone::Error);
        const QFont caps = Theme::font(TextStyle::Caps);
        const QFont small = Theme::font(TextStyle::SmallStrong);
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        const int word = QFontMetrics(caps).horizontalAdvance(m_word) + 20;
        const int room = std::max(0, width() - 38 - word - 30);
        const QString note = QFontMetrics(small).elidedText(m_note, Qt::ElideRight, room);
        const int noteWidth = QFontMetrics(small).horizontalAdvance(note);
        const auto place
            = [&](int x, int w, int h) { return QRect(mirrored ? width() - x - w : x, (height() - h) / 2, w, h); };
        painter.fillRect(place(0, 32, 2), red);
        const QRect badge = place(38, word, 20);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.isDark() ? red : theme.palette().danger);
        painter.drawRoundedRect(badge, 4, 4);
        painter.setFont(caps);
        painter.setPen(theme.isDark() ? theme.palette().bg : theme.palette().onFill);
        painter.drawText(badge, int(Qt::AlignCenter), m_word);
        painter.setFont(small);
        painter.setPen(red);
        painter.drawText(place(38 + word + 10, noteWidth + 2, 20), int(Qt::AlignVCenter), note);
        const int lineStart = 38 + word + (note.isEmpty() ? 6 : 10 + noteWidth + 10);
        if (lineStart < width())
            painter.fillRect(place(lineStart, width() - lineStart, 2), red);
    }

private:
    QString m_note;
    QString m_word;
};

/// How a step is taken back, or what else there is to say of it; null if that is nothing.
Label *addTrailing(QHBoxLayout *row, const ReviewView::Step &step)
{
    Label *label = nullptr;
    if (!step.undo.isEmpty()) {
        row->addWidget(new IconView(QStringLiteral("undo-2"), Tone::Ok, 14), 0, Qt::AlignTop);
        label = new Label(say("undo: %1", "how a step is taken back").arg(step.undo), TextStyle::Small, Tone::Ok);
    } else if (step.changesNothing) {
        label = new Label(say("changes nothing", "remark on a step"), TextStyle::Small, Tone::Muted);
    } else if (!step.note.isEmpty()) {
        label = new Label(step.note, TextStyle::Small, Tone::Muted);
    }
    if (label)
        row->addWidget(label, 1);
    return label;
}

/// The step's sentence and its remark: side by side where both have room.
void addStepTexts(QVBoxLayout *texts, const ReviewView::Step &step)
{
    auto *title = new Label(step.text, TextStyle::BodyMedium);
    title->setWrapped(true);
    auto *remark = hbox(nullptr, {}, 6);
    Label *label = addTrailing(remark, step);
    if (label && !isShort(label->fullText(), TextStyle::Small, s_remarkBeside)) {
        label->setWrapped(true);
        texts->addWidget(title);
        texts->addLayout(remark);
        return;
    }
    auto *first = hbox(nullptr, {}, 8);
    first->addWidget(title, 1);
    auto *box = new QWidget;
    box->setLayout(remark);
    first->addWidget(box, 0, Qt::AlignTop);
    texts->addLayout(first);
}

} // namespace

QWidget *makeSteps(const QList<ReviewView::Step> &steps)
{
    auto *box = new QWidget;
    auto *column = vbox(box, {}, 0);
    for (int i = 0; i < steps.size(); ++i) {
        const auto &step = steps[i];
        if (step.isPointOfNoReturn) {
            column->addWidget(new NoReturnLine(step.returnNote));
            column->addSpacing(8);
        }
        auto *row = hbox(nullptr, {}, 13);
        const bool isOnly = steps.size() == 1 && !step.isPointOfNoReturn;
        const bool lineBreaks = i + 1 < steps.size() && steps[i + 1].isPointOfNoReturn;
        if (!isOnly)
            row->addWidget(new StepNumber(i + 1, step.isPointOfNoReturn, i + 1 < steps.size() && !lineBreaks));
        auto *texts = vbox(nullptr, {0, isOnly ? 0 : 3, 0, isOnly ? 0 : 12}, 3);
        addStepTexts(texts, step);
        if (!step.command.isEmpty())
            texts->addWidget(new CommandView(step.command));
        row->addLayout(texts, 1);
        column->addLayout(row);
    }
    return box;
}

QWidget *makeTouchTable(const ReviewView::Table &table)
{
    auto *box = new QWidget;
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(5);
    for (int column = 0; column < table.heads.size(); ++column)
        grid->addWidget(new Label(table.heads[column], TextStyle::Small, Tone::Muted), 0, column,
            column ? Qt::AlignRight : Qt::AlignLeft);
    grid->addWidget(new Divider, 1, 0, 1, std::max(1, int(table.heads.size())));
    for (int row = 0; row < table.rows.size(); ++row)
        for (int column = 0; column < table.rows[row].size(); ++column) {
            auto *cell = new MonoLabel(table.rows[row][column]);
            grid->addWidget(cell, row + 2, column, column ? Qt::AlignRight : Qt::Alignment());
        }
    grid->setColumnStretch(0, 1);
    return box;
}

QWidget *makeTouchBars(const QList<ReviewView::Bar> &bars)
{
    auto *box = new QWidget;
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    for (int row = 0; row < bars.size(); ++row) {
        const auto &bar = bars[row];
        grid->addWidget(new MonoLabel(bar.count), row, 0, Qt::AlignRight | Qt::AlignTop);
        auto *name = new Label(bar.name, TextStyle::BodyMedium);
        name->setWrapped(true);
        grid->addWidget(name, row, 1, Qt::AlignTop);
        if (bars.size() > 1) { // one alone has nothing to be compared with
            auto *meter = new Meter(bar.name + QLatin1String(": ") + bar.count);
            meter->setShare(bar.share);
            meter->setFixedWidth(s_barWidth);
            grid->addWidget(meter, row, 2, Qt::AlignVCenter);
        }
        if (!bar.remark.isEmpty())
            grid->addWidget(new Label(bar.remark, TextStyle::Small, Tone::Warn), row, 3, Qt::AlignRight);
    }
    grid->setColumnStretch(1, 1);
    return box;
}

QWidget *makeRemarks(const QList<ReviewView::Remark> &remarks)
{
    auto *box = new QWidget;
    auto *column = vbox(box, {}, 6);
    for (const auto &remark : remarks) {
        static const char *const s_icons[] = {"triangle-alert", "undo-2", "users", "unplug"};
        const Tone tone = remark.kind == ReviewView::Remark::Kind::Undo ? Tone::Ok : Tone::Warn;
        auto *row = hbox(nullptr, {}, 8);
        row->addWidget(
            new IconView(QString::fromLatin1(s_icons[int(remark.kind)]), tone, size::smallIcon), 0, Qt::AlignTop);
        if (!remark.strong.isEmpty()) {
            auto *strong = new Label(remark.strong, TextStyle::SmallStrong, tone);
            strong->setElide(Qt::ElideNone);
            if (!isShort(remark.strong, TextStyle::SmallStrong, s_strongBeside)) {
                strong->setWrapped(true);
                strong->setFixedWidth(s_strongBeside);
            }
            row->addWidget(strong, 0, Qt::AlignTop);
        }
        auto *text = new Label(remark.text, TextStyle::Small);
        text->setWrapped(true);
        row->addWidget(text, 1);
        column->addLayout(row);
    }
    return box;
}

namespace {

void addEvidenceRow(QVBoxLayout *column, const QString &icon, Tone tone, const QString &text, const QString &evidence,
    Tone evidenceTone)
{
    auto *row = hbox(nullptr, {}, 8);
    auto *label = new Label(text, TextStyle::BodyMedium);
    auto *proof = new Label(evidence, TextStyle::Small, evidenceTone);
    const int taken = label->sizeHint().width();
    if (taken < s_evidenceBeside && isShort(evidence, TextStyle::Small, s_evidenceBeside - taken)) {
        row->addWidget(new IconView(icon, tone, size::smallIcon));
        row->addWidget(label);
        proof->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
        row->addWidget(proof, 1);
    } else {
        row->addWidget(new IconView(icon, tone, size::smallIcon), 0, Qt::AlignTop);
        auto *texts = vbox(nullptr, {}, 1);
        for (Label *each : {label, proof}) {
            each->setWrapped(true);
            texts->addWidget(each);
        }
        if (evidence.isEmpty()) // never setVisible(true) here: without a parent yet it would be a window of its own
            proof->hide();
        row->addLayout(texts, 1);
    }
    column->addLayout(row);
}

} // namespace

QWidget *makePreconditions(const QList<ReviewView::Precondition> &preconditions)
{
    auto *box = new QWidget;
    auto *column = vbox(box, {}, 5);
    for (const auto &one : preconditions) {
        static const char *const s_icons[] = {"circle-check", "triangle-alert", "circle-x"};
        static constexpr Tone s_tones[] = {Tone::Ok, Tone::Warn, Tone::Error};
        const Tone tone = s_tones[int(one.state)];
        addEvidenceRow(column, QString::fromLatin1(s_icons[int(one.state)]), tone, one.text, one.evidence,
            one.state == ReviewView::Precondition::State::Met ? Tone::Muted : tone);
    }
    return box;
}

QWidget *makeWho(const QList<ReviewView::Who> &who)
{
    auto *box = new QWidget;
    auto *column = vbox(box, {}, 5);
    for (const auto &one : who)
        addEvidenceRow(column, one.icon, one.isMissing ? Tone::Error : Tone::Ok, one.text, one.evidence,
            one.isMissing ? Tone::Error : Tone::Muted);
    return box;
}

} // namespace ph::ui
