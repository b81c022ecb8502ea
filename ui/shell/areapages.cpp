// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/areapages.h"

#include "services/base/post.h"
#include "ui/components/page/pagekeys.h"
#include "ui/shell/commandregistry.h"

#include <QApplication>
#include <QStackedWidget>

namespace ph::ui {

AreaPages::AreaPages(QStackedWidget *stack, CommandRegistry &commands, QObject *parent)
    : QObject(parent)
    , m_stack(stack)
    , m_commands(commands)
{
    m_commands.addKeys({}, PageKeys::common());
    connect(&commands, &CommandRegistry::changed, this, [this] { m_commands.giveKeys(m_stack); });
}

AreaPages::~AreaPages() = default;

void AreaPages::add(const AreaEntry &area)
{
    m_areas.removeIf([&area](const AreaEntry &each) { return each.id == area.id; }); // of the session before
    m_areas.append(area);
    Q_EMIT areasChanged(m_areas);
    m_commands.add(area, [this, id = area.id] { (void)open(id, {}); });
    if (area.id == m_wanted) // when what else the area registers is there, too
        post(this, [this] {
            if (!m_wanted.isEmpty())
                (void)open(std::exchange(m_wanted, {}), {});
        });
}

QList<KeyInfo> AreaPages::keys() const
{
    QList<KeyInfo> all;
    for (const AreaEntry &area : m_areas)
        for (KeyInfo info : area.keys) {
            info.group = area.title;
            all.append(info);
        }
    return all;
}

const AreaEntry *AreaPages::find(const QString &area) const
{
    const auto found
        = std::find_if(m_areas.begin(), m_areas.end(), [&area](const AreaEntry &each) { return each.id == area; });
    return found == m_areas.end() ? nullptr : &*found;
}

QString AreaPages::currentTitle() const
{
    const AreaEntry *entry = find(m_current);
    return entry ? entry->title : QString();
}

QString AreaPages::areaOf(const QWidget *page) const
{
    const auto found = std::find(m_pages.cbegin(), m_pages.cend(), page);
    return found == m_pages.cend() ? QString() : found.key();
}

AreaPage *AreaPages::make(const AreaEntry &area)
{
    AreaPage *page = area.makePage(*m_context);
    m_pages.insert(area.id, page);
    m_stack->addWidget(page);
    m_commands.adopt(area.title, page);
    connect(page, &AreaPage::timeRangeUseChanged, this, [this, page] {
        if (m_stack->currentWidget() == page)
            Q_EMIT timeRangeUseChanged(page->usesTimeRange());
    });
    return page;
}

bool AreaPages::open(const QString &area, const QString &object)
{
    const AreaEntry *found = find(area);
    if (!found || !found->makePage)
        return false;
    const AreaEntry entry = *found; // the making of a page may register more
    AreaPage *page = m_pages.value(area);
    if (!page)
        page = make(entry);
    const bool isTypedIn
        = m_stack->currentWidget() == page && page->isVisible() && page->isAncestorOf(QApplication::focusWidget());
    m_current = area;
    m_wanted.clear();
    QWidget *const before = page->focusWidget(); // the stack gives the focus to the first field
    m_stack->setCurrentWidget(page);
    Q_EMIT shown(entry, page);
    if (!isTypedIn)
        Q_EMIT keyboardWanted(page, before);
    return object.isEmpty() || page->openObject(object);
}

void AreaPages::drop()
{
    QSet<QString> kept;
    for (const AreaEntry &area : std::as_const(m_areas))
        if (area.isOfWindow)
            kept.insert(area.id);
    for (const QString &area : m_pages.keys())
        if (!kept.contains(area))
            delete m_pages.take(area); // leaves the stack
    if (!m_pages.contains(m_current))
        m_current.clear();
}

void AreaPages::dropAll()
{
    qDeleteAll(std::exchange(m_pages, {}));
    m_current.clear();
}

} // namespace ph::ui
