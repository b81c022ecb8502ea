// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/shell/linkstripmodel.h"
#include "ui/components/button.h"
#include "ui/components/label.h"

#include <QAbstractButton>
#include <QTimer>

class QHBoxLayout;

namespace ph::ui {

/// One link of the status bar: dot, name, latency or state. A click tells the whole and offers to retry.
class LinkButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit LinkButton(QWidget *parent = nullptr);
    void setLink(const models::LinkRow &row);
    [[nodiscard]] const models::LinkRow &link() const { return m_row; }
    /// From the roomiest to the tightest.
    enum class Form {
        Full,
        Short, ///< the short name
        Name, ///< the short name without latency or state: the dot tells it, and the tooltip
    };
    void setForm(Form form);
    /// px; the name is elided to it. 0: as wide as what is shown.
    void setMost(int width);
    [[nodiscard]] int widthAs(Form form) const;
    [[nodiscard]] QString shownName() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    models::LinkRow m_row;
    Form m_form = Form::Full;
    int m_most = 0;
};

/// The status bar: every link, who is signed in, and the time with its zone. Where room is short, names get shorter
/// first, then those that are well say less, then who is signed in is cut and not named any more; what does not fit
/// after that is counted ("+3"), and never is one of them a link that is not well.
class LinkStrip final : public QWidget {
    Q_OBJECT
public:
    LinkStrip(models::LinkStripModel &model, const Clock &clock, QWidget *parent = nullptr);
    void setIdentity(const QString &text);
    /// The links that the environment's form changes.
    void setEditable(const QStringList &linkIds) { m_editable = linkIds; }
    /// Tells the whole of one link, as a click on it does. False: there is no such link.
    bool showLink(const QString &linkId);

Q_SIGNALS:
    void retryRequested(const QString &linkId);
    void editRequested(const QString &linkId);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void rebuild();
    void refresh();
    void fit();
    [[nodiscard]] int wantedAs(LinkButton::Form well, LinkButton::Form unwell) const;
    void tellLatencies(int room);
    void hideWhatIsWell(int room);
    void tell(LinkButton *button);
    /// The links that do not fit.
    void tellRest();
    void updateClock();

    models::LinkStripModel &m_model;
    const Clock &m_clock;
    QHBoxLayout *m_links;
    QList<LinkButton *> m_buttons;
    QStringList m_editable;
    Button *m_more;
    Label *m_identity;
    MonoLabel *m_time;
    QTimer m_tick;
};

} // namespace ph::ui
