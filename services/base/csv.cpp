// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/csv.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace ph {

namespace {

constexpr double largestWhole = 9007199254740992.0; // 2^53

bool looksLikeFormula(const QString &text)
{
    static constexpr QStringView starts = u"=+-@\t\r\uff1d\uff0b\uff0d\uff20";
    // Blanks before the sign do not keep every spreadsheet from reading a formula.
    for (const QChar c : text) {
        if (starts.contains(c))
            return true;
        if (c != u' ')
            return false;
    }
    return false;
}

/// Control characters, line ends and tabs among them: many readers end a cell, or the whole file, at a NUL, a terminal
/// obeys the others, and what sets the direction of writing makes a name look like another.
bool isControl(QChar c)
{
    const bool isDirection = (c >= QChar(0x202a) && c <= QChar(0x202e)) || (c >= QChar(0x2066) && c <= QChar(0x2069))
        || c == QChar(0x200e) || c == QChar(0x200f) || c == QChar(0x061c);
    return c < u' ' || (c >= QChar(0x7f) && c < QChar(0xa0)) || isDirection;
}

QString escapeOf(QChar c)
{
    return c < QChar(0x100) ? QStringLiteral("\\x%1").arg(uint(c.unicode()), 2, 16, QLatin1Char('0'))
                            : QStringLiteral("\\u%1").arg(uint(c.unicode()), 4, 16, QLatin1Char('0'));
}

QString withControlsShown(const QString &text)
{
    if (std::none_of(text.begin(), text.end(), isControl))
        return text;
    QString shown;
    for (const QChar c : text)
        shown += isControl(c) ? escapeOf(c) : QString(c);
    return shown;
}

QByteArray quoted(const QString &given)
{
    const QString text = withControlsShown(given);
    QString safe = looksLikeFormula(text) ? QLatin1Char('\'') + text : text;
    const bool needsQuotes = safe.contains(u'"') || safe.contains(u',') || safe.contains(u';') || safe.startsWith(u' ')
        || safe.endsWith(u' ');
    if (!needsQuotes)
        return safe.toUtf8();
    safe.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return '"' + safe.toUtf8() + '"';
}

QByteArray cellOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined: return {};
    case QJsonValue::Bool: return value.toBool() ? "true" : "false";
    case QJsonValue::Double:
        return value.isDouble() && value.toInteger() != 0 ? QByteArray::number(value.toInteger())
                                                          : plainNumber(value.toDouble());
    case QJsonValue::String: return quoted(value.toString());
    case QJsonValue::Array:
        return quoted(QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)));
    case QJsonValue::Object: break;
    }
    return quoted(QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact)));
}

} // namespace

CsvWriter::CsvWriter(const QStringList &columns)
    : m_columns(columns.size())
{
    QList<QJsonValue> names;
    for (const QString &column : columns)
        names.append(column);
    addCells(names);
}

void CsvWriter::add(const QList<QJsonValue> &cells)
{
    Q_ASSERT(cells.size() <= m_columns);
    addCells(cells);
}

void CsvWriter::addCells(const QList<QJsonValue> &cells)
{
    for (qsizetype i = 0; i < m_columns; ++i) {
        if (i > 0)
            m_out += ',';
        if (i < cells.size())
            m_out += cellOf(cells[i]);
    }
    m_out += "\r\n";
}

QByteArray CsvWriter::take() { return std::exchange(m_out, {}); }

QByteArray ndjsonLine(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n'; }

QByteArray plainNumber(double value)
{
    if (!std::isfinite(value))
        return {};
    if (std::floor(value) == value && std::abs(value) < largestWhole)
        return QByteArray::number(qint64(value));
    return QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace ph
