// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/preferences.h"

#include "ui/components/viewstore.h"

namespace ph::ui {

namespace {

const QString key() { return QStringLiteral("preferences"); }

const QStringList &appearanceNames()
{
    static const QStringList s_names {
        QStringLiteral("system"), QStringLiteral("dark"), QStringLiteral("light"), QStringLiteral("contrast")};
    return s_names;
}

QJsonValue timeToJson(const std::optional<QTime> &time)
{
    return time ? QJsonValue(time->toString(QStringLiteral("HH:mm"))) : QJsonValue();
}

std::optional<QTime> timeFromJson(const QJsonValue &value)
{
    const QTime time = QTime::fromString(value.toString(), QStringLiteral("HH:mm"));
    return time.isValid() ? std::optional(time) : std::nullopt;
}

} // namespace

Preferences::Preferences(
    ViewStore *store, models::TimeScope &time, models::NotificationModel &notifications, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_time(time)
    , m_notifications(notifications)
{
    load();
    connect(&m_time, &models::TimeScope::zoneChanged, this, &Preferences::save);
}

void Preferences::load()
{
    if (!m_store)
        return;
    const QJsonObject saved = m_store->load(key());
    m_loading = true;
    const qsizetype look = appearanceNames().indexOf(saved.value(QStringLiteral("appearance")).toString());
    setAppearance(look < 0 ? AppearanceChoice::System : AppearanceChoice(look));
    setReducedMotion(saved.value(QStringLiteral("reducedMotion")).toBool());
    setZone(saved.value(QStringLiteral("zone")).toString() == QLatin1String("local") ? wording::TimeZoneMode::Local
                                                                                     : wording::TimeZoneMode::Utc);
    setIdleMinutes(saved.value(QStringLiteral("idleMinutes")).toInt(10));
    models::NotificationPolicy policy;
    policy.floor = models::Severity(
        std::clamp(saved.value(QStringLiteral("floor")).toInt(int(models::Severity::Warning)), 0, 2));
    policy.quietFrom = timeFromJson(saved.value(QStringLiteral("quietFrom")));
    policy.quietUntil = timeFromJson(saved.value(QStringLiteral("quietUntil")));
    policy.remindEvery
        = std::chrono::minutes {std::clamp(saved.value(QStringLiteral("remindMinutes")).toInt(15), 0, 24 * 60)};
    setPolicy(policy);
    m_loading = false;
}

void Preferences::reload()
{
    load();
    Q_EMIT changed();
}

void Preferences::save()
{
    if (m_loading)
        return;
    Q_EMIT changed();
    if (!m_store)
        return;
    const auto &policy = m_notifications.policy();
    m_store->save(key(),
        {{QStringLiteral("appearance"), appearanceNames()[int(m_appearance)]},
            {QStringLiteral("reducedMotion"), m_reducedMotion},
            {QStringLiteral("zone"),
                m_time.zone() == wording::TimeZoneMode::Local ? QStringLiteral("local") : QStringLiteral("utc")},
            {QStringLiteral("idleMinutes"), m_idleMinutes}, {QStringLiteral("floor"), int(policy.floor)},
            {QStringLiteral("quietFrom"), timeToJson(policy.quietFrom)},
            {QStringLiteral("quietUntil"), timeToJson(policy.quietUntil)},
            {QStringLiteral("remindMinutes"),
                int(std::chrono::duration_cast<std::chrono::minutes>(policy.remindEvery).count())}});
}

void Preferences::setAppearance(AppearanceChoice choice)
{
    m_appearance = choice;
    if (Theme *theme = Theme::instance())
        theme->setChoice(choice);
    save();
}

void Preferences::setReducedMotion(bool reduced)
{
    m_reducedMotion = reduced;
    if (Theme *theme = Theme::instance())
        theme->setReducedMotion(reduced);
    save();
}

void Preferences::setZone(wording::TimeZoneMode zone)
{
    m_time.setZone(zone); // its signal saves
}

void Preferences::setPolicy(const models::NotificationPolicy &policy)
{
    m_notifications.setPolicy(policy);
    save();
}

void Preferences::setIdleMinutes(int minutes)
{
    m_idleMinutes = std::clamp(minutes, leastIdle, mostIdle);
    save();
    Q_EMIT idleMinutesChanged(m_idleMinutes);
}

} // namespace ph::ui
