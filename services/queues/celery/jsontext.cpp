// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/celery/jsontext.h"

#include <QByteArrayView>
#include <QString>

namespace ph::queues::celery {

namespace {

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// The code unit of "\uXXXX" at `at`, or -1.
int codeUnitAt(std::string_view text, std::size_t at)
{
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
        return -1;
    int unit = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
        const int digit = hexValue(text[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

void appendUtf8(std::string &out, unsigned point)
{
    const auto put = [&out](unsigned byte) { out.push_back(static_cast<char>(byte)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0 | point >> 6);
        put(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        put(0xE0 | point >> 12);
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    } else {
        put(0xF0 | point >> 18);
        put(0x80 | (point >> 12 & 0x3F));
        put(0x80 | (point >> 6 & 0x3F));
        put(0x80 | (point & 0x3F));
    }
}

/// Appends what the escape at `at` means and returns the place behind it.
std::size_t appendEscape(std::string &out, std::string_view text, std::size_t at)
{
    const int unit = codeUnitAt(text, at);
    if (unit < 0) {
        const char c = at + 1 < text.size() ? text[at + 1] : '\\';
        static constexpr std::string_view from = "bfnrt";
        static constexpr std::string_view to = "\b\f\n\r\t";
        const auto known = from.find(c);
        out.push_back(known == std::string_view::npos ? c : to[known]);
        return at + 2;
    }
    if (unit >= 0xD800 && unit < 0xDC00) {
        const int low = codeUnitAt(text, at + 6);
        if (low >= 0xDC00 && low < 0xE000) {
            appendUtf8(out, 0x10000u + (unsigned(unit - 0xD800) << 10) + unsigned(low - 0xDC00));
            return at + 12;
        }
    }
    appendUtf8(out, unit >= 0xD800 && unit < 0xE000 ? 0xFFFDu : unsigned(unit));
    return at + 6;
}

} // namespace

std::string unescapeLossy(std::string_view token)
{
    while (
        !token.empty() && (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t'))
        token.remove_suffix(1);
    if (token.size() >= 2 && token.front() == '"' && token.back() == '"')
        token = token.substr(1, token.size() - 2);
    std::string out;
    out.reserve(token.size());
    for (std::size_t at = 0; at < token.size();) {
        if (token[at] != '\\') {
            out.push_back(token[at++]);
            continue;
        }
        at = appendEscape(out, token, at);
    }
    return out;
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    const std::string clean = QString::fromUtf8(text.data(), qsizetype(text.size())).toStdString();
    for (const char c : clean) {
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (static_cast<unsigned char>(c) < 0x20) {
            static constexpr char digits[] = "0123456789abcdef";
            out += "\\u00";
            out.push_back(digits[c >> 4 & 0xF]);
            out.push_back(digits[c & 0xF]);
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
    return out;
}

std::string rawOf(simdjson::ondemand::value value)
{
    std::string_view raw;
    simdjson::ondemand::json_type type {};
    if (value.type().get(type))
        return {};
    if (type == simdjson::ondemand::json_type::array || type == simdjson::ondemand::json_type::object) {
        if (simdjson::to_json_string(value).get(raw))
            return {};
    } else {
        raw = value.raw_json_token();
    }
    while (!raw.empty() && static_cast<unsigned char>(raw.back()) <= ' ')
        raw.remove_suffix(1);
    return std::string(raw);
}

std::string textOf(simdjson::ondemand::value value)
{
    simdjson::ondemand::json_type type {};
    if (value.type().get(type) || type == simdjson::ondemand::json_type::null)
        return {};
    if (type != simdjson::ondemand::json_type::string)
        return rawOf(value);
    const std::string_view token = value.raw_json_token();
    std::string_view text;
    if (value.get_string().get(text))
        return unescapeLossy(token);
    return std::string(text);
}

} // namespace ph::queues::celery
