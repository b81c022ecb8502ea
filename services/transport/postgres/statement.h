// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/transport/postgres/params.h"

#include <optional>

namespace ph::transport::postgres {

/// One reading statement of an area's catalogue: a constant of the program (it cannot be made from text at run time).
///   inline constexpr ReadStatement listTenants {"tenants.list", "select id, name from tenancy.tenant order by name
///   limit $1"};
/// Parameters are $1, $2 …; give them types in SQL where the context does not ($1::uuid). Not schema-qualified names
/// follow the login's search_path.
class ReadStatement final {
public:
    consteval ReadStatement(const char *name, const char *sql)
        : m_name(name)
        , m_sql(sql)
    {
    }
    [[nodiscard]] const char *name() const { return m_name; }
    [[nodiscard]] const char *sql() const { return m_sql; }

private:
    const char *m_name;
    const char *m_sql;
};

/// One changing statement, a constant too.
class WriteStatement final {
public:
    consteval WriteStatement(const char *name, const char *sql)
        : m_name(name)
        , m_sql(sql)
    {
    }
    [[nodiscard]] const char *name() const { return m_name; }
    [[nodiscard]] const char *sql() const { return m_sql; }

private:
    const char *m_name;
    const char *m_sql;
};

/// A statement of a transaction.
struct WriteStep {
    WriteStatement statement;
    Params params {};
    /// Compare and set: another number of rows touched rolls everything back (Conflict, code "row-count").
    std::optional<qint64> expectedRows {};
};

} // namespace ph::transport::postgres
