// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QTimer>

namespace ph::ui {

class ViewStore;

/// What a window keeps between runs: where it stands on the screen, the page that was open, what the palette ran, keys
/// that the person changed. Place and page are kept as they change: the program may be ended without the window being
/// closed.
class WindowMemory final : public QObject {
    Q_OBJECT
public:
    /// `store` (null: nothing is kept) outlives it, as the window does.
    WindowMemory(QWidget *window, ViewStore *store);
    ~WindowMemory() override;

    /// Puts the window where it was, as far as today's screen has room for it; `firstSize` where nothing is kept. From
    /// here on changes are kept.
    void restorePlace(QSize firstSize);

    [[nodiscard]] QString area(const QString &otherwise) const;
    /// Nothing before restorePlace(), nor while the page stands in for another one.
    void saveArea(const QString &area);
    void setStandIn(bool isStandIn) { m_isStandIn = isStandIn; }

    [[nodiscard]] QStringList recent() const;
    [[nodiscard]] QJsonObject keys() const;
    /// Place, recent and keys, at once.
    void save(const QStringList &recent, const QJsonObject &keys);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QJsonObject saved() const;
    void savePlace();

    QWidget *m_window;
    ViewStore *m_store;
    QTimer m_soon; ///< not with each step of a drag
    bool m_isRestored = false;
    bool m_isStandIn = false;
};

} // namespace ph::ui
