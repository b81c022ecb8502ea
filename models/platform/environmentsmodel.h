// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/platform/environmentlistmodel.h"
#include "services/platform/edit/environmentservice.h"

namespace ph::models {

/// The environments there are, and what can be done with one as a whole. GUI thread.
class EnvironmentsModel final : public QObject {
    Q_OBJECT
public:
    /// `service` outlives it.
    explicit EnvironmentsModel(platform::EnvironmentService &service, QObject *parent = nullptr);
    ~EnvironmentsModel() override;

    [[nodiscard]] EnvironmentListModel *table() { return &m_table; }
    [[nodiscard]] platform::EnvironmentService &service() { return m_service; }
    [[nodiscard]] const platform::Profile *find(const QString &id) const;
    /// False until the first answer.
    [[nodiscard]] bool isLoaded() const { return m_isLoaded; }
    /// Files that cannot be used, a sentence each; and why the list itself could not be read.
    [[nodiscard]] const std::vector<Error> &damaged() const { return m_damaged; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] platform::KeychainState keychain() const { return m_keychain; }

    void refresh();
    /// As refresh(), for somebody who looks often: nothing is told where nothing was changed.
    void look();
    void remove(const QString &id);
    void exportTo(const QString &id, const QString &file);
    void readImport(const QString &file);
    /// Saves a previewed import, under another name if one is given.
    void takeImport(platform::ImportPreview preview, const QString &name);
    void unlockKeychain();

Q_SIGNALS:
    void changed();
    void removed(const QString &name);
    void exported(const QString &file);
    void imported(const QString &id);
    /// connect directly: a preview is no value for queues
    void previewReady(const ph::platform::ImportPreview &preview);
    /// `what` is a translated clause: what did not happen.
    void failed(const ph::Error &error, const QString &what);

private:
    void report(const Error &error, const QString &what);

    platform::EnvironmentService &m_service;
    EnvironmentListModel m_table;
    std::vector<platform::Profile> m_profiles;
    std::vector<Error> m_damaged;
    std::optional<Error> m_error;
    platform::KeychainState m_keychain = platform::KeychainState::Ready;
    bool m_isLoaded = false;
    bool m_isLooking = false;
    TaskScope m_scope;
};

} // namespace ph::models
