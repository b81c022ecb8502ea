// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonDocument>
#include <QString>
#include <optional>
#include <vector>

namespace ph::transport::postgres {

class Rows;

/// One row of Rows; valid as long as they are. Columns by number or name; an unknown column or NULL gives the empty
/// value.
class Row final {
public:
    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] QByteArrayView raw(int column) const; ///< the server's text form
    [[nodiscard]] QString text(int column) const;
    [[nodiscard]] qint64 integer(int column, qint64 otherwise = 0) const;
    [[nodiscard]] double real(int column, double otherwise = 0) const;
    [[nodiscard]] bool boolean(int column, bool otherwise = false) const;
    [[nodiscard]] std::optional<WallTime> time(int column) const; ///< timestamp, timestamptz, date (UTC)
    [[nodiscard]] QByteArray bytes(int column) const; ///< bytea
    [[nodiscard]] QJsonDocument json(int column) const; ///< null document when it is none
    [[nodiscard]] int column(const char *name) const; ///< -1: none

    [[nodiscard]] QString text(const char *name) const { return text(column(name)); }
    [[nodiscard]] qint64 integer(const char *name, qint64 otherwise = 0) const
    {
        return integer(column(name), otherwise);
    }

private:
    friend class Rows;
    Row(const Rows *rows, qsizetype row)
        : m_rows(rows)
        , m_row(row)
    {
    }
    const Rows *m_rows;
    qsizetype m_row;
};

/// The answer to a statement. A value; all cells lie in one block of memory.
class Rows final {
public:
    [[nodiscard]] qsizetype size() const { return m_rowCount; }
    [[nodiscard]] bool isEmpty() const { return m_rowCount == 0; }
    [[nodiscard]] int columns() const { return int(m_names.size()); }
    [[nodiscard]] const QByteArray &columnName(int column) const { return m_names[std::size_t(column)]; }
    [[nodiscard]] int column(QByteArrayView name) const; ///< -1: none
    [[nodiscard]] Row operator[](qsizetype row) const { return {this, row}; }
    [[nodiscard]] qint64 affected() const { return m_affected; } ///< rows an INSERT, UPDATE or DELETE touched

    class Iterator {
    public:
        Iterator(const Rows *rows, qsizetype row)
            : m_rows(rows)
            , m_row(row)
        {
        }
        Row operator*() const { return (*m_rows)[m_row]; }
        Iterator &operator++()
        {
            ++m_row;
            return *this;
        }
        bool operator!=(const Iterator &other) const { return m_row != other.m_row; }

    private:
        const Rows *m_rows;
        qsizetype m_row;
    };
    [[nodiscard]] Iterator begin() const { return {this, 0}; }
    [[nodiscard]] Iterator end() const { return {this, m_rowCount}; }

    // Filled by the transport (and by tests of what decodes rows).
    explicit Rows(std::vector<QByteArray> names = {})
        : m_names(std::move(names))
    {
    }
    void append(std::optional<QByteArrayView> cell);
    void setAffected(qint64 rows) { m_affected = rows; }
    [[nodiscard]] qsizetype byteSize() const { return m_data.size() + qsizetype(m_cells.size() * sizeof(Cell)); }

private:
    friend class Row;
    struct Cell {
        qsizetype at = 0;
        qsizetype size = -1; ///< -1: NULL
    };
    [[nodiscard]] Cell cell(qsizetype row, int column) const;

    std::vector<QByteArray> m_names;
    std::vector<Cell> m_cells;
    QByteArray m_data;
    qsizetype m_rowCount = 0;
    qint64 m_affected = 0;
};

} // namespace ph::transport::postgres
