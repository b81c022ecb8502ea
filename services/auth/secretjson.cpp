// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/auth/secretjson.h"

#include "services/transport/http/answer.h"

#include <QJsonDocument>
#include <vector>

namespace ph::auth {

namespace {

/// Grows by wiping: an ordinary vector would leave the old block as it is.
class WipedText final {
public:
    explicit WipedText(qsizetype capacity) { m_text.reserve(capacity); }
    ~WipedText() { wipeBytes(m_text.data(), m_text.size()); }
    WipedText(const WipedText &) = delete;
    WipedText &operator=(const WipedText &) = delete;
    void add(QByteArrayView text) { m_text.append(text.data(), text.size()); }
    void add(char c) { m_text.append(c); }
    [[nodiscard]] Secret secret() const { return Secret(QByteArrayView(m_text)); }

private:
    QByteArray m_text;
};

void addQuoted(WipedText &out, QByteArrayView value)
{
    out.add('"');
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.add('\\');
            out.add(c);
        } else if (byte < 0x20) {
            static constexpr char digits[] = "0123456789abcdef";
            out.add("\\u00");
            out.add(digits[byte >> 4]);
            out.add(digits[byte & 15]);
        } else {
            out.add(c);
        }
    }
    out.add('"');
}

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Walks the top level of an object and reports each field whose value is text: its name and where the value lies.
/// Validity is left to the real parser afterwards.
class TopLevelTexts final {
public:
    explicit TopLevelTexts(QByteArrayView json)
        : m_json(json)
    {
    }
    struct Field {
        QByteArrayView name;
        qsizetype begin = 0;
        qsizetype size = 0;
    };
    [[nodiscard]] std::optional<Field> next()
    {
        while (m_at < m_json.size()) {
            const char c = m_json[m_at];
            if (c == '"') {
                if (auto field = text())
                    return field;
                continue;
            }
            m_depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            if (c == ',' && m_depth == 1)
                m_name = {};
            ++m_at;
        }
        return std::nullopt;
    }

private:
    std::optional<Field> text()
    {
        const qsizetype begin = ++m_at;
        while (m_at < m_json.size() && m_json[m_at] != '"')
            m_at += m_json[m_at] == '\\' ? 2 : 1;
        const qsizetype end = std::min(m_at, m_json.size());
        ++m_at;
        const QByteArrayView found = m_json.sliced(begin, end - begin);
        if (m_depth != 1)
            return std::nullopt;
        qsizetype after = m_at;
        while (after < m_json.size() && isSpace(m_json[after]))
            ++after;
        if (after < m_json.size() && m_json[after] == ':') {
            m_name = found;
            return std::nullopt;
        }
        return Field {m_name, begin, end - begin};
    }

    QByteArrayView m_json;
    QByteArrayView m_name;
    qsizetype m_at = 0;
    int m_depth = 0;
};

} // namespace

Secret secretJson(std::initializer_list<std::pair<const char *, QByteArrayView>> fields)
{
    qsizetype capacity = 2;
    for (const auto &[name, value] : fields)
        capacity += qsizetype(qstrlen(name)) + value.size() * 6 + 6;
    WipedText out(capacity);
    out.add('{');
    bool isFirst = true;
    for (const auto &[name, value] : fields) {
        if (!std::exchange(isFirst, false))
            out.add(',');
        addQuoted(out, name);
        out.add(':');
        addQuoted(out, value);
    }
    out.add('}');
    return out.secret();
}

Result<SecretObject> SecretObject::parse(
    Secret body, std::initializer_list<QByteArrayView> secrets, const QString &where)
{
    SecretObject object;
    const QByteArrayView json = body.reveal();
    TopLevelTexts texts(json);
    while (const auto field = texts.next()) {
        if (std::find(secrets.begin(), secrets.end(), field->name) == secrets.end())
            continue;
        const QByteArrayView value = json.sliced(field->begin, field->size);
        if (value.indexOf('\\') >= 0)
            return fail(ErrorKind::Protocol, QStringLiteral("a token with escapes"), where);
        object.m_secrets.emplace_back(field->name.toByteArray(), Secret(value));
        // The bytes are ours alone: `body` is a Secret, which is never shared.
        std::fill_n(const_cast<char *>(value.data()), value.size(), '*');
    }
    auto document = transport::http::parseJson(json, where);
    if (!document)
        return fail(document.error());
    if (!document->isObject())
        return fail(ErrorKind::Protocol, QStringLiteral("not a JSON object"), where);
    object.m_rest = document->object();
    return object;
}

Secret SecretObject::take(QByteArrayView name)
{
    for (auto &[known, value] : m_secrets) {
        if (known == name)
            return std::move(value);
    }
    return {};
}

} // namespace ph::auth
