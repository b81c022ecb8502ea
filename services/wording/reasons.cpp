// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/wording/reasons.h"

#include <QCoreApplication>
#include <QHash>

namespace ph::wording {

namespace {

/// A code has one meaning, whoever says it: the program ends at once when two tables explain the same.
class Table final {
public:
    void insert(const QString &code, Reason reason)
    {
        Q_ASSERT_X(!m_reasons.contains(code), "reasons", qPrintable(code));
        m_reasons.insert(code, reason);
    }
    [[nodiscard]] Reason value(const QString &code) const { return m_reasons.value(code); }

private:
    QHash<QString, Reason> m_reasons;
};

#define PH_TEXT(text) QT_TRANSLATE_NOOP("wording", text)

void addConnections(Table &table)
{
    const auto add = [&table](const char *code, Reason reason) { table.insert(QLatin1String(code), reason); };
    add("dns",
        {PH_TEXT("The name of the server is not known to the name service."),
            PH_TEXT("Check the address in the environment, and this machine's network.")});
    add("refused",
        {PH_TEXT("Nothing listens there: the connection was refused."),
            PH_TEXT("Start the server, or check host and port in the environment.")});
    add("closed",
        {PH_TEXT("The server closed the connection."),
            PH_TEXT("Look at the server's log; the connection is tried again by itself.")});
    add("unreachable",
        {PH_TEXT("There is no way to that network from here."),
            PH_TEXT("Check the network, the VPN, or the SSH host of this environment.")});
    add("proxy",
        {PH_TEXT("The proxy did not let the connection through."), PH_TEXT("Check the proxy in the environment.")});
    add("timeout",
        {PH_TEXT("It did not answer in time."),
            PH_TEXT("Check whether the server is overloaded or stopped, then try again.")});
    add("silent",
        {PH_TEXT("The connection stands, but nothing is heard: the server may be stopped or overloaded."),
            PH_TEXT("Look at the server; it is tried again by itself.")});
    add("outcome-unknown",
        {PH_TEXT("The request may have reached the server, but no answer came back."),
            PH_TEXT("Look at the object before you try again: it may be done.")});
    add("wrong-service",
        {PH_TEXT("Another kind of service answers at this address."), PH_TEXT("Check the port in the environment.")});
    //: %1 says which
    add("not-http",
        {PH_TEXT("Another kind of service answers there: %1."), PH_TEXT("Check the port in the environment.")});
    add("tls-expected",
        {PH_TEXT("The server speaks TLS, and this link is set to do without."),
            PH_TEXT("Switch TLS on for this link.")});
    add("not-tls",
        {PH_TEXT("The server does not speak TLS on this port."),
            PH_TEXT("Use the server's TLS port. Without TLS only this machine itself is reached.")});
    add("plain-refused",
        {PH_TEXT("Connections without TLS are made to this machine only."),
            PH_TEXT("Switch TLS on for this link, or reach the server through an SSH host.")});
    add("plain-http",
        {PH_TEXT("Addresses without https are used for this machine only."), PH_TEXT("Use the https address.")});
    add("bad-json",
        {PH_TEXT("The answer is not the JSON that was expected."),
            PH_TEXT("Check that the address leads to the service itself and not to a page before it.")});
    add("json-depth", {PH_TEXT("The answer is nested deeper than is safe to read."), nullptr});
    add("reply-too-large",
        {PH_TEXT("The answer is larger than is safe to read."), PH_TEXT("Narrow what is asked for.")});
}

void addCertificates(Table &table)
{
    const auto add = [&table](const char *code, Reason reason) { table.insert(QLatin1String(code), reason); };
    add("unknown-ca",
        {PH_TEXT("Its certificate comes from an authority that this machine does not trust."),
            PH_TEXT("Add your company's CA certificate to the environment.")});
    add("self-signed",
        {PH_TEXT("Its certificate is signed by itself, so it proves nothing."),
            PH_TEXT("Give the server a certificate of a CA, and add that CA to the environment.")});
    add("wrong-name",
        {PH_TEXT("Its certificate is for another name."),
            PH_TEXT("Use the name that the certificate was issued for, or have it issued again.")});
    add("expired",
        {PH_TEXT("Its certificate has expired."),
            PH_TEXT("Renew the certificate on the server, and check this machine's clock.")});
    add("not-yet-valid", {PH_TEXT("Its certificate is not valid yet."), PH_TEXT("Check this machine's clock.")});
    add("revoked", {PH_TEXT("Its certificate was revoked."), PH_TEXT("Do not connect; ask whoever runs the server.")});
    add("bad-certificate",
        {PH_TEXT("Its certificate cannot be verified."), PH_TEXT("Look at the details with whoever runs the server.")});
    add("pin-mismatch",
        {PH_TEXT("Its key is not one of those pinned in this environment."),
            PH_TEXT("Ask whoever runs the server whether the key was changed before you change the pin.")});
    add("tls-version",
        {PH_TEXT("The server offers only TLS versions that are no longer safe."),
            PH_TEXT("Have TLS 1.2 or later switched on there.")});
    add("client-certificate",
        {PH_TEXT("The server demands a client certificate, and Pilothouse presents none."),
            PH_TEXT("Let the server do without one for this login.")});
    add("handshake",
        {PH_TEXT("No common way of encryption was found."),
            PH_TEXT("Look at the details with whoever runs the server.")});
}

void addRedis(Table &table)
{
    const auto add = [&table](const char *code, Reason reason) { table.insert(QLatin1String(code), reason); };
    //: %1 is what Redis says, with the command's name
    add("NOPERM",
        {PH_TEXT("The Redis user of this environment may not run that command: %1."),
            PH_TEXT("Ask for the right named in the details (an ACL rule of Redis).")});
    add("WRONGPASS",
        {PH_TEXT("Redis did not accept the user or the password."), PH_TEXT("Enter the password of this link again.")});
    add("NOAUTH",
        {PH_TEXT("Redis asks for a user and a password."),
            PH_TEXT("Enter the login of this link in the environment.")});
    add("READONLY",
        {PH_TEXT("This Redis server is a replica and takes no changes."),
            PH_TEXT("Point the link at the primary, or at Sentinel.")});
    add("no-such-db",
        {PH_TEXT("This Redis server has no database of that number."),
            PH_TEXT("Check the number at the end of the address: there are 16 (0 to 15), unless the server is set "
                    "otherwise.")});
    //: %1 is what the server says, with the command's name
    add("unknown-command",
        {PH_TEXT("The server does not know a command that is needed: %1."),
            PH_TEXT("Check that it is a Redis data server and that its configuration renames no commands.")});
    add("LOADING", {PH_TEXT("Redis is still loading its data."), PH_TEXT("Wait: it is tried again by itself.")});
    add("MASTERDOWN", {PH_TEXT("The replica has lost its primary."), PH_TEXT("Check the primary and Sentinel.")});
    add("OOM", {PH_TEXT("Redis has used all the memory it is allowed."), PH_TEXT("Free memory or raise maxmemory.")});
    add("BUSY",
        {PH_TEXT("A script keeps Redis busy."),
            PH_TEXT("Find the script (SCRIPT KILL ends one that has not written).")});
    add("MISCONF",
        {PH_TEXT("Redis cannot save to its disk and takes no changes."),
            PH_TEXT("Check the disk of the Redis server.")});
    add("CLUSTERDOWN",
        {PH_TEXT("The Redis cluster does not serve all its slots."), PH_TEXT("Check the cluster's nodes.")});
    add("WRONGTYPE", {PH_TEXT("The key holds another type of value than expected."), nullptr});
    add("no-operator",
        {PH_TEXT("This link has no Redis user for changes."),
            PH_TEXT("Add the operator user to the environment if you have one.")});
    add("not-a-read", {PH_TEXT("The command is not known to be reading only."), nullptr});
    add("not-a-probe", {PH_TEXT("The request is not one of the allowed inspections."), nullptr});
}

void addPostgres(Table &table)
{
    const auto add = [&table](const char *code, Reason reason) { table.insert(QLatin1String(code), reason); };
    add("42501", {PH_TEXT("The database login may not do that."), PH_TEXT("Ask for the right named in the details.")});
    add("28P01",
        {PH_TEXT("The database did not accept the password."), PH_TEXT("Enter the password of this link again.")});
    add("28000",
        {PH_TEXT("The database refuses this login from here."),
            PH_TEXT("Check the login, and pg_hba.conf on the server.")});
    add("3D000",
        {PH_TEXT("There is no database of that name."), PH_TEXT("Check the database's name in the environment.")});
    add("42P01",
        {PH_TEXT("A table that is needed does not exist in this database."),
            PH_TEXT("Check that the link leads to the platform's database and that its migrations ran.")});
    add("57014", {PH_TEXT("The query was ended because it took too long."), PH_TEXT("Narrow it, or look for locks.")});
    add("55P03", {PH_TEXT("Somebody else holds a lock on it."), PH_TEXT("Find who holds it, or try again.")});
    add("40001", {PH_TEXT("Another change came between."), PH_TEXT("Try again.")});
    add("40P01", {PH_TEXT("Two changes waited for each other, and this one was given up."), PH_TEXT("Try again.")});
    add("23505", {PH_TEXT("There is one already."), nullptr});
    add("25006",
        {PH_TEXT("The database takes no changes here (a replica, or read only)."), PH_TEXT("Use the primary.")});
    add("53300",
        {PH_TEXT("The database has no free connection."), PH_TEXT("Close unused ones, or raise max_connections.")});
    add("57P01",
        {PH_TEXT("The database ended the connection: it is being stopped."), PH_TEXT("It is tried again by itself.")});
    add("57P03", {PH_TEXT("The database is starting up or recovering."), PH_TEXT("It is tried again by itself.")});
}

void addSignIn(Table &table)
{
    const auto add = [&table](const char *code, Reason reason) { table.insert(QLatin1String(code), reason); };
    const Reason gone {PH_TEXT("Your session has ended."), PH_TEXT("Sign in again.")};
    for (const char *code : {"session_not_found", "session_expired", "refresh_token_not_found",
             "refresh_token_already_used", "session-expired"})
        add(code, gone);
    add("invalid_credentials",
        {PH_TEXT("The e-mail address or the password is not right."), PH_TEXT("Type both again.")});
    add("email_not_confirmed",
        {PH_TEXT("The e-mail address is not confirmed yet."),
            PH_TEXT("Follow the link in the message that was sent to it.")});
    add("user_banned", {PH_TEXT("This account is blocked."), PH_TEXT("Ask an admin of the platform.")});
    add("key-refused",
        {PH_TEXT("The server refused the publishable key of this environment."),
            PH_TEXT("Change the environment: its key must be the publishable (anon) key of this project.")});
    add("insufficient_aal",
        {PH_TEXT("This needs your second factor."), PH_TEXT("Enter the code of your authenticator app.")});
    add("mfa_verification_failed",
        {PH_TEXT("The code is not right."),
            PH_TEXT("Type the code that the app shows now, and check the clock of the phone.")});
    add("mfa_challenge_expired", {PH_TEXT("The code came too late."), PH_TEXT("Type the next one.")});
    add("weak_password",
        {PH_TEXT("The new password is too weak for this platform."),
            PH_TEXT("Choose a longer one that you use nowhere else.")});
    add("same_password", {PH_TEXT("The new password is the old one."), PH_TEXT("Choose another one.")});
    add("reauthentication_needed",
        {PH_TEXT("The platform wants to be sure that it is you."),
            PH_TEXT("Enter the code that was sent to you by e-mail.")});
    add("over_request_rate_limit", {PH_TEXT("Too many tries in a short time."), nullptr});
    add("over_email_send_rate_limit",
        {PH_TEXT("Too many messages were sent to this address in a short time."), nullptr});
    add("bad_code_verifier",
        {PH_TEXT("The answer of the browser belongs to another sign-in."), PH_TEXT("Start the sign-in again.")});
    add("flow_state_expired",
        {PH_TEXT("The sign-in in the browser took too long."), PH_TEXT("Start the sign-in again.")});
    add("flow_state_not_found",
        {PH_TEXT("The sign-in in the browser is not known any more."), PH_TEXT("Start the sign-in again.")});
    add("service-key",
        {PH_TEXT("This is a service key: it opens everything and must not leave the server."),
            PH_TEXT("Use the publishable key, and your own sign-in.")});
    add("reauthentication_not_valid",
        {PH_TEXT("The code from the e-mail is not right, or too old."), PH_TEXT("Type the newest one.")});
    add("mfa_factor_name_conflict",
        {PH_TEXT("You have a second factor of that name already."), PH_TEXT("Choose another name.")});
    add("mfa_factor_not_found", {PH_TEXT("This second factor does not exist any more."), nullptr});
    add("access_denied", {PH_TEXT("The sign-in was cancelled in the browser."), nullptr});
    add("browser-timeout",
        {PH_TEXT("The browser did not come back within five minutes."),
            PH_TEXT(
                "If it ended on another page, the server's list of allowed redirects lacks http://127.0.0.1:*/**.")});
    add("loopback-listen",
        {PH_TEXT("This computer does not let Pilothouse listen for the browser."), PH_TEXT("Look at its firewall.")});
    add("signed-out-elsewhere",
        {PH_TEXT("Another Pilothouse of yours signed this session out."), PH_TEXT("Sign in again.")});
    add("session-replaced",
        {PH_TEXT("Somebody else signed in with another Pilothouse of yours."), PH_TEXT("Sign in again.")});
    add("other-server", {PH_TEXT("The kept session belongs to another address."), PH_TEXT("Sign in again.")});
    //: %1 says who is signed in and why
    add("session-not-renewed", {PH_TEXT("%1."), PH_TEXT("Try again when the sign-in server answers.")});
    add("server-not-told",
        {PH_TEXT("You are signed out here, but the server could not be told."),
            PH_TEXT(
                "The session ends there when its tokens expire; from another sign-in you can sign out everywhere.")});
    add("lock-busy",
        {PH_TEXT("Another Pilothouse of yours is renewing the session and does not finish."),
            PH_TEXT("Close the other one.")});
    add("jwt-issuer",
        {PH_TEXT("The server signs for another issuer than this environment expects."),
            PH_TEXT("Correct the issuer in the environment's settings.")});
    for (const char *code : {"jwt-form", "jwt-header", "jwt-algorithm", "jwt-unknown-key", "jwt-signature",
             "jwt-audience", "jwt-claims", "user-mismatch"})
        add(code,
            {PH_TEXT("The server's token could not be proven."),
                PH_TEXT("Do not go on before you know why: ask whoever runs the auth server.")});
    add("jwt-expired", {PH_TEXT("The access token has expired."), PH_TEXT("Get a new one.")});
    add("jwt-not-yet-valid",
        {PH_TEXT("The token is valid only later: the clocks differ."), PH_TEXT("Check the clock of the auth server.")});
    add("jwt-service-role",
        {PH_TEXT("This is a service key: it opens everything and must not leave the server."),
            PH_TEXT("Use your own sign-in.")});
    add("no-auth-link",
        {PH_TEXT("This environment has no sign-in server: nobody can act in it."),
            PH_TEXT("Add the link to Supabase Auth to the environment.")});
    add("keychain-denied", {PH_TEXT("The desktop's keyring refused access."), PH_TEXT("Allow Pilothouse to use it.")});
    add("keychain-failed",
        {PH_TEXT("The desktop's keyring failed: %1."), PH_TEXT("Look at the keyring's own program.")});
    //: %1 is the whole sentence: "no password is stored for reader of Staging"
    add("no-password", {PH_TEXT("%1."), PH_TEXT("Enter it in the environment.")});
    for (const char *code : {"empty-secret", "foreign-file"})
        //: %1 is the whole sentence: "the file belongs to another user (uid 1000)"
        add(code, {PH_TEXT("%1."), PH_TEXT("Look at who wrote it, and put it right.")});
    add("keychain-locked", {PH_TEXT("The keyring of this desktop is locked."), PH_TEXT("Unlock it, then try again.")});
}

void addGuard(Table &table)
{
    const auto add = [&table](const char *code, Reason reason) { table.insert(QLatin1String(code), reason); };
    add("signed-out", {PH_TEXT("Nobody is signed in."), PH_TEXT("Sign in.")});
    add("sign-in-again",
        {PH_TEXT("The sign-in is more than 12 hours old."), PH_TEXT("Sign in again to act; watching goes on.")});
    add("second-factor",
        {PH_TEXT("This needs your second factor."), PH_TEXT("Enter the code of your authenticator app.")});
    add("agent", {PH_TEXT("Agents' accounts cannot act here."), PH_TEXT("Sign in as a person.")});
    add("locked", {PH_TEXT("Pilothouse is locked."), PH_TEXT("Unlock it, then try again.")});
    add("read-only", {PH_TEXT("This environment is read-only."), PH_TEXT("Unlock it for 15 minutes with a reason.")});
    add("ad-hoc",
        {PH_TEXT("Addresses given by hand are for reading only."),
            PH_TEXT("Make an environment of them to change something.")});
    add("silenced", {PH_TEXT("This environment is set to send nothing to workers, not even questions."), nullptr});
    add("confirmation", {PH_TEXT("It was not confirmed: %1."), PH_TEXT("Review it and confirm.")});
    add("typed-name", {PH_TEXT("The typed name is not the object's."), PH_TEXT("Type the name exactly.")});
    add("reason", {PH_TEXT("A reason is missing."), PH_TEXT("Say in a few words why.")});
    add("precondition",
        {PH_TEXT("What it needs is not there: %1."), PH_TEXT("See to what is missing, then look at the plan again.")});
    add("plan-changed",
        {PH_TEXT("The world changed since the plan was made."), PH_TEXT("Look at the new plan and decide again.")});
    add("environment-closed", {PH_TEXT("The environment was closed meanwhile."), nullptr});
    add("permit-expired",
        {PH_TEXT("The permission to do it ran out before it was sent."), PH_TEXT("Review it and confirm again.")});
}

void addLocalPlatform(Table &table)
{
    const auto add = [&table](const char *code, Reason reason) { table.insert(QLatin1String(code), reason); };
    add("no-such-part", {PH_TEXT("The local platform has no part of that name."), PH_TEXT("Name one of its parts.")});
    add("needs-held-part",
        {PH_TEXT("It starts by itself once a part that it needs is there, and that one is held."),
            PH_TEXT("Release that part too.")});
    add("folder-closed",
        {PH_TEXT("The account that the servers run under cannot enter the folder."),
            PH_TEXT("Let it in, or choose another folder.")});
    for (const char *code : {"missing-programs", "missing-python"})
        //: %1 names what
        add(code, {PH_TEXT("Something on this machine is missing: %1."), PH_TEXT("Put it in place and try again.")});
    for (const char *code : {"part-failed", "supervisor-ended"})
        //: %1 says what did not start, and why
        add(code, {PH_TEXT("%1."), PH_TEXT("Look at its log, then start it again.")});
}

void addMachine(Table &table)
{
    const auto add = [&table](const char *code, Reason reason) { table.insert(QLatin1String(code), reason); };
    add("LOCKED",
        {PH_TEXT("Another process works on it at the moment."), PH_TEXT("Wait until it is done, or end it there.")});
    //: %1 says how
    add("audit-chain", {PH_TEXT("The audit log of this computer is damaged: %1."), nullptr});
    add("JOURNAL_DAMAGED",
        {PH_TEXT("The record of the operation is damaged."),
            PH_TEXT("Nothing was changed. Look at what the operation did before it is resumed.")});
    add("EACCES", {PH_TEXT("This user may not read or write the file."), PH_TEXT("Check who owns it, and its mode.")});
    add("EPERM", {PH_TEXT("The system does not allow it."), PH_TEXT("Check who owns the file, and its mode.")});
    add("ENOSPC", {PH_TEXT("The disk is full."), PH_TEXT("Free some space.")});
    add("EDQUOT", {PH_TEXT("The disk quota is used up."), PH_TEXT("Free some space.")});
    add("EROFS", {PH_TEXT("The disk is read-only."), PH_TEXT("Choose another folder.")});
    add("not-a-file", {PH_TEXT("It is a folder or a device, not a file."), PH_TEXT("Name a file.")});
    add("ENOENT", {PH_TEXT("The file is not there."), PH_TEXT("Check the path.")});
    add("ambiguous-name", {PH_TEXT("More than one has that name."), PH_TEXT("Name it by its id.")});
    add("name-taken",
        {PH_TEXT("There is an environment of that name already."),
            PH_TEXT("Choose another name, or change that one.")});
    add("name-reserved", {PH_TEXT("That name means the local platform."), PH_TEXT("Choose another name.")});
    add("changed-meanwhile",
        {PH_TEXT("It was changed by somebody else meanwhile."),
            PH_TEXT("Look at it as it is now, then change it again.")});
    add("store-busy",
        {PH_TEXT("Another process is changing environments just now."), PH_TEXT("Try again in a moment.")});
    add("newer-version", {PH_TEXT("The file was written by a newer Pilothouse."), PH_TEXT("Update Pilothouse.")});
}

Table makeTable()
{
    Table table;
    addConnections(table);
    addCertificates(table);
    addRedis(table);
    addPostgres(table);
    addSignIn(table);
    addGuard(table);
    addMachine(table);
    addLocalPlatform(table);
    return table;
}

} // namespace

Reason reasonOfCode(const Error &error)
{
    static const Table table = makeTable();
    return error.code.isEmpty() ? Reason {} : table.value(error.code);
}

Reason reasonOfKind(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Network:
        return {PH_TEXT("The connection failed: %1."),
            PH_TEXT("Check the network and the address; it is tried again by itself.")};
    case ErrorKind::Timeout:
        return {PH_TEXT("It did not answer in time."),
            PH_TEXT("Check whether the server is overloaded or stopped, then try again.")};
    case ErrorKind::Tls:
        return {PH_TEXT("Its identity could not be proven: %1."),
            PH_TEXT("Look at the certificate with whoever runs the server.")};
    case ErrorKind::Auth: return {PH_TEXT("The login was not accepted: %1."), PH_TEXT("Sign in again.")};
    case ErrorKind::Forbidden:
        return {PH_TEXT("A right is missing: %1."), PH_TEXT("Ask an admin of the platform for it.")};
    case ErrorKind::NotFound: return {PH_TEXT("It is not there (any more): %1."), PH_TEXT("Refresh the list.")};
    case ErrorKind::Conflict:
        return {PH_TEXT("It was changed meanwhile: %1."), PH_TEXT("Refresh, look at it, and try again.")};
    case ErrorKind::RateLimited: return {PH_TEXT("The server asks to slow down."), nullptr};
    case ErrorKind::Server:
        return {PH_TEXT("The server answered with a failure of its own: %1."),
            PH_TEXT("Look at the server's log, then try again.")};
    case ErrorKind::Protocol:
        return {PH_TEXT("The answer makes no sense here: %1."),
            PH_TEXT("Check that the address leads to the right service.")};
    case ErrorKind::TooLarge:
        return {PH_TEXT("It is larger than is safe to take: %1."), PH_TEXT("Narrow what is asked for.")};
    case ErrorKind::Invalid: return {PH_TEXT("The input does not fit: %1."), PH_TEXT("Correct it and try again.")};
    case ErrorKind::Unavailable:
        return {PH_TEXT("It is not possible here now: %1."), PH_TEXT("Look at the details, then try again.")};
    case ErrorKind::Refused: return {PH_TEXT("Pilothouse does not do it here: %1."), nullptr};
    case ErrorKind::Cancelled: return {};
    case ErrorKind::Internal: break;
    }
    return {PH_TEXT("This is a defect of Pilothouse: %1."), PH_TEXT("Copy the details and report them.")};
}

} // namespace ph::wording
