// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/base/result.h"

#include <QStringList>
#include <concepts>

namespace ph::transport::command {

/// A piece of a command line that stands in the source: program, option, option prefix ("--stanza=").
class Literal final {
public:
    template <std::size_t N>
    consteval Literal(const char (&text)[N])
        : m_text(text)
    {
    }
    [[nodiscard]] QString text() const { return QString::fromLatin1(m_text); }

private:
    const char *m_text;
};

/// A value from outside that passed an allow-list. Never begins with "-", never empty. The functions below make it;
/// each refuses with kind Invalid, naming what it wanted.
class Argument final {
public:
    /// DNS name, IPv4 or IPv6 address: ^[A-Za-z0-9][A-Za-z0-9.-]*$, 253 at most, or hexadecimal with colons.
    [[nodiscard]] static Result<Argument> host(const QString &value);
    /// ^[A-Za-z_][A-Za-z0-9._-]{0,63}$
    [[nodiscard]] static Result<Argument> user(const QString &value);
    /// pgBackRest: ^[a-z0-9][a-z0-9_-]{0,62}$
    [[nodiscard]] static Result<Argument> stanza(const QString &value);
    /// pgBackRest: 20261123-033839F or …F_20261123-043839D (or I)
    [[nodiscard]] static Result<Argument> backupLabel(const QString &value);
    /// Absolute, without "..", of letters, digits, space and ._/@+:,=-
    [[nodiscard]] static Result<Argument> path(const QString &value);
    /// 1 … 65535
    [[nodiscard]] static Result<Argument> port(int value);
    /// The word behind ssh's -L: 127.0.0.1:LOCAL:HOST:PORT.
    [[nodiscard]] static Argument forward(quint16 localPort, const Argument &host, quint16 port);
    [[nodiscard]] static Argument number(qint64 value) { return Argument(QString::number(qAbs(value))); }

    [[nodiscard]] const QString &text() const { return m_text; }

private:
    explicit Argument(QString text)
        : m_text(std::move(text))
    {
    }
    QString m_text;
};

/// A command line: a vector of words, made of literals and checked values only. There is no way from a string to it.
class Argv final {
public:
    explicit Argv(Literal program)
        : m_words {program.text()}
    {
    }
    Argv &add(Literal word)
    {
        m_words << word.text();
        return *this;
    }
    Argv &add(const Argument &value)
    {
        m_words << value.text();
        return *this;
    }
    /// One word: "--stanza=" + value.
    Argv &add(Literal prefix, const Argument &value, Literal suffix = "")
    {
        m_words << prefix.text() + value.text() + suffix.text();
        return *this;
    }
    [[nodiscard]] const QString &program() const { return m_words.first(); }
    [[nodiscard]] QStringList arguments() const { return m_words.mid(1); }

private:
    QStringList m_words;
};

/// For the one place where a shell can't be avoided: ssh joins the words of a remote command and a shell there splits
/// them.
[[nodiscard]] QString quotedForRemoteShell(const QString &word);

} // namespace ph::transport::command
