// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/params.h"

#include <QDateTime>

namespace ph::transport::postgres {

Params &Params::append(QByteArray value)
{
    m_valid = m_valid && !value.contains('\0');
    m_values.emplace_back(std::move(value));
    return *this;
}

Params &Params::add(const QString &text) { return append(text.toUtf8()); }

Params &Params::add(const QStringList &array)
{
    // The array literal's own rules: every element quoted, backslash and quote escaped.
    QByteArray literal("{");
    for (const QString &each : array) {
        if (literal.size() > 1)
            literal += ',';
        literal += '"' + each.toUtf8().replace('\\', "\\\\").replace('"', "\\\"") + '"';
    }
    return append(literal + '}');
}

Params &Params::add(std::nullopt_t)
{
    m_values.emplace_back();
    return *this;
}

Params &Params::add(double value) { return append(QByteArray::number(value, 'g', 17)); }

Params &Params::add(WallTime time)
{
    return append(QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC)
            .toString(Qt::ISODateWithMs)
            .toLatin1());
}

Params &Params::addBytes(QByteArrayView bytes) { return append("\\x" + bytes.toByteArray().toHex()); }

} // namespace ph::transport::postgres
