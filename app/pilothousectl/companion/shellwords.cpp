// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pilothousectl/companion/shellwords.h"

#include <QRegularExpression>

namespace ph::ctl {

namespace {

/// Reads a typed word letter by letter, as a shell does.
class Reader final {
public:
    /// Takes the next letter; nothing when it is a sign of the shell's own (a quote, a backslash).
    std::optional<QChar> take(QChar c)
    {
        if (m_isEscaped) {
            m_isEscaped = false;
            m_isBare = false;
            return c;
        }
        m_isBare = m_quote.isNull();
        if (c == QLatin1Char('\\') && m_quote != QLatin1Char('\'')) {
            m_isEscaped = true;
            return std::nullopt;
        }
        if (c == m_quote) {
            m_quote = {};
            return std::nullopt;
        }
        if (m_quote.isNull() && (c == QLatin1Char('"') || c == QLatin1Char('\''))) {
            m_quote = c;
            return std::nullopt;
        }
        return c;
    }
    /// The last letter stood neither in quotes nor behind a backslash.
    [[nodiscard]] bool isBare() const { return m_isBare; }
    /// The quote that is open; null: none is.
    [[nodiscard]] QChar quote() const { return m_quote; }

private:
    QChar m_quote;
    bool m_isEscaped = false;
    bool m_isBare = false;
};

QString escaped(const QString &text, QChar quote)
{
    if (quote == QLatin1Char('\''))
        return QString(text).replace(QLatin1Char('\''), QLatin1String("'\\''"));
    const auto isPlain = [quote](QChar c) {
        if (quote == QLatin1Char('"'))
            return !QStringLiteral("\"\\$`").contains(c);
        return c.isLetterOrNumber() || QStringLiteral("_-./:=@%+,").contains(c);
    };
    QString all;
    for (const QChar c : text) {
        if (!isPlain(c))
            all += QLatin1Char('\\');
        all += c;
    }
    return all;
}

} // namespace

QString unquoted(const QString &word)
{
    QString all;
    Reader reader;
    for (const QChar c : word)
        if (const auto letter = reader.take(c))
            all += *letter;
    return all;
}

QString shellQuoted(const QString &word)
{
    static const QRegularExpression s_plain(QStringLiteral("\\A[\\w@%+=:,./-]+\\z"));
    if (s_plain.match(word).hasMatch())
        return word;
    return QLatin1Char('\'') + QString(word).replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

QStringList typedWords(const QString &line)
{
    QStringList words {QString()};
    Reader reader;
    for (const QChar c : line) {
        (void)reader.take(c);
        if (!c.isSpace() || !reader.isBare())
            words.last() += c;
        else if (!words.last().isEmpty())
            words << QString();
    }
    return words;
}

QString bashReplacement(const QString &typed, const QString &whole, const QString &breaks)
{
    QString value;
    qsizetype kept = 0; // letters of `whole` that bash leaves where they are
    Reader reader;
    for (const QChar c : typed) {
        const bool wasOpen = !reader.quote().isNull();
        const auto letter = reader.take(c);
        if (letter)
            value += *letter;
        if ((letter && reader.isBare() && breaks.contains(*letter)) || (!wasOpen && !reader.quote().isNull()))
            kept = value.size();
    }
    return escaped(whole.mid(kept), reader.quote());
}

} // namespace ph::ctl
