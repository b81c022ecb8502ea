// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

namespace ph {

/// Tables as text files that spreadsheets open: RFC 4180 (CRLF, quotes doubled), UTF-8.
/// A text that a spreadsheet would take for a formula (it begins with = + - @, tab, carriage return, or the full-width
/// form of the first four) gets a leading apostrophe. Control characters but tab and line ends appear as escapes
/// (\x00), as on a terminal; JSON has them exactly. Numbers given as numbers are written as they are: -5 stays -5.
class CsvWriter final {
public:
    /// The header is written at once.
    explicit CsvWriter(const QStringList &columns);

    /// One row; missing cells are empty, surplus ones are a defect of the caller. Null is an empty cell; objects and
    /// lists are written as JSON.
    void add(const QList<QJsonValue> &cells);

    /// What was written since the last call: for streaming.
    [[nodiscard]] QByteArray take();

private:
    void addCells(const QList<QJsonValue> &cells);
    qsizetype m_columns;
    QByteArray m_out;
};

/// One object as one line of NDJSON, with its line end.
[[nodiscard]] QByteArray ndjsonLine(const QJsonObject &object);

/// A number as exports write it: shortest digits that read back equal, never 1e+06 for whole numbers below 2^53.
[[nodiscard]] QByteArray plainNumber(double value);

} // namespace ph
