// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queues/tasksearch.h"

#include <QHash>
#include <algorithm>

namespace ph::models {

using queues::kNoSlot;
using queues::TaskId;
using queues::TaskRecord;
using Access = queues::TaskStore::Access;

namespace {

constexpr int s_halfDigits = 16;

/// The beginning of an id. Nearly all ids are UUIDs: their first half is compared as a number, without making a text.
class IdPrefix final {
public:
    explicit IdPrefix(const QString &words)
        : m_text(words.toLower().toStdString())
    {
        for (const char c : m_text) {
            if (c == '-')
                continue;
            const qsizetype digit = QByteArrayView("0123456789abcdef").indexOf(c);
            m_isHex &= digit >= 0;
            if (!m_isHex || m_digits == s_halfDigits)
                break;
            m_high = m_high << 4 | std::uint64_t(digit);
            ++m_digits;
        }
    }
    [[nodiscard]] bool fits(TaskId id, const Access &access) const
    {
        if (m_text.empty())
            return true;
        const bool isNamed = id.high == ~std::uint64_t(0);
        if (!isNamed && (!m_isHex || m_digits == 0 || id.high >> (4 * (s_halfDigits - m_digits)) != m_high))
            return false;
        if (!isNamed && m_digits < s_halfDigits)
            return true;
        return access.id(id).starts_with(m_text);
    }

private:
    std::string m_text;
    std::uint64_t m_high = 0;
    int m_digits = 0;
    bool m_isHex = true;
};

/// Each distinct name is looked at once.
class NameSearch final {
public:
    explicit NameSearch(const QString &words)
        : m_words(words)
    {
    }
    [[nodiscard]] bool fits(std::uint16_t name, const Access &access)
    {
        const auto known = m_known.constFind(name);
        if (known != m_known.cend())
            return *known;
        const std::string_view text = access.text(name);
        const bool isFit
            = QString::fromUtf8(text.data(), qsizetype(text.size())).contains(m_words, Qt::CaseInsensitive);
        m_known.insert(name, isFit);
        return isFit;
    }

private:
    QString m_words;
    QHash<std::uint16_t, bool> m_known;
};

} // namespace

std::vector<queues::TaskRow> findTasks(const queues::TaskStore &store, const QString &words, size_t most)
{
    const IdPrefix prefix(words);
    NameSearch names(words);
    struct Found {
        std::uint64_t serial; ///< grows with each task
        std::uint32_t slot;
    };
    std::vector<Found> found;
    const auto isNewer = [](const Found &a, const Found &b) { return a.serial > b.serial; };
    const auto visit = [&](std::uint32_t slot, const TaskRecord &record, const Access &access) {
        if (!prefix.fits(record.id, access) && !names.fits(record.name, access))
            return;
        found.push_back({record.serial, slot});
        if (found.size() < 4 * most + 64)
            return;
        std::ranges::nth_element(found, found.begin() + std::ptrdiff_t(most), isNewer);
        found.resize(most);
    };
    for (std::uint32_t from = 0; from != kNoSlot;)
        from = store.scan(from, visit);
    std::ranges::sort(found, isNewer);
    std::vector<std::uint32_t> slots;
    for (const Found &each : found)
        if (slots.size() < most)
            slots.push_back(each.slot);
    std::vector<queues::TaskRow> rows = store.rows(slots);
    std::erase_if(rows, [](const queues::TaskRow &row) { return row.serial == 0; });
    return rows;
}

} // namespace ph::models
