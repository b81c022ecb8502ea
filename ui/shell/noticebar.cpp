// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/noticebar.h"

#include "ui/components/iconview.h"
#include "ui/components/layout.h"

#include <QCoreApplication>
#include <QPainter>

namespace ph::ui {

namespace {

Tone toneOf(BannerKind kind)
{
    return kind == BannerKind::Error ? Tone::Error : kind == BannerKind::Warning ? Tone::Warn : Tone::Accent;
}

} // namespace

class NoticeBar::Line final : public QWidget {
public:
    explicit Line(const Notice &notice)
        : m_icon(new IconView({}, Tone::Muted, size::smallIcon))
        , m_text(new Label({}, TextStyle::BodyMedium))
        , m_action(new Button({}, ButtonRole::Link))
        , m_close(new IconButton("x", QCoreApplication::translate("shell", "Put this notice away", "button")))
    {
        setFixedHeight(size::controlHeight);
        auto *row = hbox(this, {size::pageMargin, 0, size::pageMargin, 1}, 10);
        row->addWidget(m_icon);
        row->addWidget(m_text, 1);
        row->addWidget(m_action);
        row->addWidget(m_close);
        connect(m_action, &QPushButton::clicked, this, [this] {
            if (const auto act = m_notice.act) // it may take this line away
                act();
        });
        take(notice);
    }
    void take(const Notice &notice)
    {
        m_notice = notice;
        const QString kinds[] = {QStringLiteral("info"), QStringLiteral("triangle-alert"), QStringLiteral("circle-x")};
        m_icon->setIcon(notice.icon.isEmpty() ? kinds[int(notice.kind)] : notice.icon, toneOf(notice.kind));
        m_text->setText(notice.text);
        m_action->setText(notice.action);
        m_action->setVisible(!notice.action.isEmpty());
        m_close->setVisible(notice.canClose);
        setAccessibleName(notice.text);
        update();
    }
    [[nodiscard]] const Notice &notice() const { return m_notice; }
    [[nodiscard]] QToolButton *closeButton() const { return m_close; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Theme::current();
        QPainter painter(this);
        painter.fillRect(rect(), theme.palette().surface);
        painter.fillRect(rect(), theme.tint(toneOf(m_notice.kind)));
        painter.fillRect(QRect(0, height() - 1, width(), 1), theme.palette().border);
    }

private:
    Notice m_notice;
    IconView *m_icon;
    Label *m_text;
    Button *m_action;
    IconButton *m_close;
};

NoticeBar::NoticeBar(QWidget *parent)
    : QWidget(parent)
    , m_column(vbox(this, {}, 0))
{
    setAccessibleName(tr("Notices", "bar over the pages"));
    hide();
}

NoticeBar::Line *NoticeBar::find(const QString &id) const
{
    for (Line *line : m_lines)
        if (line->notice().id == id)
            return line;
    return nullptr;
}

bool NoticeBar::has(const QString &id) const { return find(id) != nullptr; }

QString NoticeBar::textOf(const QString &id) const
{
    const Line *line = find(id);
    return line ? line->notice().text : QString();
}

void NoticeBar::set(const Notice &notice)
{
    if (m_closed.contains(notice.id))
        return;
    if (Line *line = find(notice.id)) {
        line->take(notice);
        return;
    }
    auto *line = new Line(notice);
    connect(line->closeButton(), &QToolButton::clicked, this, [this, id = notice.id] { close(id); });
    m_column->addWidget(line);
    m_lines << line;
    show();
}

void NoticeBar::close(const QString &id)
{
    m_closed.insert(id);
    remove(id);
}

void NoticeBar::remove(const QString &id)
{
    Line *line = find(id);
    if (!line)
        return;
    m_lines.removeOne(line);
    m_column->removeWidget(line);
    line->hide();
    line->deleteLater();
    setVisible(!m_lines.isEmpty());
}

} // namespace ph::ui
