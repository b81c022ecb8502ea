// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/notificationpanel.h"

#include "services/wording/times.h"
#include "ui/components/iconview.h"
#include "ui/components/layout.h"

namespace ph::ui {

using models::Notification;

namespace {
constexpr int s_notificationsWidth = 400;
constexpr int s_mostNotifications = 60;

/// "What follows from it. · 14:02:11 UTC · over after 42 s"
QString metaOf(const Notification &n)
{
    QStringList parts {n.object, wording::clockTime(n.at)};
    if (n.endedAt)
        parts << NotificationPanel::tr("over after %1", "notification; %1 is a duration")
                     .arg(wording::age(*n.endedAt - (n.since == WallTime {} ? n.at : n.since)));
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

} // namespace

NotificationPanel::NotificationPanel(models::NotificationModel &model, QWidget *room)
    : SidePanel(tr("Notifications", "panel"), s_notificationsWidth, room)
    , m_model(model)
{
    setEmptyText(tr("Nothing needed you since this window opened.", "empty notification panel"));
    m_markAll = head()->addLink(tr("Mark all as seen", "link of the notification panel"));
    connect(m_markAll, &QPushButton::clicked, this, [this] { m_model.markAllSeen(); });
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &NotificationPanel::rebuild);
    const auto soon = [this] { m_soon.start(); };
    connect(&model, &QAbstractItemModel::rowsInserted, this, soon);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, soon);
    connect(&model, &QAbstractItemModel::dataChanged, this, soon);
    rebuild();
}

void NotificationPanel::rebuild()
{
    while (QLayoutItem *item = list()->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    const int rows = std::min(m_model.rowCount(), s_mostNotifications);
    for (int row = 0; row < rows; ++row)
        list()->addWidget(makeItem(m_model.at(row)));
    setEmpty(rows == 0);
    m_markAll->setVisible(m_model.unseen() > 0);
}

QWidget *NotificationPanel::makeItem(const Notification &n)
{
    static const char *const s_icons[] = {"info", "triangle-alert", "siren"};
    static constexpr Tone s_tones[] = {Tone::Accent, Tone::Warn, Tone::Error};
    auto *item = new Card;
    item->setAccessibleName(n.cause + QLatin1String(", ") + n.object);
    const Tone tone = n.endedAt ? Tone::Muted : s_tones[int(n.severity)];
    if (n.isWaiting())
        item->setAttention(tone);
    auto *row = hbox(nullptr, {}, 10);
    const QString icon = n.endedAt ? QStringLiteral("circle-check") : QString::fromLatin1(s_icons[int(n.severity)]);
    row->addWidget(new IconView(icon, tone, size::smallIcon), 0, Qt::AlignTop);
    auto *texts = vbox(nullptr, {}, 4);
    auto *cause = new Label(n.cause, TextStyle::BodyStrong, n.endedAt ? Tone::Muted : Tone::Text);
    cause->setWrapped(true);
    texts->addWidget(cause);
    auto *object = new Label(metaOf(n), TextStyle::Small, Tone::Muted);
    object->setWrapped(true);
    texts->addWidget(object);
    auto *actions = hbox(nullptr, {}, 8);
    if (!n.page.isEmpty()) {
        auto *open = new Button(tr("Open", "button of a notification"));
        open->setCompact(true);
        connect(open, &QPushButton::clicked, this, [this, id = n.id, page = n.page, objectId = n.objectId] {
            m_model.markSeen(id);
            closePanel();
            Q_EMIT openRequested(page, objectId);
        });
        actions->addWidget(open);
    }
    if (n.act && !n.action.isEmpty() && !n.endedAt) {
        auto *act = new Button(n.action);
        act->setCompact(true);
        connect(act, &QPushButton::clicked, this, [this, id = n.id, act = n.act] {
            m_model.markSeen(id);
            act();
        });
        actions->addWidget(act);
    }
    if (n.isWaiting()) {
        auto *seen = new Button(tr("Seen", "button of a notification: no more reminders"));
        seen->setCompact(true);
        connect(seen, &QPushButton::clicked, this, [this, id = n.id] { m_model.markSeen(id); });
        actions->addWidget(seen);
    }
    actions->addStretch(1);
    texts->addLayout(actions);
    row->addLayout(texts, 1);
    item->content()->addLayout(row);
    return item;
}

} // namespace ph::ui
