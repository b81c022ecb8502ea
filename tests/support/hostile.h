// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace ph::test {

/// 44 strings that break statements which are spliced together: SQL, PostgREST filters, PromQL, globs, URLs, argv,
/// headers.
inline QStringList hostileStrings()
{
    return {
        QStringLiteral("'; DROP TABLE users;--"),
        QStringLiteral("' OR '1'='1"),
        QStringLiteral("\" or 1=1--"),
        QStringLiteral("1; SELECT pg_sleep(9)"),
        QStringLiteral("$$;$$"),
        QStringLiteral("\\'; --"),
        QStringLiteral("/* x */"),
        QStringLiteral("eq.1)&select=*"),
        QStringLiteral("id=neq.0"),
        QStringLiteral("a,b(c).d"),
        QStringLiteral("*"),
        QStringLiteral("or=(a.eq.1,b.eq.2)"),
        QStringLiteral("up{job=\"x\"}"),
        QStringLiteral("\"} or vector(1) #"),
        QStringLiteral("x\"} offset 1d"),
        QStringLiteral("*?[a-z]"),
        QStringLiteral("\\*"),
        QStringLiteral("[^x]*"),
        QStringLiteral("../../admin/users"),
        QStringLiteral(".."),
        QStringLiteral("."),
        QStringLiteral("a/b"),
        QStringLiteral("%2e%2e%2f"),
        QStringLiteral("%00"),
        QStringLiteral("x?admin=1"),
        QStringLiteral("x#fragment"),
        QStringLiteral("a&b=c"),
        QStringLiteral("a+b c"),
        QStringLiteral("http://evil.example/"),
        QStringLiteral("//evil.example"),
        QStringLiteral("user@evil.example"),
        QStringLiteral("-oProxyCommand=touch x"),
        QStringLiteral("--help"),
        QStringLiteral("-"),
        QStringLiteral("$(touch x)"),
        QStringLiteral("`touch x`"),
        QStringLiteral("a;touch x"),
        QStringLiteral("a|b>c<d"),
        QStringLiteral("x\r\nX-Evil: 1"),
        QStringLiteral("x\ny"),
        QString(QLatin1String("a\0b", 3)),
        QStringLiteral("\u202Eevil\u2066"),
        QStringLiteral("ünï\U0001F600"),
        QString(10'000, QLatin1Char('A')),
    };
}

} // namespace ph::test
