// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/windowmemory.h"

#include "ui/components/viewstore.h"

#include <QEvent>
#include <QJsonArray>
#include <QScreen>
#include <QWidget>

namespace ph::ui {

using namespace std::chrono_literals;

namespace {

constexpr QSize s_frameRoom {0, 48}; ///< for the desktop's title bar: it is not known before the window is shown

QString windowKey() { return QStringLiteral("window"); }
QString keysKey() { return QStringLiteral("keys"); }
QString geometryKey() { return QStringLiteral("geometry"); }
QString areaKey() { return QStringLiteral("area"); }
QString recentKey() { return QStringLiteral("recent"); }

} // namespace

WindowMemory::WindowMemory(QWidget *window, ViewStore *store)
    : QObject(window)
    , m_window(window)
    , m_store(store)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(400ms);
    connect(&m_soon, &QTimer::timeout, this, &WindowMemory::savePlace);
    window->installEventFilter(this);
}

WindowMemory::~WindowMemory() = default;

QJsonObject WindowMemory::saved() const { return m_store ? m_store->load(windowKey()) : QJsonObject(); }

void WindowMemory::restorePlace(QSize firstSize)
{
    m_isRestored = true;
    const QByteArray geometry = QByteArray::fromBase64(saved().value(geometryKey()).toString().toLatin1());
    const bool isKept = !geometry.isEmpty() && m_window->restoreGeometry(geometry);
    // The screen may be smaller than last time, or the scale larger.
    const QScreen *screen = m_window->screen();
    if (screen == nullptr || m_window->isMaximized() || m_window->isFullScreen())
        return;
    const QSize wanted = isKept ? m_window->size() : firstSize;
    m_window->resize(wanted.boundedTo((screen->availableSize() - s_frameRoom).expandedTo(m_window->minimumSize())));
    if (isKept && m_window->size() != wanted)
        m_window->move(screen->availableGeometry().topLeft());
}

QString WindowMemory::area(const QString &otherwise) const { return saved().value(areaKey()).toString(otherwise); }

void WindowMemory::saveArea(const QString &area)
{
    if (!m_store || !m_isRestored || m_isStandIn)
        return;
    QJsonObject all = saved();
    all.insert(areaKey(), area);
    m_store->save(windowKey(), all);
}

QStringList WindowMemory::recent() const
{
    QStringList recent;
    for (const QJsonValue &value : saved().value(recentKey()).toArray())
        recent << value.toString();
    return recent;
}

QJsonObject WindowMemory::keys() const { return m_store ? m_store->load(keysKey()) : QJsonObject(); }

void WindowMemory::save(const QStringList &recent, const QJsonObject &keys)
{
    if (!m_store)
        return;
    m_store->save(keysKey(), keys);
    QJsonObject all = saved();
    all.insert(geometryKey(), QString::fromLatin1(m_window->saveGeometry().toBase64()));
    all.insert(recentKey(), QJsonArray::fromStringList(recent));
    m_store->save(windowKey(), all);
}

void WindowMemory::savePlace()
{
    QJsonObject all = saved();
    all.insert(geometryKey(), QString::fromLatin1(m_window->saveGeometry().toBase64()));
    m_store->save(windowKey(), all);
}

bool WindowMemory::eventFilter(QObject *watched, QEvent *event)
{
    const bool isMoved = event->type() == QEvent::Move || event->type() == QEvent::Resize;
    if (isMoved && m_isRestored && m_store)
        m_soon.start();
    return QObject::eventFilter(watched, event);
}

} // namespace ph::ui
