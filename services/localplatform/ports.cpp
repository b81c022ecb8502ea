// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/localplatform/ports.h"

#include "services/localplatform/portholder.h"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ph::localplatform {

namespace {

class Socket final {
public:
    explicit Socket(int family)
        : m_descriptor(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        // As servers do: what only waits for late packets of an earlier connection does not count as taken.
        const int on = 1;
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (family == AF_INET6)
            ::setsockopt(m_descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    ~Socket()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Socket(const Socket &) = delete;
    Socket &operator=(const Socket &) = delete;
    [[nodiscard]] int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
};

bool canListen4(const Socket &socket, quint16 port)
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::bind(socket.descriptor(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0
        && ::listen(socket.descriptor(), 1) == 0;
}

bool canListen6(quint16 port)
{
    const Socket socket(AF_INET6);
    if (socket.descriptor() < 0)
        return true;
    sockaddr_in6 address {};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    address.sin6_addr = in6addr_loopback;
    if (::bind(socket.descriptor(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        return errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT;
    return ::listen(socket.descriptor(), 1) == 0;
}

} // namespace

bool isFree(quint16 port) { return port != 0 && canListen4(Socket(AF_INET), port) && canListen6(port); }

Result<quint16> freePort(const QList<quint16> &taken)
{
    for (int tries = 0; tries < 200; ++tries) {
        quint16 port = 0;
        {
            const Socket socket(AF_INET);
            sockaddr_in address {};
            socklen_t size = sizeof address;
            if (!canListen4(socket, 0)
                || ::getsockname(socket.descriptor(), reinterpret_cast<sockaddr *>(&address), &size) != 0)
                break;
            port = ntohs(address.sin_port);
        }
        if (!taken.contains(port) && isFree(port))
            return port;
    }
    return fail(ErrorKind::Unavailable, QStringLiteral("no free port"), QStringLiteral("127.0.0.1"));
}

QString portMoved(const QString &name, quint16 before, quint16 now)
{
    const QString holder = listenerOf(before).value_or(QStringLiteral("another program"));
    return QStringLiteral("port %1 of %2 is taken by %3: %4 now")
        .arg(QString::number(before), name, holder, QString::number(now));
}

Result<Ports> choosePorts(const QStringList &names, const Ports &remembered, QStringList &notices)
{
    Ports chosen;
    for (const QString &name : names) {
        const quint16 before = remembered.value(name, 0);
        if (before != 0 && !chosen.values().contains(before) && isFree(before)) {
            chosen.insert(name, before);
            continue;
        }
        auto fresh = freePort(chosen.values() + remembered.values());
        if (!fresh)
            return fail(fresh.error());
        if (before != 0)
            notices << portMoved(name, before, *fresh);
        chosen.insert(name, *fresh);
    }
    return chosen;
}

} // namespace ph::localplatform
