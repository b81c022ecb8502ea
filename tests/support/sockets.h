// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSocket>
#include <QList>

namespace ph::test {

/// Ends the connection with a TCP reset in place of an orderly close.
void resetConnection(QAbstractSocket *socket);

/// A port of 127.0.0.1 on which nobody listens (at this moment).
[[nodiscard]] quint16 closedPort();

/// A listening port whose queue is full: connecting to it hangs, as behind a firewall that drops packets (Linux).
class BlackHole final {
public:
    BlackHole();
    ~BlackHole();
    BlackHole(const BlackHole &) = delete;
    BlackHole &operator=(const BlackHole &) = delete;
    [[nodiscard]] quint16 port() const { return m_port; }

private:
    QList<int> m_sockets;
    quint16 m_port = 0;
};

} // namespace ph::test
