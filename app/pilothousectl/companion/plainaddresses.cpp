// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/plainaddresses.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>
#include <QUuid>

namespace ph::ctl {

using platform::Link;
using platform::LinkKind;
using platform::Profile;

namespace {

Failure passwordInAddress(const QString &option)
{
    return fail(ErrorKind::Invalid,
        QStringLiteral("the address holds a password, which the process list and the shell's history show to others"),
        option,
        QStringLiteral("write it into a file that only you can read (lines `LINK USER PASSWORD`) and name that FILE "
                       "with the option --credentials; - is "
                       "standard input"),
        QStringLiteral("password-in-address"));
}

Result<QUrl> addressOf(const QString &text, const QString &option)
{
    QUrl url(text, QUrl::StrictMode);
    // Also where it is no valid URL: "redis://:p@ss@host" must not be echoed or half understood.
    const QString afterScheme = text.section(QStringLiteral("://"), 1);
    const QString authority = afterScheme.left(
        afterScheme.indexOf(QLatin1Char('/')) < 0 ? afterScheme.size() : afterScheme.indexOf(QLatin1Char('/')));
    if (!url.password().isEmpty()
        || (authority.contains(QLatin1Char('@'))
            && authority.section(QLatin1Char('@'), 0, -2).contains(QLatin1Char(':'))))
        return passwordInAddress(option);
    if (!url.isValid() || url.host().isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("this is no address"), option,
            QStringLiteral("for example rediss://host:6380/0"));
    for (const auto &[name, value] : QUrlQuery(url).queryItems()) {
        if (name.contains(QLatin1String("pass"), Qt::CaseInsensitive)
            || name.contains(QLatin1String("token"), Qt::CaseInsensitive)
            || name.contains(QLatin1String("secret"), Qt::CaseInsensitive)
            || name.contains(QLatin1String("key"), Qt::CaseInsensitive))
            return passwordInAddress(option);
    }
    if (url.hasQuery() || url.hasFragment())
        return fail(ErrorKind::Invalid, QStringLiteral("what follows “?” or “#” in the address is not understood"),
            option, QStringLiteral("leave it out; a private CA is given with --ca FILE"));
    return url;
}

struct Wanted {
    LinkKind kind;
    const char *role;
    const QString &text;
    const char *option;
};

Link linkOf(const Wanted &wanted, const QUrl &url, const PlainAddresses &addresses)
{
    Link link;
    link.kind = wanted.kind;
    link.role = QLatin1String(wanted.role);
    const bool isRedis = wanted.kind == LinkKind::Redis;
    link.id = isRedis ? QStringLiteral("redis-") + link.role : platform::linkKindName(wanted.kind);
    link.label = isRedis                      ? QStringLiteral("Redis ") + link.role
        : wanted.kind == LinkKind::Auth       ? QStringLiteral("Auth")
        : wanted.kind == LinkKind::Prometheus ? QStringLiteral("Prometheus")
                                              : QStringLiteral("Postgres");
    link.user = url.userName();
    link.url = url;
    link.url.setUserInfo({});
    link.caPem = addresses.caPem;
    if (wanted.kind == LinkKind::Auth) {
        link.issuer = link.url.toString();
        link.publishableKey = addresses.publishableKey;
    }
    return link;
}

/// `text` without its first word, spaces inside kept.
QByteArrayView afterWord(QByteArrayView text, QByteArrayView &word)
{
    while (text.startsWith(' ') || text.startsWith('\t'))
        text = text.sliced(1);
    qsizetype end = 0;
    while (end < text.size() && text[end] != ' ' && text[end] != '\t')
        ++end;
    word = text.first(end);
    qsizetype next = end;
    while (next < text.size() && (text[next] == ' ' || text[next] == '\t'))
        ++next;
    return text.sliced(next);
}

Result<std::vector<Credential>> parseLines(QByteArrayView text)
{
    std::vector<Credential> all;
    int number = 0;
    while (!text.isEmpty()) {
        qsizetype end = 0;
        while (end < text.size() && text[end] != '\n')
            ++end;
        QByteArrayView line = text.first(end);
        text = text.sliced(std::min(end + 1, text.size()));
        ++number;
        if (line.endsWith('\r'))
            line.chop(1);
        if (line.trimmed().isEmpty() || line.trimmed().startsWith('#'))
            continue;
        QByteArrayView link;
        QByteArrayView user;
        const QByteArrayView password = afterWord(afterWord(line, link), user);
        if (password.isEmpty())
            return fail(ErrorKind::Invalid, QStringLiteral("line %1 is not of the form LINK USER PASSWORD").arg(number),
                QStringLiteral("--credentials"),
                QStringLiteral("for example: redis-broker pilothouse_reader the-password"));
        all.push_back({QString::fromUtf8(link), QString::fromUtf8(user), Secret(password)});
    }
    return all;
}

Result<std::vector<Credential>> parseObject(QByteArrayView text)
{
    QByteArray copy = text.toByteArray();
    const QJsonObject json = QJsonDocument::fromJson(copy).object();
    wipeBytes(copy.data(), copy.size());
    std::vector<Credential> all;
    for (auto it = json.begin(); it != json.end(); ++it) {
        const QJsonObject entry = it.value().toObject();
        QString password = entry.value(QLatin1String("password")).toString();
        if (password.isEmpty())
            return fail(ErrorKind::Invalid, QStringLiteral("the entry of “%1” has no password").arg(it.key()),
                QStringLiteral("--credentials"));
        all.push_back({it.key(), entry.value(QLatin1String("user")).toString(), Secret::take(password)});
    }
    if (all.empty())
        return fail(ErrorKind::Invalid, QStringLiteral("this is no JSON of credentials"),
            QStringLiteral("--credentials"), QStringLiteral("{\"redis-broker\": {\"user\": …, \"password\": …}}"));
    return all;
}

} // namespace

bool PlainAddresses::isEmpty() const
{
    return broker.isEmpty() && redis.isEmpty() && postgres.isEmpty() && prometheus.isEmpty() && auth.isEmpty();
}

Result<Profile> adHocProfile(const PlainAddresses &addresses)
{
    // Kind local: it alone may speak without TLS, and validate() allows that to loopback only.
    Profile profile = Profile::make(QStringLiteral("plain addresses"), platform::EnvironmentKind::Local);
    profile.label = QStringLiteral("PLAIN ADDRESSES");
    profile.isProtected = profile.isReadOnly = true;
    const Wanted all[] = {{LinkKind::Redis, "broker", addresses.broker, "--broker"},
        {LinkKind::Redis, "results", addresses.redis, "--redis"},
        {LinkKind::Redis, "limits", addresses.redis, "--redis"}, {LinkKind::Redis, "cache", addresses.redis, "--redis"},
        {LinkKind::Postgres, "primary", addresses.postgres, "--postgres"},
        {LinkKind::Prometheus, "", addresses.prometheus, "--prometheus"},
        {LinkKind::Auth, "", addresses.auth, "--auth"}};
    for (const Wanted &wanted : all) {
        if (wanted.text.isEmpty())
            continue;
        const auto url = addressOf(wanted.text, QLatin1String(wanted.option));
        if (!url)
            return fail(url.error());
        profile.links.push_back(linkOf(wanted, *url, addresses));
        Profile alone = profile;
        alone.links = {profile.links.back()};
        if (auto errors = platform::validate(alone); !errors.empty()) {
            errors.front().where = QLatin1String(wanted.option);
            return fail(errors.front());
        }
    }
    return profile;
}

Result<std::vector<Credential>> parseCredentials(const Secret &file)
{
    const QByteArrayView text = file.reveal();
    return text.trimmed().startsWith('{') ? parseObject(text) : parseLines(text);
}

Result<SecretMap> applyCredentials(Profile &profile, std::vector<Credential> credentials)
{
    SecretMap secrets;
    for (Credential &each : credentials) {
        const QString user
            = each.user.isEmpty() || each.user == QLatin1String("-") ? QStringLiteral("default") : each.user;
        bool isUsed = false;
        for (Link &link : profile.links) {
            if (link.id != each.link && platform::linkKindName(link.kind) != each.link)
                continue;
            isUsed = true;
            if (user != link.operatorUser)
                link.user = user;
            secrets.insert_or_assign(platform::keychainKey(profile, link, user), each.password.clone());
        }
        if (!isUsed) {
            QStringList ids;
            for (const Link &link : profile.links)
                ids << link.id;
            return fail(ErrorKind::Invalid, QStringLiteral("there is no link “%1”").arg(each.link.left(60)),
                QStringLiteral("--credentials"), QStringLiteral("there are: ") + ids.join(QStringLiteral(", ")));
        }
    }
    return secrets;
}

} // namespace ph::ctl
