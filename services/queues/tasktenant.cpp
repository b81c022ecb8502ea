// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/tasktenant.h"

#include "services/queues/taskstore.h"

namespace ph::queues {

namespace {

/// Walks over the text of a dictionary. Everything is taken as it stands; what cannot be understood ends the walk.
class Walk final {
public:
    explicit Walk(std::string_view text)
        : m_text(text)
    {
    }

    /// Skips white space, then takes `c` if it is next.
    bool take(char c)
    {
        skipSpace();
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    /// A whole string literal; nothing if there is none, it is cut, or has an escape other than of a quote or backslash
    /// (neither a key nor a slug needs more).
    std::optional<std::string> string()
    {
        skipSpace();
        if (m_at >= m_text.size() || !isQuote(m_text[m_at]))
            return {};
        const char quote = m_text[m_at++];
        std::string out;
        bool isPlain = true;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == quote) {
                ++m_at;
                return isPlain ? std::optional(out) : std::string();
            }
            if (c == '\\') {
                if (++m_at >= m_text.size())
                    return {};
                isPlain &= isQuote(m_text[m_at]) || m_text[m_at] == '\\';
            }
            out += m_text[m_at];
        }
        return {};
    }

    /// Goes to the comma or bracket that ends the value here; false if the text ends first.
    bool skipValue()
    {
        for (int depth = 0; m_at < m_text.size();) {
            const char c = m_text[m_at];
            if (isQuote(c)) {
                if (!string())
                    return false;
                continue;
            }
            if (depth == 0 && (c == ',' || c == '}'))
                return true;
            depth += c == '{' || c == '[' || c == '(' ? 1 : 0;
            depth -= c == '}' || c == ']' || c == ')' ? 1 : 0;
            if (depth < 0)
                return false;
            ++m_at;
        }
        return false;
    }

private:
    static bool isQuote(char c) { return c == '\'' || c == '"'; }
    void skipSpace()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n'))
            ++m_at;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

std::optional<std::string> stringArgument(std::string_view kwargs, std::string_view name)
{
    Walk walk(kwargs);
    if (!walk.take('{'))
        return {};
    for (;;) {
        const auto key = walk.string();
        if (!key || !walk.take(':'))
            return {};
        if (*key == name) {
            auto value = walk.string();
            const bool isWhole = value && !value->empty() && (walk.take(',') || walk.take('}'));
            return isWhole ? value : std::nullopt;
        }
        if (!walk.skipValue() || !walk.take(','))
            return {};
    }
}

operations::Tenants displayedTenants(const TaskStore &store, const QStringList &ids, const QString &argument)
{
    operations::Tenants tenants;
    tenants.noun = QStringLiteral("tasks");
    const std::string name = argument.toStdString();
    for (const QString &id : ids) {
        const auto named = argument.isEmpty() ? std::nullopt : store.namedArguments(id.toStdString());
        const auto own = named ? stringArgument(*named, name) : std::nullopt;
        ++tenants.objects[own ? QString::fromStdString(*own) : QString()];
    }
    return tenants;
}

} // namespace ph::queues
