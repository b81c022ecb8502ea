// SPDX-License-Identifier: GPL-3.0-or-later
// What a profile may hold.
#include "services/platform/profile.h"
#include "services/platform/servicekey.h"
#include "services/transport/tls/tls.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <algorithm>

namespace ph::platform {

namespace {

const QStringList &colours()
{
    static const QStringList s_colours {QStringLiteral("red"), QStringLiteral("amber"), QStringLiteral("blue"),
        QStringLiteral("green"), QStringLiteral("violet"), QStringLiteral("grey")};
    return s_colours;
}

const QStringList &shapes()
{
    static const QStringList s_shapes {
        QStringLiteral("shield"), QStringLiteral("triangle"), QStringLiteral("circle"), QStringLiteral("square")};
    return s_shapes;
}

/// What a name may not hold: lines, controls, direction overrides. It stands in titles, logs and file lists.
bool hasHidden(const QString &text)
{
    return std::ranges::any_of(text, [](QChar c) {
        return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format
            || c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph;
    });
}

bool isPin(const QByteArray &pin)
{
    const auto bytes = QByteArray::fromBase64Encoding(pin, QByteArray::AbortOnBase64DecodingErrors);
    return bytes && bytes.decoded.size() == 32;
}

QStringList schemesOf(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Postgres: return {QStringLiteral("postgresql"), QStringLiteral("postgres")};
    case LinkKind::Redis: return {QStringLiteral("rediss"), QStringLiteral("redis")};
    case LinkKind::Realtime: return {QStringLiteral("wss"), QStringLiteral("ws")};
    case LinkKind::Ssh: return {QStringLiteral("ssh")};
    default: return {QStringLiteral("https"), QStringLiteral("http")};
    }
}

/// Of Redis; empty: the first one.
bool isDatabase(const QString &text)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    return text.isEmpty() || (isNumber && number >= 0 && number <= 1'000'000);
}

void validateLink(const Link &link, EnvironmentKind kind, const QString &where, std::vector<Error> &errors)
{
    const auto add = [&](const QString &field, const QString &what, const QString &hint) {
        errors.push_back(Error {ErrorKind::Invalid, what, where + field, hint, {}, {}, {}});
    };
    static const QRegularExpression s_host(QStringLiteral("\\A[A-Za-z0-9]([A-Za-z0-9.-]*)\\z|\\A[0-9a-fA-F:.]+\\z"));
    const QStringList schemes = schemesOf(link.kind);
    if (!link.url.isValid() || link.url.host().isEmpty())
        return add(QStringLiteral(".url"), QStringLiteral("no valid address"),
            QStringLiteral("for example %1://host:port").arg(schemes.first()));
    if (!schemes.contains(link.url.scheme()))
        return add(QStringLiteral(".url"),
            QStringLiteral("“%1” is not an address of this kind of link").arg(link.url.scheme()),
            QStringLiteral("use %1://").arg(schemes.first()));
    if (link.url.hasQuery() || link.url.hasFragment())
        add(QStringLiteral(".url"), QStringLiteral("the address has a query or a fragment"),
            QStringLiteral("give the address alone; everything else has its own field"));
    if (!s_host.match(link.url.host()).hasMatch())
        add(QStringLiteral(".url"), QStringLiteral("the host name holds characters that no host has"),
            QStringLiteral("check the host"));
    const bool plain = link.url.scheme() == QLatin1String("http") || link.url.scheme() == QLatin1String("redis")
        || link.url.scheme() == QLatin1String("ws");
    if (plain && !(kind == EnvironmentKind::Local && transport::isLoopbackHost(link.url.host())))
        add(QStringLiteral(".url"), QStringLiteral("the connection would not be encrypted"),
            transport::isLoopbackHost(link.url.host())
                ? QStringLiteral("use %1://; to this machine itself it may go without, in an environment of kind local")
                      .arg(schemes.first())
                : QStringLiteral("use %1://").arg(schemes.first()));
    if (const QString database = link.url.path().mid(1); link.kind == LinkKind::Redis && !isDatabase(database))
        add(QStringLiteral(".url"), QStringLiteral("“%1” is no database number").arg(database.left(40)),
            QStringLiteral("for example %1://host:6380/0").arg(schemes.first()));
    if (!link.caPem.isEmpty() && !link.caPem.contains("-----BEGIN CERTIFICATE-----"))
        add(QStringLiteral(".ca_pem"), QStringLiteral("it holds no PEM certificate"),
            QStringLiteral("a PEM file begins with -----BEGIN CERTIFICATE-----; @FILE reads one"));
    if (link.kind == LinkKind::Auth && link.issuer.isEmpty())
        add(QStringLiteral(".issuer"), QStringLiteral("the issuer of the tokens is missing"),
            QStringLiteral("the `iss` claim, usually …/auth/v1"));
    if (!std::ranges::all_of(link.spkiPins, isPin))
        add(QStringLiteral(".spki_pins"), QStringLiteral("a pin is the SHA-256 of a key in base64: 44 characters"),
            QStringLiteral("`env check` shows the pin of a server"));
    if (!link.spkiPins.isEmpty() && link.spkiPins.size() < 2)
        add(QStringLiteral(".spki_pins"), QStringLiteral("a single pin locks you out when the key changes"),
            QStringLiteral("add a spare"));
}

