// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/redis/command.h"

namespace ph::transport::redis {

Command Command::fromArgv(std::vector<QByteArray> argv)
{
    Command command;
    command.m_argv = std::move(argv);
    return command;
}

QByteArray Command::name() const { return option(0); }

QByteArray Command::option(std::size_t index) const
{
    return index < m_argv.size() ? m_argv[index].toUpper() : QByteArray();
}

void Command::appendTo(QByteArray &out) const
{
    qsizetype size = 16;
    for (const QByteArray &part : m_argv)
        size += part.size() + 24;
    out.reserve(out.size() + size);
    out.append('*').append(QByteArray::number(qint64(m_argv.size()))).append("\r\n");
    for (const QByteArray &part : m_argv)
        out.append('$').append(QByteArray::number(part.size())).append("\r\n").append(part).append("\r\n");
}

} // namespace ph::transport::redis
