// SPDX-License-Identifier: GPL-3.0-or-later
// The peer: hiredis and simdjson with nothing around them. Subscribes, decodes every event's envelope, body, type, id,
// worker and time, and counts. Ends when a channel `bench.end` speaks. Prints one JSON line. usage:
// bench_ingest_barereader PORT
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <hiredis/hiredis.h>
#include <simdjson.h>
#include <string>
#include <sys/resource.h>

namespace {

double cpuMicros()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    const auto micros = [](const timeval &time) { return double(time.tv_sec) * 1e6 + double(time.tv_usec); };
    return micros(usage.ru_utime) + micros(usage.ru_stime);
}

std::array<unsigned char, 256> alphabet()
{
    std::array<unsigned char, 256> values {};
    const char *letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (unsigned char i = 0; i < 64; ++i)
        values[static_cast<unsigned char>(letters[i])] = i;
    return values;
}

std::size_t decode(std::string_view in, char *out)
{
    static const auto s_values = alphabet();
    while (!in.empty() && in.back() == '=')
        in.remove_suffix(1);
    std::size_t size = 0;
    unsigned bits = 0;
    int held = 0;
    for (const char c : in) {
        bits = bits << 6 | s_values[static_cast<unsigned char>(c)];
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[size++] = static_cast<char>(bits >> held & 0xFF);
        }
    }
    return size;
}

struct Counts {
    std::uint64_t messages = 0;
    std::uint64_t events = 0;
    double sum = 0; // keeps the fields from being left out
};

class Reader {
public:
    void message(const char *text, std::size_t size, Counts &counts)
    {
        ++counts.messages;
        m_envelope.assign(text, size);
        m_envelope.reserve(size + simdjson::SIMDJSON_PADDING);
        simdjson::ondemand::document document;
        std::string_view encoded;
        if (m_outer.iterate(m_envelope.data(), size, m_envelope.capacity()).get(document)
            || document["body"].get_string().get(encoded))
            return;
        if (m_body.size() < encoded.size() + simdjson::SIMDJSON_PADDING)
            m_body.resize(encoded.size() * 2 + simdjson::SIMDJSON_PADDING);
        const std::size_t decoded = decode(encoded, m_body.data());
        simdjson::ondemand::document body;
        simdjson::ondemand::array list;
        if (m_inner.iterate(m_body.data(), decoded, m_body.size()).get(body) || body.get_array().get(list))
            return;
        for (auto element : list) {
            std::string_view host;
            std::string_view id;
            std::string_view type;
            double time = 0;
            simdjson::ondemand::object event;
            if (element.get_object().get(event) || event["hostname"].get_string().get(host)
                || event["uuid"].get_string().get(id) || event["timestamp"].get_double().get(time)
                || event["type"].get_string().get(type))
                continue;
            ++counts.events;
            counts.sum += double(host.size() + id.size() + type.size()) + time;
        }
    }

private:
    simdjson::ondemand::parser m_outer;
    simdjson::ondemand::parser m_inner;
    std::string m_envelope;
    std::string m_body;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    redisContext *redis = redisConnect("127.0.0.1", std::atoi(argv[1]));
    if (redis == nullptr || redis->err != 0)
        return 4;
    freeReplyObject(redisCommand(redis, "PSUBSCRIBE /0.celeryev/* bench.end"));
    redisReply *second = nullptr;
    if (redisGetReply(redis, reinterpret_cast<void **>(&second)) != REDIS_OK)
        return 1;
    freeReplyObject(second);
    std::fprintf(stderr, "ready\n");
    Reader reader;
    Counts counts;
    bool isCut = false;
    const double before = cpuMicros();
    for (;;) {
        redisReply *reply = nullptr;
        if (redisGetReply(redis, reinterpret_cast<void **>(&reply)) != REDIS_OK) {
            isCut = true; // too slow for the server's limit: what was read until then still counts
            break;
        }
        const bool isMessage = reply->type == REDIS_REPLY_ARRAY && reply->elements == 4;
        if (isMessage && std::strcmp(reply->element[2]->str, "bench.end") == 0)
            break;
        if (isMessage)
            reader.message(reply->element[3]->str, reply->element[3]->len, counts);
        freeReplyObject(reply);
    }
    const double cpu = cpuMicros() - before;
    std::printf("{\"messages\":%llu,\"events\":%llu,\"cpu_us_per_event\":%.4f,\"check\":%.0f,\"cut\":%s}\n",
        static_cast<unsigned long long>(counts.messages), static_cast<unsigned long long>(counts.events),
        counts.events > 0 ? cpu / double(counts.events) : 0.0, counts.sum, isCut ? "true" : "false");
    return 0;
}
