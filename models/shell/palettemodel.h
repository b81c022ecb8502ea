// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/fuzzy.h"

#include <QAbstractListModel>
#include <functional>

namespace ph::models {

/// Something the palette can do or open.
struct PaletteEntry {
    enum class Kind { Action, Page, Object, Task, Tenant, Help };
    Kind kind = Kind::Action;
    QString id; ///< stable, for "recent"
    QString text;
    QString note {}; ///< quiet: where it belongs, what it is
    QString keys {}; ///< "g q"
    QString icon {};
    QString disabledBecause {};
    std::function<void()> run {};
};

/// What the palette shows for a query. `>` actions only, `@` tenants, `#` tasks, `?` help; without a prefix everything,
/// the recently used first; acts and pages whose names begin with what is typed stand above all. Sources answer from
/// memory, at once.
class PaletteModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { NoteRole = Qt::UserRole + 1, KeysRole, IconRole, KindRole, PositionsRole, DisabledRole };
    /// All entries for a query without its prefix (fuzzy matching is done here), or the few that a search found.
    using Source = std::function<QList<PaletteEntry>(const QString &query)>;

    using Kind = PaletteEntry::Kind;

    explicit PaletteModel(QObject *parent = nullptr);
    /// `kinds`: what it finds; other sources are not asked under another kind's prefix, and a prefix nobody serves is
    /// not offered. Objects and tasks are looked for from the second letter on. `owner`: the source goes with it.
    void addSource(Source source, QList<Kind> kinds = {Kind::Action, Kind::Page}, const QObject *owner = nullptr);
    /// Somebody finds such things now.
    [[nodiscard]] bool finds(Kind kind) const;
    void setQuery(const QString &query);
    [[nodiscard]] QString query() const { return m_query; }
    [[nodiscard]] const PaletteEntry &entry(int row) const { return m_rows[row].entry; }
    /// Runs it (if it is enabled) and remembers it as recent.
    bool run(int row);
    [[nodiscard]] QStringList recent() const { return m_recent; }
    void setRecent(const QStringList &ids) { m_recent = ids; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    static constexpr int most = 60;

private:
    struct Row {
        PaletteEntry entry;
        FuzzyMatch match;
        bool isNamed; ///< an act or page whose name begins with the words
    };
    struct Finder {
        Source find;
        QList<Kind> kinds;
        const QObject *owner;
    };
    [[nodiscard]] static bool fits(QChar prefix, Kind kind);
    [[nodiscard]] static bool isAsked(const Finder &finder, QChar prefix, const QString &words);
    QList<Finder> m_sources;
    QString m_query;
    QList<Row> m_rows;
    QStringList m_recent;
};

} // namespace ph::models
