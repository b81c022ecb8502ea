// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/platform/environmentsmodel.h"

#include <algorithm>

namespace ph::models {

using platform::EnvironmentService;
using platform::KeychainState;
using platform::Profile;

EnvironmentsModel::EnvironmentsModel(EnvironmentService &service, QObject *parent)
    : QObject(parent)
    , m_service(service)
{
    connect(&service, &EnvironmentService::changed, this, &EnvironmentsModel::refresh);
    refresh();
}

EnvironmentsModel::~EnvironmentsModel() { m_scope.close(); }

const Profile *EnvironmentsModel::find(const QString &id) const
{
    const auto it = std::ranges::find(m_profiles, id, &Profile::id);
    return it == m_profiles.end() ? nullptr : &*it;
}

void EnvironmentsModel::refresh()
{
    m_scope.spawn(m_service.list(m_scope.token()), [this](Result<platform::ProfileStore::Listing> listing) {
        m_isLoaded = true;
        m_error = listing ? std::nullopt : std::optional<Error>(listing.error());
        if (listing) {
            m_profiles = std::move(listing->profiles);
            m_damaged = std::move(listing->damaged);
            m_table.show(m_profiles);
        }
        Q_EMIT changed();
    });
    m_scope.spawn(m_service.keychainState(m_scope.token()), [this](const Result<KeychainState> &state) {
        m_keychain = state.value_or(KeychainState::Missing);
        Q_EMIT changed();
    });
}

void EnvironmentsModel::look()
{
    if (!m_isLoaded || std::exchange(m_isLooking, true))
        return;
    m_scope.spawn(m_service.list(m_scope.token()), [this](Result<platform::ProfileStore::Listing> listing) {
        m_isLooking = false;
        if (!listing
            || std::ranges::equal(
                listing->profiles, m_profiles, {}, &platform::profileToJson, &platform::profileToJson))
            return; // being written; the next look sees it
        m_profiles = std::move(listing->profiles);
        m_damaged = std::move(listing->damaged);
        m_table.show(m_profiles);
        Q_EMIT changed();
    });
}

void EnvironmentsModel::remove(const QString &id)
{
    const Profile *profile = find(id);
    if (profile == nullptr)
        return;
    m_scope.spawn(m_service.remove(*profile, m_scope.token()), [this, name = profile->name](const Result<void> &done) {
        if (!done)
            return report(done.error(), tr("%1 was not removed").arg(name));
        Q_EMIT removed(name);
    });
}

void EnvironmentsModel::exportTo(const QString &id, const QString &file)
{
    const Profile *profile = find(id);
    if (profile == nullptr)
        return;
    m_scope.spawn(m_service.exportTo(*profile, file, m_scope.token()),
        [this, file, name = profile->name](const Result<void> &done) {
            if (!done)
                return report(done.error(), tr("%1 was not exported").arg(name));
            Q_EMIT exported(file);
        });
}

void EnvironmentsModel::readImport(const QString &file)
{
    m_scope.spawn(m_service.preview(file, m_scope.token()), [this](const Result<platform::ImportPreview> &preview) {
        if (!preview)
            return report(preview.error(), tr("The file was not taken over"));
        Q_EMIT previewReady(*preview);
    });
}

void EnvironmentsModel::takeImport(platform::ImportPreview preview, const QString &name)
{
    Profile profile = std::move(preview.profile);
    if (!name.trimmed().isEmpty())
        profile.name = name.trimmed();
    m_scope.spawn(m_service.save(profile, std::nullopt, {}, m_scope.token()),
        [this, id = profile.id, name = profile.name](const Result<void> &done) {
            if (!done)
                return report(done.error(), tr("%1 was not imported").arg(name));
            Q_EMIT imported(id);
        });
}

void EnvironmentsModel::unlockKeychain()
{
    m_scope.spawn(m_service.unlock(m_scope.token()), [this](const Result<void> &done) {
        if (!done)
            report(done.error(), tr("The keyring was not opened"));
        refresh();
    });
}

void EnvironmentsModel::report(const Error &error, const QString &what)
{
    if (!isCancelled(error))
        Q_EMIT failed(error, what);
}

} // namespace ph::models
