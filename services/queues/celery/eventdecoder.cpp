// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/celery/eventdecoder.h"

#include "services/queues/celery/base64.h"
#include "services/queues/celery/jsontext.h"

#include <cmath>
#include <cstring>
#include <deque>
#include <vector>

namespace ph::queues::celery {

namespace od = simdjson::ondemand;

namespace {

/// Bytes with the padding that simdjson reads (and ignores) behind its input.
class PaddedBuffer final {
public:
    char *prepare(std::size_t size)
    {
        if (m_bytes.size() < size + simdjson::SIMDJSON_PADDING)
            m_bytes.resize(size + size / 2 + simdjson::SIMDJSON_PADDING);
        return m_bytes.data();
    }
    void finish(std::size_t size)
    {
        m_size = size;
        std::memset(m_bytes.data() + size, 0, simdjson::SIMDJSON_PADDING);
    }
    void assign(std::string_view text)
    {
        std::memcpy(prepare(text.size()), text.data(), text.size());
        finish(text.size());
    }
    [[nodiscard]] simdjson::padded_string_view view() const
    {
        return simdjson::padded_string_view(m_bytes.data(), m_size, m_bytes.size());
    }
    [[nodiscard]] char firstSign() const
    {
        for (std::size_t i = 0; i < m_size; ++i)
            if (static_cast<unsigned char>(m_bytes[i]) > ' ')
                return m_bytes[i];
        return 0;
    }

private:
    std::vector<char> m_bytes;
    std::size_t m_size = 0;
};

Failure malformed(const char *what)
{
    return fail(ErrorKind::Protocol, QString::fromLatin1(what), QStringLiteral("event message"));
}

EventKind kindOf(std::string_view type, std::string_view &subject)
{
    const auto dash = type.find('-');
    const std::string_view group = type.substr(0, dash);
    subject = dash == std::string_view::npos ? std::string_view("") : type.substr(dash + 1);
    if (group == "task") {
        static constexpr std::pair<std::string_view, EventKind> kinds[] = {{"succeeded", EventKind::TaskSucceeded},
            {"received", EventKind::TaskReceived}, {"started", EventKind::TaskStarted}, {"sent", EventKind::TaskSent},
            {"failed", EventKind::TaskFailed}, {"retried", EventKind::TaskRetried}, {"revoked", EventKind::TaskRevoked},
            {"rejected", EventKind::TaskRejected}};
        for (const auto &[name, kind] : kinds)
            if (subject == name)
                return kind;
        return EventKind::TaskCustom;
    }
    if (group == "worker") {
        if (subject == "heartbeat")
            return EventKind::WorkerHeartbeat;
        if (subject == "online")
            return EventKind::WorkerOnline;
        if (subject == "offline")
            return EventKind::WorkerOffline;
    }
    return EventKind::Other;
}

} // namespace

struct EventDecoder::Buffers {
    od::parser envelopeParser;
    od::parser bodyParser;
    PaddedBuffer envelope;
    PaddedBuffer body;
    std::vector<EventView> events;
    std::deque<std::string> repaired; ///< texts that the strict parser refused

