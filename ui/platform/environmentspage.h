// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/platform/environmentsmodel.h"
#include "models/platform/profileformmodel.h"
#include "ui/components/resourcepage.h"

#include <QTimer>

class QStackedWidget;

namespace ph::ui {

class DialogLayer;
class EnvironmentForm;
class ImportView;
class ToastStack;

/// All environments: open, add, change, import, export, remove. Lives in the settings and on the first-run page.
class EnvironmentsPage final : public QWidget {
    Q_OBJECT
public:
    /// All outlive it; `toasts` may be null.
    EnvironmentsPage(models::EnvironmentsModel &model, DialogLayer *dialogs, ToastStack *toasts,
        ViewStore *store = nullptr, QWidget *parent = nullptr);

    [[nodiscard]] ResourcePage *list() const { return m_list; }
    [[nodiscard]] models::ProfileFormModel &formModel() { return m_formModel; }
    void addEnvironment(platform::EnvironmentKind kind = platform::EnvironmentKind::Production);
    void editEnvironment(const QString &id);
    /// Shows what the file would bring; taking it over is the person's to press.
    void importFile(const QString &file);
    /// Asks for the file.
    void chooseImport();

Q_SIGNALS:
    /// Connect a window to it.
    void openRequested(const QString &profileId);
    /// See EnvironmentForm.
    void unlockRequested();
    /// The list, or (false) a form or preview with a way back of its own.
    void listShown(bool isList);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    [[nodiscard]] ResourceDescriptor descriptor();
    [[nodiscard]] QList<RowAction> actions();
    [[nodiscard]] ActionState ownState(const QStringList &ids) const;
    void refreshState();
    void askRemove(const QString &id);
    void chooseExport(const QString &id);
    void showFailure(const Error &error, const QString &what);
    void showList();

    models::EnvironmentsModel &m_model;
    models::ProfileFormModel m_formModel;
    DialogLayer *m_dialogs;
    ToastStack *m_toasts;
    QStackedWidget *m_stack;
    ResourcePage *m_list;
    EnvironmentForm *m_form;
    ImportView *m_import;
    QString m_importFile;
    std::optional<Message> m_failure;
    QTimer m_look; ///< while it is shown: the companion and other windows write there as well
};

} // namespace ph::ui
