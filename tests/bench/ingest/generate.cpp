// SPDX-License-Identifier: GPL-3.0-or-later
// Publishes the events of TASKS tasks as workers do, pipelined: as fast as Redis takes them. Three events a task
// (received, started, succeeded), one a message, as at low rates. Prints one JSON line.
// usage: bench_ingest_generate PORT TASKS [EVENTS_PER_SECOND [FIRST]]: at that rate; ids from number FIRST on
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <hiredis/hiredis.h>
#include <string>
#include <thread>

namespace {

std::string encode(const std::string &in)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve(in.size() * 4 / 3 + 4);
    for (std::size_t i = 0; i < in.size(); i += 3) {
        const auto byte
            = [&in](std::size_t at) { return at < in.size() ? unsigned(static_cast<unsigned char>(in[at])) : 0u; };
        const unsigned group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        out += letters[group >> 18 & 63];
        out += letters[group >> 12 & 63];
        out += i + 1 < in.size() ? letters[group >> 6 & 63] : '=';
        out += i + 2 < in.size() ? letters[group & 63] : '=';
    }
    return out;
}

std::string id(std::uint64_t number)
{
    char text[40];
    const std::uint64_t mixed = number * 0x9E3779B97F4A7C15u;
    std::snprintf(text, sizeof text, "%08x-%04x-4%03x-a%03x-%012llx", unsigned(mixed >> 32),
        unsigned(mixed >> 16 & 0xFFFF), unsigned(mixed & 0xFFF), unsigned(number & 0xFFF),
        static_cast<unsigned long long>(number));
    return text;
}

std::string message(const std::string &event)
{
    return "{\"body\": \"" + encode("[" + event + "]")
        + "\", \"content-encoding\": \"utf-8\", \"content-type\": \"application/json\", \"headers\": {\"hostname\": "
          "\"w1@host\"}, \"properties\": "
          "{\"delivery_mode\": 1, \"delivery_info\": {\"exchange\": \"celeryev\", \"routing_key\": \"task.multi\"}, "
          "\"priority\": 0, "
          "\"body_encoding\": \"base64\", \"delivery_tag\": \"1c6eab6b-db27-4bd6-a330-b8fedf56042c\"}}";
}

std::string event(const std::string &uuid, const char *type, double at, const std::string &rest)
{
    char time[32];
    std::snprintf(time, sizeof time, "%.6f", at);
    return "{\"hostname\": \"w1@host\", \"utcoffset\": 0.0, \"pid\": 25202, \"clock\": 209, \"uuid\": \"" + uuid
        + "\", " + rest + "\"timestamp\": " + time + ", \"type\": \"" + type + "\"}";
}

class Publisher {
public:
    explicit Publisher(redisContext *redis)
        : m_redis(redis)
    {
    }
    bool publish(const char *channel, const std::string &payload)
    {
        if (redisAppendCommand(m_redis, "PUBLISH %s %b", channel, payload.data(), payload.size()) != REDIS_OK)
            return false;
        ++m_sent;
        return ++m_open < 256 || drain();
    }
    bool drain()
    {
        for (; m_open > 0; --m_open) {
            redisReply *reply = nullptr;
            if (redisGetReply(m_redis, reinterpret_cast<void **>(&reply)) != REDIS_OK)
                return false;
            freeReplyObject(reply);
        }
        return true;
    }
    [[nodiscard]] std::uint64_t sent() const { return m_sent; }

private:
    redisContext *m_redis;
    int m_open = 0;
    std::uint64_t m_sent = 0;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 5)
        return 2;
    redisContext *redis = redisConnect("127.0.0.1", std::atoi(argv[1]));
    if (redis == nullptr || redis->err != 0)
        return 4;
    Publisher out(redis);
    const std::uint64_t tasks = std::strtoull(argv[2], nullptr, 10);
    const double rate = argc > 3 ? std::atof(argv[3]) : 0;
    const std::uint64_t first = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 1;
    const auto start = std::chrono::steady_clock::now();
    const char *channel = "/0.celeryev/task.multi";
    for (std::uint64_t i = 0; i < tasks; ++i) {
        if (rate > 0 && i % 10 == 0) {
            if (!out.drain())
                return 1;
            std::this_thread::sleep_until(start
                + std::chrono::duration_cast<std::chrono::nanoseconds>(
                    std::chrono::duration<double>(double(out.sent()) / rate)));
        }
        const std::string uuid = id(i + first);
        const double at = 1'795'000'000.0 + double(i) * 0.001;
        const std::string call = "\"name\": \"agents.task_" + std::to_string(i % 50) + "\", \"args\": \"('session-"
            + std::to_string(i) + "', 'a prompt')\", \"kwargs\": \"{'tenant': 'acme'}\", \"root_id\": \"" + uuid
            + "\", \"parent_id\": null, \"retries\": 0, \"eta\": null, \"expires\": null, ";
        if (!out.publish(channel, message(event(uuid, "task-received", at, call)))
            || !out.publish(channel, message(event(uuid, "task-started", at + 0.01, "")))
            || !out.publish(channel,
                message(event(
                    uuid, "task-succeeded", at + 0.05, "\"result\": \"{'status': 'done'}\", \"runtime\": 0.04, "))))
            return 1;
    }
    if (!out.drain())
        return 1;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const std::uint64_t sent = out.sent();
    if (!out.publish("bench.end", "end") || !out.drain())
        return 1;
    std::printf(
        "{\"events\":%llu,\"per_second\":%.0f}\n", static_cast<unsigned long long>(sent), double(sent) / seconds);
    redisFree(redis);
    return 0;
}
