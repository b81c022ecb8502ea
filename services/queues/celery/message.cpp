// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/celery/message.h"

#include "services/queues/celery/base64.h"
#include "services/queues/celery/jsontext.h"

namespace ph::queues::celery {

namespace od = simdjson::ondemand;

namespace {

Failure malformedMessage(const char *what)
{
    return fail(ErrorKind::Protocol, QString::fromLatin1(what), QStringLiteral("task message"));
}

int integerOf(od::value value)
{
    double number = 0;
    if (value.get_double().get(number) || !(number > -1e9 && number < 1e9))
        return 0;
    return static_cast<int>(number);
}

bool flagOf(od::value value)
{
    bool flag = false;
    return !value.get_bool().get(flag) && flag;
}

Micros timeOf(od::value value) { return parseIsoTime(textOf(value)).value_or(0); }

bool readHeaders(od::object headers, TaskMessage &out)
{
    for (auto entry : headers) {
        od::field field;
        if (std::move(entry).get(field))
            return false;
        const char *key = field.key().raw();
        if (keyIs(key, "id"))
            out.id = textOf(field.value());
        else if (keyIs(key, "task"))
            out.task = textOf(field.value());
        else if (keyIs(key, "root_id"))
            out.rootId = textOf(field.value());
        else if (keyIs(key, "parent_id"))
            out.parentId = textOf(field.value());
        else if (keyIs(key, "group"))
            out.group = textOf(field.value());
        else if (keyIs(key, "argsrepr"))
            out.argsRepr = textOf(field.value());
        else if (keyIs(key, "kwargsrepr"))
            out.kwargsRepr = textOf(field.value());
        else if (keyIs(key, "origin"))
            out.origin = textOf(field.value());
        else if (keyIs(key, "eta"))
            out.eta = timeOf(field.value());
        else if (keyIs(key, "expires"))
            out.expires = timeOf(field.value());
        else if (keyIs(key, "retries"))
            out.retries = integerOf(field.value());
        else if (keyIs(key, "redelivered"))
            out.redelivered = flagOf(field.value());
    }
    return true;
}

bool readProperties(od::object properties, TaskMessage &out)
{
    for (auto entry : properties) {
        od::field field;
        if (std::move(entry).get(field))
            return false;
        const char *key = field.key().raw();
        if (keyIs(key, "priority")) {
            out.priority = integerOf(field.value());
        } else if (keyIs(key, "delivery_tag")) {
            out.deliveryTag = textOf(field.value());
        } else if (keyIs(key, "delivery_info")) {
            od::object info;
            std::string_view routingKey;
            if (!field.value().get_object().get(info)
                && !info.find_field_unordered("routing_key").get_string().get(routingKey))
                out.routingKey = routingKey;
        }
    }
    return true;
}

/// A message's outer part, and its body as it stands there.
struct Envelope {
    TaskMessage message;
    std::string_view body; ///< base64
};

Result<Envelope> readEnvelope(od::object object)
{
    Envelope envelope;
    TaskMessage &out = envelope.message;
    for (auto entry : object) {
        od::field field;
        if (std::move(entry).get(field))
            return malformedMessage("broken JSON");
        const char *key = field.key().raw();
        od::object part;
        if (keyIs(key, "headers")) {
            if (field.value().get_object().get(part) || !readHeaders(part, out))
                return malformedMessage("broken headers");
        } else if (keyIs(key, "properties")) {
            if (field.value().get_object().get(part) || !readProperties(part, out))
                return malformedMessage("broken properties");
        } else if (keyIs(key, "body")) {
            const std::string_view token = field.value().raw_json_token(); // base64: nothing in it is escaped
            const std::size_t end = token.find('"', 1);
            if (token.starts_with('"') && end != std::string_view::npos)
                envelope.body = token.substr(1, end - 1);
        }
    }
    return envelope;
}

/// Protocol 1: what a task is stands in the body. Its arguments there are JSON, which is shown as reprs are: cut.
bool readBodyObject(od::object object, TaskMessage &out)
{
    constexpr std::size_t longest = 1024;
    for (auto entry : object) {
        od::field field;
        if (std::move(entry).get(field))
            return false;
        const char *key = field.key().raw();
        if (keyIs(key, "id"))
            out.id = textOf(field.value());
        else if (keyIs(key, "task"))
            out.task = textOf(field.value());
        else if (keyIs(key, "args"))
            out.argsRepr = rawOf(field.value()).substr(0, longest);
        else if (keyIs(key, "kwargs"))
            out.kwargsRepr = rawOf(field.value()).substr(0, longest);
        else if (keyIs(key, "eta"))
            out.eta = timeOf(field.value());
        else if (keyIs(key, "expires"))
            out.expires = timeOf(field.value());
        else if (keyIs(key, "retries"))
            out.retries = integerOf(field.value());
        else if (keyIs(key, "taskset"))
            out.group = textOf(field.value());
    }
    return true;
}

} // namespace

struct MessageReader::Parsers {
    od::parser outer;
    od::parser body;
    simdjson::padded_string text;
    simdjson::padded_string bodyText;

