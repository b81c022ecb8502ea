// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/platform/profileformmodel.h"

#include "services/platform/edit/fields.h"
#include "services/platform/edit/guardchanges.h"
#include "services/platform/edit/kindchange.h"
#include "services/wording/errors.h"

#include <algorithm>

namespace ph::models {

using namespace std::chrono_literals;
using platform::EnvironmentKind;
using platform::EnvironmentService;
using platform::LinkKind;
using platform::Profile;

namespace {

QString sentenceOf(const Error &error)
{
    const wording::Sentence sentence = wording::errorSentence(error, QStringLiteral(" "));
    // Validation says in `what` what is wrong; the reason wraps it in a general sentence.
    QString what = error.what;
    if (!what.isEmpty())
        what[0] = what[0].toUpper();
    return sentence.advice.isEmpty() ? what + QLatin1Char('.') : what + QStringLiteral(". ") + sentence.advice;
}

} // namespace

ProfileFormModel::ProfileFormModel(EnvironmentService &service, QObject *parent)
    : QObject(parent)
    , m_service(service)
{
    m_checkSoon.setSingleShot(true);
    m_checkSoon.setInterval(900ms);
    connect(&m_checkSoon, &QTimer::timeout, this, &ProfileFormModel::checkScheduled);
}

ProfileFormModel::~ProfileFormModel() { m_scope->close(); }

void ProfileFormModel::startNew(EnvironmentKind kind) { begin(Profile::make({}, kind), true); }

void ProfileFormModel::startWith(const Profile &profile)
{
    begin(profile, false);
    for (const platform::Link &link : m_draft.links)
        check(link.id);
}

void ProfileFormModel::startWithSaved()
{
    m_scope->spawn(m_service.list(m_scope->token()), [this](const Result<platform::ProfileStore::Listing> &listing) {
        if (!listing)
            return fail(listing.error());
        const auto saved = std::ranges::find(listing->profiles, m_before.id, &Profile::id);
        if (saved == listing->profiles.end())
            return fail(Error {ErrorKind::NotFound, QStringLiteral("it was removed meanwhile"), m_before.name, {}, {}});
        startWith(*saved);
    });
}

void ProfileFormModel::begin(Profile profile, bool isNew)
{
    m_scope->close();
    m_scope = std::make_unique<TaskScope>();
    m_before = m_draft = std::move(profile);
    m_isNew = isNew;
    m_isSaving = m_showsAll = false;
    m_asTyped.clear();
    m_unread.clear();
    m_unreadErrors.clear();
    m_touched.clear();
    m_typed.clear();
    m_secretStates.clear();
    m_results.clear();
    m_generations.clear();
    m_scheduled.clear();
    m_removed.clear();
    m_changedElsewhere.clear();
    judge();
    readSecretStates();
    Q_EMIT begun();
    Q_EMIT linksChanged();
    Q_EMIT changed();
}

bool ProfileFormModel::isChanged() const
{
    return !m_typed.empty() || !m_unread.isEmpty()
        || platform::profileToJson(m_draft) != platform::profileToJson(m_before);
}

QString ProfileFormModel::text(const QString &field) const
{
    return m_asTyped.contains(field) ? m_asTyped.value(field) : platform::fieldText(m_draft, field);
}

void ProfileFormModel::setText(const QString &field, const QString &text)
{
    if (text == this->text(field))
        return;
    m_touched.insert(field);
    m_asTyped.insert(field, text);
    auto changed = platform::withField(m_draft, field, text);
    m_unread.remove(field);
    m_unreadErrors.remove(field);
    if (changed) {
        m_draft = std::move(*changed);
    } else {
        m_unread.insert(field, text);
        m_unreadErrors.insert(field, sentenceOf(changed.error()));
    }
    judge();
    const QString linkId = field.section(QLatin1Char('.'), 0, 0);
    if (m_draft.find(linkId) != nullptr && !field.endsWith(QLatin1String(".label")))
        scheduleCheck(linkId);
    if (field.endsWith(QLatin1String("user")))
        readSecretStates();
    Q_EMIT this->changed();
}

void ProfileFormModel::setKind(EnvironmentKind kind)
{
    for (const char *field : {"colour", "label", "shape", "protected", "read_only"})
        m_asTyped.remove(QLatin1String(field));
    m_draft = platform::withKind(
        std::move(m_draft), kind, m_isNew ? platform::Beginning::New : platform::Beginning::Existing);
    judge();
    Q_EMIT changed();
}

void ProfileFormModel::judge()
{
    m_errors.clear();
    for (const Error &error : platform::validate(m_draft)) {
        const QString field = platform::fieldName(m_draft, error.where);
        if (!m_errors.contains(field))
            m_errors.insert(field, sentenceOf(error));
    }
}

QString ProfileFormModel::error(const QString &field) const
{
    if (m_unreadErrors.contains(field))
        return m_unreadErrors.value(field);
    return m_showsAll || m_touched.contains(field) ? m_errors.value(field) : QString();
}

int ProfileFormModel::shownErrors() const
{
    int shown = int(m_unreadErrors.size());
    for (auto it = m_errors.cbegin(); it != m_errors.cend(); ++it)
        if (!m_unreadErrors.contains(it.key()) && (m_showsAll || m_touched.contains(it.key())))
            ++shown;
    return shown;
}

QString ProfileFormModel::addLink(LinkKind kind, const QString &role)
{
    platform::Link link;
    link.kind = kind;
    link.role = role;
    const QString base
        = role.isEmpty() ? platform::linkKindName(kind) : platform::linkKindName(kind) + QLatin1Char('-') + role;
    link.id = base;
    for (int number = 2; m_draft.find(link.id) != nullptr; ++number)
        link.id = QStringLiteral("%1-%2").arg(base).arg(number);
    link.label = platform::defaultLabel(kind, role);
    m_draft.links.push_back(link);
    std::erase_if(m_removed, [&](const RemovedLink &removed) { return removed.link.id == link.id; });
    judge();
    Q_EMIT linksChanged();
    Q_EMIT changed();
    return link.id;
}

void ProfileFormModel::removeLink(const QString &linkId)
{
    const auto found = std::ranges::find(m_draft.links, linkId, &platform::Link::id);
    if (found == m_draft.links.end())
        return;
    RemovedLink removed {found - m_draft.links.begin(), *found, {}, {}, {}};
    m_draft.links.erase(found);
    for (auto [map, kept] : {std::pair(&m_asTyped, &removed.asTyped), std::pair(&m_unread, &removed.unread),
             std::pair(&m_unreadErrors, &removed.unreadErrors)})
        for (const QString &field : map->keys())
            if (field.startsWith(linkId + QLatin1Char('.')))
                kept->insert(field, map->take(field));
    m_removed.push_back(std::move(removed));
    ++m_generations[linkId];
    m_results.remove(linkId);
    judge();
    Q_EMIT linksChanged();
    Q_EMIT changed();
}

void ProfileFormModel::restoreLink(const QString &linkId)
{
    const auto found = std::ranges::find_if(m_removed, [&](const RemovedLink &each) { return each.link.id == linkId; });
    if (found == m_removed.end())
        return;
    const RemovedLink removed = std::move(*found);
    m_removed.erase(found);
    m_draft.links.insert(m_draft.links.begin() + std::min(removed.at, qsizetype(m_draft.links.size())), removed.link);
    m_asTyped.insert(removed.asTyped);
    m_unread.insert(removed.unread);
    m_unreadErrors.insert(removed.unreadErrors);
    judge();
    Q_EMIT linksChanged();
    Q_EMIT changed();
    scheduleCheck(linkId);
}

void ProfileFormModel::setSecret(const QString &key, QString text)
{
    const QString field = QStringLiteral("secret:") + key;
    m_unreadErrors.remove(field);
    m_unread.remove(field);
    m_typed.erase(key);
    if (platform::isServiceKey(text)) {
        m_unread.insert(field, QString());
        m_unreadErrors.insert(field,
            tr("This is a service key, it must not reach a desktop. Acts that need it go through the platform's admin "
               "service."));
    } else if (!text.isEmpty()) {
        m_typed.insert_or_assign(key, std::make_shared<const Secret>(Secret::take(text)));
    }
    for (const platform::SecretNeed &need : secretNeeds())
        if (need.key == key)
            scheduleCheck(need.linkId);
    Q_EMIT changed();
}

std::optional<EnvironmentService::SecretState> ProfileFormModel::secretState(const QString &key) const
{
    const auto it = m_secretStates.constFind(key);
    return it == m_secretStates.constEnd() ? std::nullopt : std::optional(*it);
}

void ProfileFormModel::readSecretStates()
{
    for (const platform::SecretNeed &need : secretNeeds())
        m_scope->spawn(m_service.secretState(need.key, m_scope->token()),
            [this, key = need.key](const Result<EnvironmentService::SecretState> &state) {
                if (state) {
                    m_secretStates.insert(key, *state);
                    Q_EMIT secretsChanged();
                }
            });
}

QStringList ProfileFormModel::wrongFields(const QString &linkId) const
{
    QStringList wrong = m_errors.keys() + m_unread.keys();
    wrong.removeIf([&](const QString &field) { return !field.startsWith(linkId + QLatin1Char('.')); });
    return wrong;
}

void ProfileFormModel::scheduleCheck(const QString &linkId)
{
    // What was found out is about another link now.
    ++m_generations[linkId];
    m_results.remove(linkId);
    Q_EMIT resultChanged(linkId);
    m_scheduled.insert(linkId);
    m_checkSoon.start();
}

void ProfileFormModel::checkScheduled()
{
    const QSet<QString> links = std::exchange(m_scheduled, {});
    for (const QString &linkId : links)
        if (wrongFields(linkId).isEmpty()) // else somebody is still typing
            check(linkId);
}

void ProfileFormModel::check(const QString &linkId)
{
    if (m_draft.find(linkId) == nullptr)
        return;
    const int generation = ++m_generations[linkId];
    if (const QStringList wrong = wrongFields(linkId); !wrong.isEmpty()) {
        m_results[linkId] = {LinkResult::State::Wrong, {}};
        for (const QString &field : wrong)
            m_touched.insert(field);
        Q_EMIT changed(); // what is wrong shows at its field
        Q_EMIT resultChanged(linkId);
        return;
    }
    m_results[linkId].state = LinkResult::State::Checking;
    Q_EMIT resultChanged(linkId);
    m_scope->spawn(m_service.check(m_draft, linkId, m_typed, m_scope->token()),
        [this, linkId, generation](Result<platform::LinkCheck> check) {
            if (m_generations.value(linkId) != generation)
                return;
            LinkResult &result = m_results[linkId];
            result.state = LinkResult::State::Done;
            if (check)
                result.check = std::move(*check);
            else
                result.check.error = check.error();
            Q_EMIT resultChanged(linkId);
        });
}

void ProfileFormModel::checkAll()
{
    for (const platform::Link &link : m_draft.links)
        check(link.id);
}

bool ProfileFormModel::wouldUnlockDo() const { return !m_isNew && m_before.isReadOnly && !m_draft.isReadOnly; }

void ProfileFormModel::save(const QString &typedName, const QString &reason)
{
    if (m_isSaving)
        return;
    m_showsAll = true;
    if (hasErrors()) {
        Q_EMIT changed();
        return;
    }
    const QStringList relaxed
        = m_isNew ? platform::relaxedAtStart(m_draft) : platform::relaxedGuards(m_before, m_draft);
    if (!relaxed.isEmpty() && typedName != nameToConfirm()) {
        Q_EMIT confirmationNeeded(relaxed);
        return;
    }
    m_isSaving = true;
    Q_EMIT changed();
    QStringList keys;
    for (const platform::SecretNeed &need : secretNeeds()) // of a link that was taken out nothing is kept
        if (m_typed.contains(need.key))
            keys << need.key;
    storeNextSecret(keys, typedName, reason);
}

void ProfileFormModel::storeNextSecret(QStringList keys, const QString &typedName, const QString &reason)
{
    if (keys.isEmpty())
        return saveProfile(typedName, reason);
    const QString key = keys.takeFirst();
    const auto typed = m_typed.find(key);
    if (typed == m_typed.end())
        return storeNextSecret(keys, typedName, reason);
    m_scope->spawn(m_service.storeSecret(key, typed->second->clone(), m_scope->token()),
        [this, keys, typedName, reason](const Result<void> &stored) {
            if (!stored)
                return fail(stored.error());
            storeNextSecret(keys, typedName, reason);
        });
}

void ProfileFormModel::saveProfile(const QString &typedName, const QString &reason)
{
    const auto base = m_isNew ? std::nullopt : std::optional(m_before);
    m_scope->spawn(
        m_service.save(m_draft, base, {typedName, reason}, m_scope->token()), [this](const Result<void> &saved) {
            if (!saved && saved.error().code == QLatin1String("changed-meanwhile"))
                return tellConflict(saved.error());
            if (!saved)
                return fail(saved.error());
            m_isSaving = false;
            m_isNew = false;
            m_before = m_draft;
            m_removed.clear();
            m_typed.clear();
            Q_EMIT changed();
            Q_EMIT this->saved(m_draft.id);
        });
}

/// With what the other one changed, where that can be read.
void ProfileFormModel::tellConflict(const Error &error)
{
    m_changedElsewhere.clear();
    m_scope->spawn(
        m_service.list(m_scope->token()), [this, error](const Result<platform::ProfileStore::Listing> &listing) {
            if (listing)
                if (const auto saved = std::ranges::find(listing->profiles, m_before.id, &Profile::id);
                    saved != listing->profiles.end())
                    m_changedElsewhere = platform::differingFields(m_before, *saved);
            fail(error);
        });
}

void ProfileFormModel::fail(const Error &error)
{
    m_isSaving = false;
    Q_EMIT changed();
    if (!isCancelled(error))
        Q_EMIT failed(error);
}

} // namespace ph::models
