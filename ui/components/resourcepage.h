// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/indexmodel.h"
#include "ui/components/button.h"
#include "ui/components/filterlanguage.h"
#include "ui/components/statehost.h"
#include "ui/components/viewstore.h"

#include <QKeySequence>
#include <QWidget>
#include <functional>
#include <memory>

class QMenu;
class QShortcut;
class QSplitter;

class QHBoxLayout;
class QVBoxLayout;

namespace ph::ui {

class DetailPanel;
class DetailView;
class FilterBar;
class FlowLayout;
class TableView;

/// How an action stands for the objects it would act on.
struct ActionState {
    bool isShown = true;
    QString disabledBecause {}; ///< shown beside the button; empty: enabled
    QString text {}; ///< instead of the action's own, with counts: "Retry 128 tasks…"
};

/// An action on rows (or, `onPage`, on all that the filter shows). Text ends in "…" where a review follows.
struct RowAction {
    QString id; ///< that of the ActionSpec: "tasks.revoke"
    QString text;
    QString icon {};
    QKeySequence key {};
    ButtonRole role = ButtonRole::Secondary;
    bool onPage = false;
    std::function<ActionState(const QStringList &ids)> state {};
    std::function<void(const QStringList &ids)> run {};
    QString hint {}; ///< what it does, for the tooltip, where its text cannot say everything
};

/// One way of "Copy as": the id, a link, JSON, a command.
struct CopyAs {
    QString text;
    std::function<QString(const QStringList &ids)> make;
};

/// All an area says to get a page of filter bar, table, detail panel and actions.
struct ResourceDescriptor {
    QString key; ///< layout is kept under this: "tasks"
    QString title; ///< accessible name of the table: "Tasks"
    models::TableModel *table = nullptr; ///< outlives the page
    std::shared_ptr<const FilterLanguage> language {};
    /// The test of a good filter text (which may be empty); called again whenever the text changes.
    std::function<models::RowFilter(const QString &filter)> compile {};
    QString filterHint {};
    QString sortBy {}; ///< column key
    Qt::SortOrder sortOrder = Qt::DescendingOrder;
    QStringList foldable {}; ///< column keys that are hidden while they hold one value
    /// "91 tasks" and "of 48 210 in 60 min".
    std::function<QPair<QString, QString>(int shown, int total)> countText {};
    /// Why nothing is shown under this filter, and what helps ("Widen to 24 h"); the page calls nextStep().
    std::function<ViewState(const QString &filter)> emptyState {};
    std::function<void()> nextStep {};
    std::function<DetailView *(QWidget *parent)> makeDetail {};
    QList<RowAction> actions {};
    QList<CopyAs> copyAs {};
    /// Why the open object is not in the table any more; without: it is not kept.
    std::function<QString(const QString &id)> whyGone {};
    bool canPause = true;
    bool isLive = true; ///< rows come by themselves: the table holds still while somebody reads
};

/// The page that every list of the product is: filter bar · table · detail panel · actions · states.
class ResourcePage final : public QWidget {
    Q_OBJECT
public:
    explicit ResourcePage(ResourceDescriptor descriptor, ViewStore *store = nullptr, QWidget *parent = nullptr);
    ~ResourcePage() override;

    [[nodiscard]] TableView *table() const { return m_table; }
    [[nodiscard]] FilterBar *filterBar() const { return m_filter; }
    [[nodiscard]] DetailPanel *detail() const { return m_detail; }
    /// Loading, stale, error, forbidden of the source; emptiness is the page's own finding.
    void setState(const ViewState &state);
    /// "live, 0.1 s behind" beside a dot.
    void setLiveText(const QString &text, models::Status status);
    /// Selects the object and opens its details; false if the filter or the store does not have it.
    bool openObject(const QString &id);
    void setFilter(const QString &filter);
    /// What matches, from its beginning; nothing that was selected or open before stays in its way.
    void showOnly(const QString &filter);
    /// What compile() makes of the same text is another test now.
    void refilter();
    /// Judges all actions again (rights, lock or data changed).
    void refreshActions();
    /// Above the table's tools, for tabs or a summary.
    void setTop(QWidget *top);

