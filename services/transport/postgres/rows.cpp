// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/transport/postgres/rows.h"

#include <QDateTime>

namespace ph::transport::postgres {

int Rows::column(QByteArrayView name) const
{
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        if (m_names[i] == name)
            return int(i);
    }
    return -1;
}

void Rows::append(std::optional<QByteArrayView> cell)
{
    if (cell) {
        m_cells.push_back({m_data.size(), cell->size()});
        m_data.append(cell->data(), cell->size());
    } else {
        m_cells.emplace_back();
    }
    if (m_cells.size() % m_names.size() == 0)
        ++m_rowCount;
}

Rows::Cell Rows::cell(qsizetype row, int column) const
{
    if (row < 0 || row >= m_rowCount || column < 0 || column >= columns())
        return {};
    return m_cells[std::size_t(row * columns() + column)];
}

int Row::column(const char *name) const { return m_rows->column(name); }

bool Row::isNull(int column) const { return m_rows->cell(m_row, column).size < 0; }

QByteArrayView Row::raw(int column) const
{
    const auto cell = m_rows->cell(m_row, column);
    return cell.size < 0 ? QByteArrayView() : QByteArrayView(m_rows->m_data.constData() + cell.at, cell.size);
}

QString Row::text(int column) const { return QString::fromUtf8(raw(column)); }

qint64 Row::integer(int column, qint64 otherwise) const
{
    bool ok = false;
    const qint64 value = raw(column).toByteArray().toLongLong(&ok);
    return ok ? value : otherwise;
}

double Row::real(int column, double otherwise) const
{
    bool ok = false;
    const double value = raw(column).toByteArray().toDouble(&ok);
    return ok ? value : otherwise;
}

bool Row::boolean(int column, bool otherwise) const
{
    const QByteArrayView value = raw(column);
    return value.isEmpty() ? otherwise : value == "t" || value == "true";
}

std::optional<WallTime> Row::time(int column) const
{
    // Sessions speak DateStyle ISO and UTC: "2026-08-01 12:00:00.123456+00", without an offset for plain timestamps.
    QString value = text(column);
    if (value.endsWith(QLatin1String("+00")))
        value.chop(3);
    const qsizetype point = value.indexOf(QLatin1Char('.'));
    if (point >= 0)
        value = value.left(point + 4).leftJustified(point + 4, QLatin1Char('0'));
    QDateTime time = QDateTime::fromString(value.replace(QLatin1Char(' '), QLatin1Char('T')), Qt::ISODateWithMs);
    if (!time.isValid())
        return {};
    time.setTimeSpec(Qt::UTC);
    return WallTime(Milliseconds(time.toMSecsSinceEpoch()));
}

QByteArray Row::bytes(int column) const
{
    const QByteArrayView value = raw(column);
    return value.startsWith("\\x") ? QByteArray::fromHex(value.sliced(2).toByteArray()) : QByteArray();
}

QJsonDocument Row::json(int column) const { return QJsonDocument::fromJson(raw(column).toByteArray()); }

} // namespace ph::transport::postgres
