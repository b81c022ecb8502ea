// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/components/button.h"
#include "ui/components/label.h"

#include <QFrame>

class QHBoxLayout;
class QVBoxLayout;

namespace ph::ui {

class FlowLayout;

enum class BannerKind { Info, Warning, Error };

/// What an inline message says, in this order: what did not happen, to which object, because of what, what to do.
/// The sentence comes from services/wording; `raw` is the server's own text, redacted.
struct Message {
    BannerKind kind = BannerKind::Info;
    QString headline; ///< "Auth cannot list users"
    QString raw; ///< "500 unexpected_failure: Database error finding users"
    QString stillWorks; ///< "Sign-in works: your token renewed 14:01:40"
    QString details; ///< what Copy details puts on the clipboard; empty: headline and raw
    bool canRetry = false;
};

/// An error, warning or hint in the place where it arose.
class Banner final : public QFrame {
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr);
    void setMessage(const Message &message);
    [[nodiscard]] const Message &message() const { return m_message; }
    /// One more button, for the way out ("Sign in again"). While its text is empty it is not shown; setMessage() looks.
    Button *addAction(const QString &text);
    /// One line only: icon, headline, retry as a link. For the foot of a card.
    void setSlim(bool slim);

Q_SIGNALS:
    void retryRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] Tone tone() const;
    Message m_message;
    bool m_slim = false;
    QVBoxLayout *m_column;
    QHBoxLayout *m_top;
    QWidget *m_icon;
    Label *m_headline;
    QFrame *m_rawBox;
    MonoLabel *m_raw;
    Label *m_stillWorks;
    QWidget *m_actions;
    FlowLayout *m_actionRow;
    QList<Button *> m_ways; ///< what addAction() made
    Button *m_retry;
    Button *m_copy;
    Button *m_slimRetry;
};

} // namespace ph::ui
