// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/platform/profile.h"

#include <QObject>
#include <QTimer>
#include <functional>
#include <mutex>

namespace ph::platform {

/// One link as the link strip, the Overview and `pilothousectl status` show it.
struct LinkInfo {
    QString id; ///< of the profile's link
    LinkKind kind = LinkKind::Redis;
    QString label;
    QString address; ///< host:port, for the tooltip
    transport::LinkState state;
};

/// The health of every link of one environment. Transports report from their threads; the owner's thread sees the
/// newest state of each, at most 10 times a second.
class LinkBoard final : public QObject {
    Q_OBJECT
public:
    explicit LinkBoard(QObject *parent = nullptr);

    /// Callable from any thread. A link that is there keeps its state.
    void add(const LinkInfo &link);
    void report(const QString &linkId, const transport::LinkState &state);
    /// What answers there is not what the link is for, or does not serve us: until it is judged anew (nothing: all is
    /// well), no report makes this link better than `judgement`, whichever of its clients heard an answer.
    void judge(const QString &linkId, std::optional<transport::LinkState> judgement);
    [[nodiscard]] std::vector<LinkInfo> links() const;
    [[nodiscard]] std::optional<LinkInfo> find(const QString &linkId) const;

Q_SIGNALS:
    /// On the owner's thread.
    void changed();

private:
    struct Entry {
        LinkInfo info;
        std::optional<transport::LinkState> judgement;
    };
    void announce();
    [[nodiscard]] Entry *entry(const QString &linkId);

    mutable std::mutex m_mutex;
    std::vector<Entry> m_links;
    bool m_isAnnounced = false;
    QTimer m_timer;
};

} // namespace ph::platform
