// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/components/page/pagekeys.h"

#include "ui/components/page/pageactions.h"

#include <QShortcut>
#include <QWidget>

namespace ph::ui {

namespace {

QString filterId() { return QStringLiteral("page.filter"); }
QString detailsId() { return QStringLiteral("page.details"); }
QString copyAsId() { return QStringLiteral("page.copyAs"); }
QKeySequence copyAsKey() { return {Qt::CTRL | Qt::SHIFT | Qt::Key_C}; }

} // namespace

PageKeys::PageKeys(PageActions &actions, QWidget *page)
    : QObject(page)
    , m_actions(actions)
    , m_page(page)
{
    bindAll();
}

PageKeys::~PageKeys() = default;

void PageKeys::setChanged(const QHash<QString, QKeySequence> &changed)
{
    if (std::exchange(m_changed, changed) == changed)
        return;
    m_actions.setKeys(changed);
    bindAll();
}

template <class Handler>
void PageKeys::bind(const QKeySequence &key, Handler handler)
{
    if (key.isEmpty())
        return;
    auto *shortcut = new QShortcut(key, m_page);
    shortcut->setContext(Qt::WindowShortcut); // text fields and open dialogs take keys before
    connect(shortcut, &QShortcut::activated, this, handler);
    m_shortcuts << shortcut;
}

void PageKeys::bindAll()
{
    qDeleteAll(std::exchange(m_shortcuts, {}));
    bind(m_actions.keyOf(filterId(), Qt::Key_Slash), [this] { Q_EMIT filterWanted(); });
    bind(m_actions.keyOf(detailsId(), Qt::Key_F4), [this] { Q_EMIT detailsToggled(); });
    bind(m_actions.keyOf(copyAsId(), copyAsKey()), [this] { Q_EMIT copyAsWanted(); });
    for (int digit = 1; digit <= 9; ++digit)
        bind(QKeySequence(Qt::Key_0 + digit), [this, digit] { Q_EMIT viewWanted(digit); });
    for (const RowAction &action : m_actions.all())
        bind(m_actions.keyOf(action), [this, &action] { m_actions.trigger(action); });
}

QList<KeyInfo> PageKeys::list() const
{
    QList<KeyInfo> all {
        {QStringLiteral("j k"), tr("Next and previous row", "key list")},
        {QStringLiteral("Enter"), tr("Open the details", "key list")},
        {QStringLiteral("Space"), tr("Peek at the details", "key list")},
        {QStringLiteral("Esc"), tr("Back", "key list")},
        {QStringLiteral("1 … 9"), tr("Saved views", "key list")},
        {QStringLiteral("Ctrl+C"), tr("Copy the ids of the selection", "key list")},
    };
    for (const RowAction &action : m_actions.all())
        if (!action.key.isEmpty())
            all.append(
                {m_actions.keyOf(action).toString(QKeySequence::NativeText), action.text, {}, action.id, action.key});
    return all;
}

QList<KeyInfo> PageKeys::common()
{
    return {{QStringLiteral("/"), tr("Filter", "key list"), {}, filterId(), QKeySequence(Qt::Key_Slash)},
        {QStringLiteral("F4"), tr("Details on and off", "key list"), {}, detailsId(), QKeySequence(Qt::Key_F4)},
        {copyAsKey().toString(QKeySequence::NativeText), tr("Copy as…", "key list"), {}, copyAsId(), copyAsKey()}};
}

QString PageKeys::fixedHolderOf(const QKeySequence &key)
{
    if (key.isEmpty())
        return {};
    const int first = key[0].toCombined();
    if (first == Qt::Key_J || first == Qt::Key_K)
        return tr("Next and previous row", "key list");
    if (first == Qt::Key_Return || first == Qt::Key_Enter)
        return tr("Open the details", "key list");
    if (first == Qt::Key_Space)
        return tr("Peek at the details", "key list");
    if (first == Qt::Key_Escape)
        return tr("Back", "key list");
    if (first >= Qt::Key_1 && first <= Qt::Key_9)
        return tr("Saved views", "key list");
    if (key.matches(QKeySequence(QKeySequence::Copy)) == QKeySequence::ExactMatch)
        return tr("Copy the ids of the selection", "key list");
    return {};
}

} // namespace ph::ui
