// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace ph::transport::http {

enum class Method { Get, Post, Put, Patch, Delete };

/// Whose name a request goes out in; the client's AuthProvider is asked for the headers.
enum class Access {
    Public, ///< nobody's (a publishable key at most): sign-in, health, settings
    Identity, ///< the signed-in person's
};

namespace detail {
/// Not constexpr: reaching it at compile time is the error message.
void aPathBeginsWithASlashAndHasNamedPlaceholders();
void readsAreGetOrPost();

/// "/factors/{id}/verify": segments of literal text or one whole {placeholder}; no query, no fragment, no "." or "..".
consteval void checkPath(std::string_view path)
{
    // "/.well-known" is a name; "/." and "/.." are not.
    const bool climbs = path.find("/./") != path.npos || path.find("/..") != path.npos || path.ends_with("/.");
    if (path.empty() || path.front() != '/' || path.find("//") != path.npos || climbs)
        aPathBeginsWithASlashAndHasNamedPlaceholders();
    bool inside = false;
    char before = 0;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (c == '{'       ? (inside || before != '/')
                : c == '}' ? (!inside || before == '{' || (i + 1 < path.size() && path[i + 1] != '/'))
                           : !(word || (!inside && (c == '/' || c == '-' || c == '.'))))
            aPathBeginsWithASlashAndHasNamedPlaceholders();
        inside = c == '{' || (inside && c != '}');
        before = c;
    }
    if (inside)
        aPathBeginsWithASlashAndHasNamedPlaceholders();
}
} // namespace detail

/// A request that only reads: `inline constexpr ReadEndpoint settings {Method::Get, "/settings", "auth.settings"};`
/// Exists as a compile-time constant only, so that what can be read is a list in the source. Post is for servers that
/// take a query in the body (PromQL).
class ReadEndpoint final {
public:
    consteval ReadEndpoint(Method m, std::string_view p, std::string_view n, Access a = Access::Identity)
        : method(m)
        , path(p)
        , name(n)
        , access(a)
    {
        if (m != Method::Get && m != Method::Post)
            detail::readsAreGetOrPost();
        detail::checkPath(p);
    }
    const Method method;
    const std::string_view path; ///< below the base URL, with {placeholders}
    const std::string_view name; ///< for errors and logs: "auth.settings"
    const Access access;
};

/// A request that changes something; needs a permit.
class WriteEndpoint final {
public:
    consteval WriteEndpoint(Method m, std::string_view p, std::string_view n, Access a = Access::Identity)
        : method(m)
        , path(p)
        , name(n)
        , access(a)
    {
        detail::checkPath(p);
    }
    const Method method;
    const std::string_view path;
    const std::string_view name;
    const Access access;
};

} // namespace ph::transport::http