    struct KeyInfo {
        QString keys;
        QString text;
        QString group {}; ///< the page it belongs to; empty: the one that is open
        QString id {}; ///< of the act, whose key the person may change; empty: it is fixed
        QKeySequence key {}; ///< that of the act before anybody changed it
    };
    [[nodiscard]] QList<KeyInfo> keys() const;
    /// Of every list, whatever it shows: filter, details.
    [[nodiscard]] static QList<KeyInfo> commonKeys();
    /// What has this key in every list and gives it to nobody ("Next and previous row"); empty if it is free.
    [[nodiscard]] static QString fixedHolderOf(const QKeySequence &key);
    /// Keys that the person changed, by id; an empty one takes the key away.
    void setKeys(const QHash<QString, QKeySequence> &changed);

    /// What can be done to the selection, for the palette.
    struct Act {
        QString id;
        QString text;
        QString icon;
        QKeySequence key;
        QString disabledBecause;
        std::function<void()> run;
    };
    [[nodiscard]] QList<Act> acts();

Q_SIGNALS:
    void retryRequested();
    void refreshRequested(); ///< by the window's F5, which is one key for all pages
    void filterApplied(const QString &filter);
    void objectShown(const QString &id);
    void openWindowRequested(const QString &id);

protected:
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void build();
    void buildTools(FlowLayout *row);
    void connectTable();
    void addShortcuts();
    [[nodiscard]] QKeySequence keyOf(const QString &id, const QKeySequence &key) const { return m_keys.value(id, key); }
    void applyFilter(const QString &text);
    void takePlace(const QString &id);
    void updateCounts();
    void showCounts();
    [[nodiscard]] int shownGaps() const;
    /// No row but gaps.
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] QString gapSentence() const;
    void sayWhetherDetailIsListed();
    void updateFooter();
    void showDetail(const QString &id, bool focus);
    void closeDetail();
    void fillDetailActions();
    void fillSelectionActions();
    void showContextMenu(const QPoint &at);
    void addActions(QMenu *menu, const QStringList &ids);
    void addCopyForms(QMenu *menu, const QStringList &ids);
    void fillViewsMenu();
    void chooseView(int key);
    void saveView(const QString &name);
    void load();
    void store();
    [[nodiscard]] QStringList shownIds() const;
    [[nodiscard]] QString whyGone(const QString &id) const;
    /// What of the area's actions is offered for these, with how each stands.
    struct Offer {
        const RowAction *action;
        ActionState state;
    };
    [[nodiscard]] QList<Offer> offersFor(const QStringList &ids) const;
    /// Buttons that say the same stay: a tooltip needs a moment, and so does a click.
    [[nodiscard]] static bool isSame(QStringList &before, const QStringList &ids, const QList<Offer> &offers);

    ResourceDescriptor m_d;
    ViewStore *m_store;
    QJsonObject m_saved;
    ViewState m_state;
    FilterBar *m_filter;
    TableView *m_table;
    StateHost *m_host;
    DetailPanel *m_detail = nullptr;
    QSplitter *m_splitter;
    QVBoxLayout *m_left;
    Label *m_count;
    Label *m_ofAll;
    QWidget *m_stream; ///< the two below
    class StateDot *m_liveDot;
    Label *m_live;
    Button *m_pause = nullptr;
    QList<QPair<Button *, const RowAction *>> m_pageButtons;
    QWidget *m_bar;
    QHBoxLayout *m_barActions;
    QStringList m_barOffers; ///< what its buttons say
    QStringList m_detailOffers; ///< those of the detail panel
    Label *m_footer;
    QHash<QString, QKeySequence> m_keys;
    QList<QShortcut *> m_shortcuts;
    QTimer m_countSoon;
    std::optional<QString> m_keepsPlace; ///< the current row while another filter is worked off
    bool m_loaded = false;
    bool m_wasEmpty = false;
};

} // namespace ph::ui
