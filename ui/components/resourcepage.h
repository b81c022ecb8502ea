// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/keyinfo.h"
#include "ui/components/resourcedescriptor.h"
#include "ui/components/viewstore.h"

#include <QTimer>
#include <QWidget>

class QSplitter;
class QVBoxLayout;

namespace ph::ui {

class DetailPanel;
class FilterBar;
class ObjectDetail;
class PageActions;
class PageFooter;
class PageKeys;
class PageTools;
class SavedViews;
class TableView;

/// The page that every list of the product is: filter bar · table · detail panel · actions · states. What is particular
/// to an area is in the descriptor; the parts in `page/` know no area and not each other, this class joins them.
class ResourcePage final : public QWidget {
    Q_OBJECT
public:
    /// `store` (may be null: nothing is kept between runs) outlives the page.
    explicit ResourcePage(ResourceDescriptor descriptor, ViewStore *store = nullptr, QWidget *parent = nullptr);
    ~ResourcePage() override;

    [[nodiscard]] TableView *table() const { return m_table; }
    [[nodiscard]] FilterBar *filterBar() const { return m_filter; }
    [[nodiscard]] DetailPanel *detail() const;
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
    /// The keyboard to the rows; while none is shown to what stands in their place. The page's keys are heard from
    /// there.
    void takeKeyboard();
    void refilter();
    /// Judges all actions again (rights, lock or data changed).
    void refreshActions();

    /// Of this page, for the list of keys; those of every page are PageKeys::common().
    [[nodiscard]] QList<KeyInfo> keys() const;
    /// Keys that the person changed, by id; an empty one takes the key away.
    void setKeys(const QHash<QString, QKeySequence> &changed);
    /// What can be done to the selection, for the palette.
    [[nodiscard]] QList<SelectionAct> acts() const;

Q_SIGNALS:
    void retryRequested();
    void refreshRequested(); ///< by the window's F5, which is one key for all pages
    /// A key asked for an act that cannot be done to what is selected: why.
    void actRefused(const QString &reason);

protected:
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QWidget *makeLeft();
    void connectParts();
    void connectDetail();
    void offerCopies();
    void countSoonOnChanges();
    void applyFilter(const QString &text);
    void takePlace(const QString &id);
    void updateCounts();
    void showCounts();
    [[nodiscard]] ViewState emptyState(ViewState state) const;
    void onSelection();
    void goOn();
    void showDetail(const QString &id, bool focus);
    void closeDetail();
    void toggleDetail();

    const ResourceDescriptor m_d;
    ViewState m_state;
    FilterBar *m_filter;
    TableView *m_table;
    StateHost *m_host;
    PageActions *m_actions;
    PageTools *m_tools;
    PageFooter *m_footer;
    PageKeys *m_keys;
    QSplitter *m_splitter;
    ObjectDetail *m_detail = nullptr; ///< null: the area has no details
    SavedViews *m_views;
    QTimer m_countSoon;
    std::optional<QString> m_keepsPlace; ///< the current row while another filter is worked off
    bool m_wasEmpty = false;
};

} // namespace ph::ui