    Result<od::document> open(std::string_view source)
    {
        if (source.size() > kMaxMessage)
            return fail(ErrorKind::TooLarge, QStringLiteral("a task message of %1 bytes").arg(source.size()),
                QStringLiteral("task message"));
        text = simdjson::padded_string(source);
        od::document document;
        if (outer.iterate(text).get(document))
            return malformedMessage("no JSON");
        return document;
    }
    Result<od::document> openBody(std::string_view encoded)
    {
        std::string decoded(base64Capacity(encoded.size()), '\0');
        const auto size = decodeBase64(encoded, decoded.data());
        if (!size)
            return malformedMessage("the body is no base64");
        bodyText = simdjson::padded_string(std::string_view(decoded).substr(0, *size));
        od::document document;
        if (body.iterate(bodyText).get(document))
            return malformedMessage("the body is no JSON");
        return document;
    }
    /// Fills in what protocol 1 tells in the body.
    Result<void> readBody(std::string_view encoded, TaskMessage &out)
    {
        if (!out.id.empty() && !out.task.empty())
            return {};
        auto document = openBody(encoded);
        if (!document)
            return fail(document.error());
        od::object object;
        if (document->get_object().get(object) || !readBodyObject(object, out) || out.id.empty() || out.task.empty())
            return malformedMessage("no task id and name in it (no Celery message)");
        return {};
    }
};

MessageReader::MessageReader()
    : m(std::make_unique<Parsers>())
{
}

MessageReader::~MessageReader() = default;

Result<TaskMessage> MessageReader::message(std::string_view text)
{
    auto document = m->open(text);
    if (!document)
        return fail(document.error());
    od::object object;
    if (document->get_object().get(object))
        return malformedMessage("no JSON object");
    auto envelope = readEnvelope(object);
    if (!envelope)
        return fail(envelope.error());
    if (auto read = m->readBody(envelope->body, envelope->message); !read)
        return fail(read.error());
    return std::move(envelope->message);
}

Result<UnackedMessage> MessageReader::unacked(std::string_view text)
{
    auto document = m->open(text);
    if (!document)
        return fail(document.error());
    od::array parts;
    if (document->get_array().get(parts))
        return malformedMessage("no list in unacked");
    UnackedMessage out;
    int at = 0;
    for (auto part : parts) {
        od::value value;
        if (std::move(part).get(value))
            return malformedMessage("broken list in unacked");
        if (at == 0) {
            od::object object;
            if (value.get_object().get(object))
                return malformedMessage("no message in unacked");
            auto envelope = readEnvelope(object);
            if (!envelope)
                return fail(envelope.error());
            if (auto read = m->readBody(envelope->body, envelope->message); !read)
                return fail(read.error());
            out.message = std::move(envelope->message);
        } else if (at == 1) {
            out.exchange = textOf(value);
        } else if (at == 2) {
            out.routingKey = textOf(value);
        }
        ++at;
    }
    if (at < 3)
        return malformedMessage("no [message, exchange, routing key] in unacked");
    return out;
}

Result<TaskArguments> MessageReader::arguments(std::string_view text)
{
    auto document = m->open(text);
    if (!document)
        return fail(document.error());
    od::object object;
    std::string_view encoded;
    if (document->get_object().get(object) || object.find_field_unordered("body").get_string().get(encoded))
        return malformedMessage("no body");
    auto body = m->openBody(encoded);
    if (!body)
        return fail(body.error());
    TaskArguments out;
    od::array parts;
    if (body->get_array().get(parts)) {
        od::object object; // of protocol 1
        od::value value;
        if (body->get_object().get(object) || object.find_field_unordered("args").get(value))
            return malformedMessage("the body is no list (serializer other than JSON?)");
        out.args = rawOf(value);
        if (object.find_field_unordered("kwargs").get(value))
            return malformedMessage("no kwargs in the body");
        out.kwargs = rawOf(value);
        return out;
    }
    int at = 0;
    for (auto part : parts) {
        od::value value;
        if (std::move(part).get(value))
            return malformedMessage("broken body");
        if (at == 0)
            out.args = rawOf(value);
        else if (at == 1)
            out.kwargs = rawOf(value);
        ++at;
    }
    if (at < 2)
        return malformedMessage("no [args, kwargs, …] in the body");
    return out;
}

} // namespace ph::queues::celery
