// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/palettemodel.h"

namespace ph::models {

namespace {

constexpr int s_mostRecent = 8;
constexpr int s_recentBonus = 10;

QChar prefixOf(const QString &query)
{
    static const QString s_prefixes = QStringLiteral(">@#?");
    return !query.isEmpty() && s_prefixes.contains(query[0]) ? query[0] : QChar();
}

} // namespace

PaletteModel::PaletteModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

void PaletteModel::addSource(Source source) { m_sources.append(std::move(source)); }

bool PaletteModel::fits(QChar prefix, PaletteEntry::Kind kind)
{
    using Kind = PaletteEntry::Kind;
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
    for (const Source &source : std::as_const(m_sources)) {
        for (const PaletteEntry &entry : source(words)) {
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
            m_rows.append({entry, *match});
        }
    }
    std::sort(m_rows.begin(), m_rows.end(), [](const Row &a, const Row &b) {
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
