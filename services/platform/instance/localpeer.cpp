// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/platform/instance/localpeer.h"

#include <sys/socket.h>
#include <unistd.h>

namespace ph::platform {

bool isSamePerson(const QLocalSocket &socket)
{
    ucred peer {};
    socklen_t size = sizeof peer;
    return ::getsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
        && (peer.uid == ::geteuid() || peer.uid == 0);
}

} // namespace ph::platform
