// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/celery/resultmeta.h"

#include "services/queues/celery/jsontext.h"

namespace ph::queues::celery {

namespace od = simdjson::ondemand;

namespace {

constexpr std::size_t kMaxResult = 32 << 20;

Failure malformedResult(const char *what)
{
    return fail(ErrorKind::Protocol, QString::fromLatin1(what), QStringLiteral("task result"));
}

/// `{"exc_type": T, "exc_message": [M…], "exc_module": …}` as Python would print it; empty for any other value.
std::string exceptionOf(std::string_view json)
{
    od::parser parser;
    const simdjson::padded_string padded(json);
    od::document document;
    od::object object;
    std::string type;
    std::string message;
    if (parser.iterate(padded).get(document) || document.get_object().get(object))
        return {};
    for (auto entry : object) {
        od::field field;
        if (std::move(entry).get(field))
            return {};
        const char *key = field.key().raw();
        if (keyIs(key, "exc_type"))
            type = textOf(field.value());
        else if (keyIs(key, "exc_message"))
            message = rawOf(field.value());
    }
    if (type.empty())
        return {};
    if (message.size() >= 2 && message.front() == '[' && message.back() == ']')
        message = message.substr(1, message.size() - 2);
    return type + '(' + message + ')';
}

} // namespace

Result<ResultMeta> parseResultMeta(std::string_view text)
{
    if (text.size() > kMaxResult)
        return fail(ErrorKind::TooLarge, QStringLiteral("a result of %1 bytes").arg(text.size()),
            QStringLiteral("task result"));
    od::parser parser;
    const simdjson::padded_string padded(text);
    od::document document;
    od::object object;
    if (parser.iterate(padded).get(document) || document.get_object().get(object))
        return malformedResult("no JSON object");
    ResultMeta out;
    for (auto entry : object) {
        od::field field;
        if (std::move(entry).get(field))
            return malformedResult("broken JSON");
        const char *key = field.key().raw();
        if (keyIs(key, "status"))
            out.status = textOf(field.value());
        else if (keyIs(key, "result"))
            out.result = rawOf(field.value());
        else if (keyIs(key, "traceback"))
            out.traceback = textOf(field.value());
        else if (keyIs(key, "task_id"))
            out.taskId = textOf(field.value());
        else if (keyIs(key, "date_done"))
            out.dateDone = parseIsoTime(textOf(field.value())).value_or(0);
        else if (keyIs(key, "group_id"))
            out.groupId = textOf(field.value());
        else if (keyIs(key, "name"))
            out.name = textOf(field.value());
        else if (keyIs(key, "args"))
            out.args = rawOf(field.value());
        else if (keyIs(key, "kwargs"))
            out.kwargs = rawOf(field.value());
        else if (keyIs(key, "worker"))
            out.worker = textOf(field.value());
        else if (keyIs(key, "queue"))
            out.queue = textOf(field.value());
        else if (keyIs(key, "retries")) {
            std::int64_t number = 0;
            if (!field.value().get_int64().get(number) && number >= 0 && number < 1'000'000)
                out.retries = static_cast<int>(number);
        }
    }
    if (out.taskId.empty() || out.status.empty())
        return malformedResult("no task_id and status");
    if (out.result.starts_with('{') && (out.status == "FAILURE" || out.status == "RETRY" || out.status == "REVOKED"))
        out.exceptionText = exceptionOf(out.result);
    return out;
}

} // namespace ph::queues::celery
