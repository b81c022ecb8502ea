// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/clock.h"
#include "ui/components/banner.h"

#include <QBasicTimer>
#include <QStringList>
#include <QTimer>
#include <functional>
#include <optional>

namespace ph::ui {

/// Where a view stands; the same everywhere. Combinations are usual: stale content with an error above it.
struct ViewState {
    enum class Kind {
        Content, ///< show what there is
        Loading, ///< the first answer is awaited: nothing moves for 300 ms, then a thin bar
        Empty, ///< asked and answered: nothing there
        Error, ///< asked and failed; older content, if any, stays below, greyed
        Forbidden, ///< a right is missing
    };
    struct Stale {
        QString asOf; ///< "13:58:04 UTC"
        QString reason; ///< "Prometheus not answering"
        std::optional<MonoTime> nextTry {};
    };
    Kind kind = Kind::Content;
    QString sentence {}; ///< Empty: why ("No task failed in the last hour."); Forbidden: the missing right and who
                         ///< grants it
    QString nextStep {}; ///< Empty, Forbidden: text of the button that helps ("Widen to 24 h")
    Message message {}; ///< Error
    std::optional<Stale> stale {}; ///< content is the last known
    QStringList missing {}; ///< partial: what did not answer ("2 of 3 Alertmanagers answered")
};

/// A bar of two pixels that appears only when waiting got long.
class LoadingBar final : public QWidget {
    Q_OBJECT
public:
    explicit LoadingBar(QWidget *parent = nullptr);
    void setLoading(bool loading);
    [[nodiscard]] bool isShown() const { return m_running; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    QTimer m_delay;
    QBasicTimer m_motion;
    bool m_running = false;
    int m_step = 0;
};

/// "as of 13:58:04 UTC · Prometheus not answering · next try in 4 s · Retry now", counting down by itself.
class StaleBar final : public QFrame {
    Q_OBJECT
public:
    explicit StaleBar(QWidget *parent = nullptr);
    /// `now` is asked once a second while the bar is seen.
    void setStale(const ViewState::Stale &stale, std::function<MonoTime()> now);
    [[nodiscard]] QString sentence() const { return m_text->fullText(); }

Q_SIGNALS:
    void retryRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void tick();
    ViewState::Stale m_stale;
    std::function<MonoTime()> m_now;
    Label *m_text;
    Button *m_retry;
    QTimer m_timer;
};

/// A hole in what was observed: hatched, with a sentence and what is known about it.
class GapStrip final : public QWidget {
    Q_OBJECT
public:
    explicit GapStrip(const QString &sentence = {}, const QString &detail = {}, QWidget *parent = nullptr);
    void setGap(const QString &sentence, const QString &detail);
    [[nodiscard]] QSize sizeHint() const override { return {200, size::tableRow}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_sentence;
    QString m_detail;
};

/// The same for a row inside a table.
void paintGap(QPainter *painter, const QRect &rect, const QString &sentence, const QString &detail,
    Qt::LayoutDirection direction);

/// Puts the state around a content widget, which never jumps: bars lie over its upper edge or take fixed rows above it.
class StateHost final : public QWidget {
    Q_OBJECT
public:
    explicit StateHost(QWidget *content, QWidget *parent = nullptr);
    void setState(const ViewState &state);
    [[nodiscard]] const ViewState &state() const { return m_state; }
    /// How the content is greyed; without: an opacity over the whole (dear for tables, which do it themselves).
    void setFader(std::function<void(bool)> fader) { m_fader = std::move(fader); }
    /// For countdowns; without: the steady clock.
    void setClock(std::function<MonoTime()> now) { m_now = std::move(now); }
    /// Where the content is not seen: the keyboard to the step that is offered instead. False: there is none.
    bool focusNextStep();
    [[nodiscard]] Banner *banner() const { return m_banner; }

Q_SIGNALS:
    void retryRequested();
    void nextStepRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showNotice();

    QWidget *m_content;
    ViewState m_state;
    std::function<void(bool)> m_fader;
    std::function<MonoTime()> m_now;
    LoadingBar *m_loading;
    StaleBar *m_staleBar;
    Banner *m_partial;
    Banner *m_banner;
    QWidget *m_above; ///< what is said over the content, with the page's margins
    QWidget *m_notice;
    class IconView *m_noticeIcon;
    Label *m_noticeText;
    Button *m_noticeStep;
};

} // namespace ph::ui