    Result<void> openEnvelope(simdjson::padded_string_view message);
    bool readObject(od::object object);
    void readField(const char *key, od::value value, EventView &event);
    void readText(od::value value, std::string_view &out);
    void keep(std::string text, std::string_view &out) { out = repaired.emplace_back(std::move(text)); }
};

EventDecoder::EventDecoder()
    : m(std::make_unique<Buffers>())
{
}

EventDecoder::~EventDecoder() = default;

/// Leaves the decoded body in `body`.
Result<void> EventDecoder::Buffers::openEnvelope(simdjson::padded_string_view message)
{
    events.clear();
    repaired.clear();
    od::document document;
    od::object object;
    if (envelopeParser.iterate(message).get(document) || document.get_object().get(object))
        return malformed("the message is no JSON object");
    std::string_view text;
    std::string_view contentType;
    std::string_view encoding;
    for (auto entry : object) {
        od::field field;
        if (std::move(entry).get(field))
            return malformed("the message is broken JSON");
        const char *key = field.key().raw();
        if (keyIs(key, "body"))
            readText(field.value(), text);
        else if (keyIs(key, "content-type"))
            readText(field.value(), contentType);
        else if (keyIs(key, "properties")) {
            od::object properties;
            std::string_view value;
            if (!field.value().get_object().get(properties)
                && !properties.find_field_unordered("body_encoding").get_string().get(value))
                encoding = value;
        }
    }
    if (text.data() == nullptr)
        return malformed("the message has no body");
    if (contentType.data() != nullptr && contentType != "application/json")
        return fail(ErrorKind::Protocol,
            QStringLiteral("events are serialized as %1")
                .arg(QString::fromUtf8(contentType.data(), qsizetype(contentType.size()))),
            QStringLiteral("event message"), QStringLiteral("set event_serializer = 'json' on the platform"));
    if (encoding != "base64") {
        body.assign(text);
        return {};
    }
    const auto size = decodeBase64(text, body.prepare(base64Capacity(text.size())));
    if (!size)
        return malformed("the message's body is no base64");
    body.finish(*size);
    return {};
}

void EventDecoder::Buffers::readText(od::value value, std::string_view &out)
{
    od::json_type type {};
    if (value.type().get(type) || type == od::json_type::null)
        return;
    if (type != od::json_type::string)
        return keep(rawOf(value), out);
    const std::string_view token = value.raw_json_token();
    if (value.get_string().get(out))
        keep(unescapeLossy(token), out);
}

namespace {

void readNumber(od::value value, double &out)
{
    double number = 0;
    if (!value.get_double().get(number) && std::isfinite(number))
        out = number;
}

void readInteger(od::value value, std::int64_t &out)
{
    double number = 0;
    if (!value.get_double().get(number) && std::isfinite(number) && std::abs(number) < 9e15)
        out = static_cast<std::int64_t>(number);
}

/// Seconds; what is no time that anything can have taken stays unknown.
void readSpan(od::value value, double &out)
{
    constexpr double century = 3.2e9;
    double number = 0;
    if (!value.get_double().get(number) && number >= 0 && number <= century)
        out = number;
}

void readBool(od::value value, bool &out)
{
    bool flag = false;
    if (!value.get_bool().get(flag))
        out = flag;
}

void readLoad(od::value value, std::array<double, 3> &out)
{
    od::array numbers;
    if (value.get_array().get(numbers))
        return;
    std::size_t at = 0;
    for (auto number : numbers) {
        double load = 0;
        if (at >= out.size() || number.get_double().get(load))
            return;
        out[at++] = load;
    }
}

void readSmall(od::value value, std::uint16_t &out)
{
    std::int64_t number = 0;
    readInteger(value, number);
    out = static_cast<std::uint16_t>(std::clamp<std::int64_t>(number, 0, 0xFFFF));
}

} // namespace

void EventDecoder::Buffers::readField(const char *key, od::value value, EventView &event)
{
    // By first letter: this runs for each field of each event.
    switch (key[0]) {
    case 'a':
        if (keyIs(key, "args"))
            return readText(value, event.args);
        if (keyIs(key, "active"))
            return readInteger(value, event.active);
        return;
    case 'e':
        if (keyIs(key, "eta"))
            return readText(value, event.eta);
        if (keyIs(key, "expires"))
            return readText(value, event.expires);
        if (keyIs(key, "exception"))
            return readText(value, event.exception);
        if (keyIs(key, "expired"))
            return readBool(value, event.expired);
        return;
    case 'f':
        if (keyIs(key, "freq"))
            return readNumber(value, event.freq);
        return;
    case 'h':
        if (keyIs(key, "hostname"))
            return readText(value, event.hostname);
        return;
    case 'k':
        if (keyIs(key, "kwargs"))
            return readText(value, event.kwargs);
        return;
    case 'l':
        if (keyIs(key, "loadavg"))
            return readLoad(value, event.loadavg);
        return;
    case 'n':
        if (keyIs(key, "name"))
            return readText(value, event.name);
        return;
    case 'p':
        if (keyIs(key, "parent_id"))
            return readText(value, event.parentId);
        if (keyIs(key, "pid"))
            return readInteger(value, event.pid);
        if (keyIs(key, "processed"))
            return readInteger(value, event.processed);
        return;
    case 'q':
        if (keyIs(key, "queue"))
            return readText(value, event.queue);
        return;
    case 'r':
        if (keyIs(key, "root_id"))
            return readText(value, event.rootId);
        if (keyIs(key, "result"))
            return readText(value, event.result);
        if (keyIs(key, "runtime"))
            return readSpan(value, event.runtime);
        if (keyIs(key, "retries"))
            return readSmall(value, event.retries);
        return;
    case 's':
        if (keyIs(key, "sw_ver"))
            return readText(value, event.softwareVersion);
        if (keyIs(key, "sw_ident"))
            return readText(value, event.softwareName);
        if (keyIs(key, "signum")) {
            std::int64_t number = 0;
            readInteger(value, number);
            event.signum = static_cast<std::int32_t>(std::clamp<std::int64_t>(number, 0, 255));
        }
        return;
    case 't':
        if (keyIs(key, "timestamp"))
            return readNumber(value, event.timestamp);
        if (keyIs(key, "type")) {
            std::string_view type;
            readText(value, type);
            event.kind = kindOf(type, event.subject);
            return;
        }
        if (keyIs(key, "traceback"))
            return readText(value, event.traceback);
        if (keyIs(key, "terminated"))
            return readBool(value, event.terminated);
        return;
    case 'u':
        if (keyIs(key, "uuid"))
            return readText(value, event.uuid);
        return;
    default: return;
    }
}

/// False if the object is broken or names neither a type nor what it is about.
bool EventDecoder::Buffers::readObject(od::object object)
{
    EventView event;
    for (auto entry : object) {
        od::field field;
        if (std::move(entry).get(field))
            return false;
        readField(field.key().raw(), field.value(), event);
    }
    if (event.subject.data() == nullptr)
        return false;
    if (isTaskEvent(event.kind) && event.uuid.empty())
        return false;
    if (isWorkerEvent(event.kind) && event.hostname.empty())
        return false;
    events.push_back(event);
    return true;
}

namespace {

static_assert(EventDecoder::kPadding >= simdjson::SIMDJSON_PADDING);

Failure tooLarge(std::size_t size)
{
    return fail(ErrorKind::TooLarge,
        QStringLiteral("an event message of %1 bytes; the limit is %2").arg(size).arg(EventDecoder::kMaxMessage),
        QStringLiteral("event message"));
}

} // namespace

Result<DecodedEvents> EventDecoder::decode(std::string_view message)
{
    if (message.size() > kMaxMessage)
        return tooLarge(message.size());
    m->envelope.assign(message);
    if (auto opened = m->openEnvelope(m->envelope.view()); !opened)
        return fail(opened.error());
    return decodeBody();
}

Result<DecodedEvents> EventDecoder::decodePadded(std::string_view message)
{
    if (message.size() > kMaxMessage)
        return tooLarge(message.size());
    const simdjson::padded_string_view padded(message.data(), message.size(), message.size() + kPadding);
    if (auto opened = m->openEnvelope(padded); !opened)
        return fail(opened.error());
    return decodeBody();
}

Result<DecodedEvents> EventDecoder::decodeBody()
{
    od::document document;
    if (m->bodyParser.iterate(m->body.view()).get(document))
        return malformed("the message's body is no JSON");
    int rejected = 0;
    if (m->body.firstSign() == '{') {
        od::object object;
        if (document.get_object().get(object) || !m->readObject(object))
            return malformed("the message's body is no event");
        return DecodedEvents {m->events, 0};
    }
    od::array list;
    if (document.get_array().get(list))
        return malformed("the message's body is neither an event nor a list of events");
    for (auto element : list) {
        od::object object;
        if (element.get_object().get(object)) {
            ++rejected;
            if (element.error()) // the list itself is broken from here on
                break;
            continue;
        }
        if (!m->readObject(object))
            ++rejected;
    }
    return DecodedEvents {m->events, rejected};
}

} // namespace ph::queues::celery
