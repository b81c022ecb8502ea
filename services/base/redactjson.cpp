// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/redactjson.h"

#include "services/base/redact.h"
#include "services/base/redaction/keys.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <optional>

namespace ph {

namespace {

/// The whole as one text, so that keys and values are judged together; none when the marks made it no JSON any more
/// (they stand where a number stood).
std::optional<QJsonValue> asText(const QJsonValue &value)
{
    const QByteArray text = QJsonDocument(QJsonArray {value}).toJson(QJsonDocument::Compact);
    const QByteArray shown = redact(text);
    if (shown == text)
        return value;
    const QJsonDocument parsed = QJsonDocument::fromJson(shown);
    return parsed.isArray() && parsed.array().size() == 1 ? std::optional(parsed.array().first()) : std::nullopt;
}

QJsonValue named(const QString &key, const QJsonValue &value)
{
    if (const auto both = asText(QJsonObject {{key, value}}); both && both->toObject().contains(key))
        return both->toObject().value(key);
    const bool isContainer = value.isObject() || value.isArray();
    return isContainer && redaction::kindOfKey(key) == redaction::KeyKind::None ? redact(value)
                                                                                : QJsonValue(redactedMark);
}

} // namespace

QJsonValue redact(const QJsonValue &value)
{
    if (const auto whole = asText(value))
        return *whole;
    if (value.isArray()) {
        QJsonArray elements;
        for (const QJsonValue &each : value.toArray())
            elements << redact(each);
        return elements;
    }
    if (!value.isObject())
        return redactedMark;
    QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        it.value() = named(it.key(), it.value());
    return object;
}

} // namespace ph
