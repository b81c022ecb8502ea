// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/palettemodel.h"

#include <algorithm>

namespace ph::models {

namespace {

constexpr int s_mostRecent = 8;
constexpr int s_recentBonus = 10;
constexpr int s_fewestLetters = 2;

QChar prefixOf(const QString &query)
{
    static const QString s_prefixes = QStringLiteral(">@#?");
    return !query.isEmpty() && s_prefixes.contains(query[0]) ? query[0] : QChar();
}

/// What can be done or opened and begins with what was typed: somebody types its name.
bool isNamed(const PaletteEntry &entry, const QString &words)
{
    return !words.isEmpty() && (entry.kind == PaletteEntry::Kind::Action || entry.kind == PaletteEntry::Kind::Page)
        && entry.text.startsWith(words, Qt::CaseInsensitive);
}

} // namespace

PaletteModel::PaletteModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

void PaletteModel::addSource(Source source, QList<Kind> kinds, const QObject *owner)
{
    m_sources.append({std::move(source), std::move(kinds), owner});
    if (owner)
        connect(owner, &QObject::destroyed, this,
            [this, owner] { m_sources.removeIf([owner](const Finder &each) { return each.owner == owner; }); });
}

bool PaletteModel::finds(Kind kind) const
{
    return std::ranges::any_of(m_sources, [kind](const Finder &each) { return each.kinds.contains(kind); });
}

bool PaletteModel::isAsked(const Finder &finder, QChar prefix, const QString &words)
{
    const bool isLarge
        = std::ranges::all_of(finder.kinds, [](Kind kind) { return kind == Kind::Task || kind == Kind::Object; });
    if (prefix.isNull() && isLarge && words.size() < s_fewestLetters)
        return false;
    return std::ranges::any_of(finder.kinds, [prefix](Kind kind) { return fits(prefix, kind); });
}

bool PaletteModel::fits(QChar prefix, Kind kind)
{
    switch (prefix.unicode()) {
    case '>': return kind == Kind::Action;
    case '@': return kind == Kind::Tenant;
    case '#': return kind == Kind::Task;
    case '?': return kind == Kind::Help;
    default: return kind != Kind::Help;
    }
}

void PaletteModel::setQuery(const QString &query)
{
    beginResetModel();
    m_query = query;
    m_rows.clear();
    const QChar prefix = prefixOf(query);
    const QString words = (prefix.isNull() ? query : query.mid(1)).trimmed();
    for (const Finder &finder : std::as_const(m_sources)) {
        if (!isAsked(finder, prefix, words))
            continue;
        for (const PaletteEntry &entry : finder.find(words)) {
            if (!fits(prefix, entry.kind))
                continue;
            auto match = fuzzyMatch(words, entry.text);
            if (!match) // "queues revoke" finds by where it belongs, too
                match = fuzzyMatch(words, entry.text + QLatin1Char(' ') + entry.note);
            if (!match)
                continue;
            const qsizetype recent = m_recent.indexOf(entry.id);
            if (recent >= 0)
                match->score += s_recentBonus * int(s_mostRecent - recent) / s_mostRecent + (words.isEmpty() ? 100 : 0);
            match->positions.removeIf([&entry](int at) { return at >= entry.text.size(); });
            m_rows.append({entry, *match, isNamed(entry, words)});
        }
    }
    std::sort(m_rows.begin(), m_rows.end(), [](const Row &a, const Row &b) {
        if (a.isNamed != b.isNamed)
            return a.isNamed;
        if (a.match.score != b.match.score)
            return a.match.score > b.match.score;
        if (a.entry.kind != b.entry.kind)
            return a.entry.kind == PaletteEntry::Kind::Page
                || (b.entry.kind != PaletteEntry::Kind::Page && a.entry.kind < b.entry.kind);
        return a.entry.text.localeAwareCompare(b.entry.text) < 0;
    });
    if (m_rows.size() > most)
        m_rows.resize(most);
    endResetModel();
}

bool PaletteModel::run(int row)
{
    if (row < 0 || row >= m_rows.size() || !m_rows[row].entry.disabledBecause.isEmpty() || !m_rows[row].entry.run)
        return false;
    const PaletteEntry entry = m_rows[row].entry;
    m_recent.removeAll(entry.id);
    m_recent.prepend(entry.id);
    while (m_recent.size() > s_mostRecent)
        m_recent.removeLast();
    entry.run();
    return true;
}

int PaletteModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole: return row.entry.text;
    case Qt::AccessibleTextRole:
        return QStringList {row.entry.text, row.entry.note, row.entry.keys, row.entry.disabledBecause}
            .join(QLatin1Char(' '))
            .simplified();
    case NoteRole: return row.entry.disabledBecause.isEmpty() ? row.entry.note : row.entry.disabledBecause;
    case KeysRole: return row.entry.keys;
    case IconRole: return row.entry.icon;
    case KindRole: return int(row.entry.kind);
    case PositionsRole: return QVariant::fromValue(row.match.positions);
    case DisabledRole: return !row.entry.disabledBecause.isEmpty();
    default: return {};
    }
}

} // namespace ph::models