/// In whatever field somebody put it: a key that opens everything has no place here.
void refuseServiceKeys(const QJsonValue &value, const QString &where, std::vector<Error> &errors)
{
    if (value.isString() && isServiceKey(value.toString()))
        errors.push_back(
            Error {ErrorKind::Invalid, QStringLiteral("this is a service key, it must not reach a desktop"), where,
                QStringLiteral("use the publishable (anon) key"), QStringLiteral("service-key"), {}, {}});
    const QJsonObject object = value.toObject();
    for (const QString &key : object.keys())
        refuseServiceKeys(object[key], where + QLatin1Char('.') + key, errors);
    const QJsonArray array = value.toArray();
    for (qsizetype i = 0; i < array.size(); ++i)
        refuseServiceKeys(array[i], QStringLiteral("%1[%2]").arg(where).arg(i), errors);
}

} // namespace

std::vector<Error> validate(const Profile &profile)
{
    std::vector<Error> errors;
    const auto add = [&](const char *field, const QString &what, const QString &hint) {
        errors.push_back(Error {ErrorKind::Invalid, what, QLatin1String(field), hint, {}, {}, {}});
    };
    static const QRegularExpression s_id(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9_-]{0,63}\\z"));
    if (!s_id.match(profile.id).hasMatch())
        add("id", QStringLiteral("the id is not usable as a folder name"), QStringLiteral("letters, digits, - and _"));
    if (profile.name.trimmed().isEmpty() || profile.name.size() > 64)
        add("name", QStringLiteral("the name is empty or longer than 64 characters"),
            QStringLiteral("for example eu-central"));
    if (hasHidden(profile.name) || hasHidden(profile.label))
        add(hasHidden(profile.name) ? "name" : "label",
            QStringLiteral("it holds line breaks, control characters or direction marks"),
            QStringLiteral("type it again"));
    if (!colours().contains(profile.colour))
        add("colour", QStringLiteral("this colour is not known"), colours().join(QStringLiteral(", ")));
    if (!shapes().contains(profile.shape))
        add("shape", QStringLiteral("this shape is not known"), shapes().join(QStringLiteral(", ")));
    if (profile.taskTenant.size() > 64 || hasHidden(profile.taskTenant))
        add("task_tenant", QStringLiteral("this is no name of a keyword argument"),
            QStringLiteral("for example tenant"));
    if (auto claims = profile.claims.check(); !claims)
        errors.push_back(claims.error());
    const QJsonObject json = profileToJson(profile);
    for (const QString &key : json.keys())
        refuseServiceKeys(json[key], key, errors);
    QStringList ids;
    for (size_t i = 0; i < profile.links.size(); ++i) {
        const QString where = QStringLiteral("links[%1]").arg(i);
        if (ids.contains(profile.links[i].id))
            errors.push_back(
                Error {ErrorKind::Invalid, QStringLiteral("two links have the id “%1”").arg(profile.links[i].id),
                    where + QStringLiteral(".id"), QStringLiteral("give one another role or id"), {}, {}, {}});
        ids.append(profile.links[i].id);
        validateLink(profile.links[i], profile.kind, where, errors);
    }
    return errors;
}

} // namespace ph::platform
