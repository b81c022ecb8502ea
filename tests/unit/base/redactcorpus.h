// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Lines with planted secrets and lines that only look like it. The secrets are invented.

namespace ph::test {

struct Planted {
    const char *secret; ///< must not come out, nor its base64 or hex
    const char *line; ///< may hold @64 (the secret's base64) or @16 (its hex) when registered
};

inline constexpr Planted planted[] = {
    // headers
    {"s3cr3tBearerAAA1", "GET /v1/me Authorization: Bearer s3cr3tBearerAAA1 -> 200"},
    {"b3BzOmh1bnRlcjI", "authorization: Basic b3BzOmh1bnRlcjI="},
    {"ApiKeyValue77x", "request headers {'apikey': 'ApiKeyValue77x', 'accept': '*/*'}"},
    {"cookieSession42", "Cookie: sid=cookieSession42; theme=dark; other=\"quoted\""},
    {"setCookieVal99", "< Set-Cookie: sb-access=setCookieVal99; Path=/; HttpOnly"},
    {"xapi-5533-abcd", "X-Api-Key: xapi-5533-abcd"},
    {"proxyPw!77", "Proxy-Authorization: Basic proxyPw!77"},
    {"tupleBearer123", "scope headers [(b'host', b'x'), (b'authorization', b'Bearer tupleBearer123')]"},
    {"curlBearer4455", "ran: curl -H 'Authorization: Bearer curlBearer4455' https://x.test/"},
    {"digestResp8899", "Authorization: Digest username=\"ops\", realm=\"r\", response=\"digestResp8899\""},
    {"awsSigAbc123",
        "Authorization: AWS4-HMAC-SHA256 Credential=AK/20260301, SignedHeaders=host, Signature=awsSigAbc123"},
    {"rawHeaderTok55", "b'GET / HTTP/1.1\\r\\nAuthorization: Bearer rawHeaderTok55\\r\\nHost: x\\r\\n'"},
    {"cookieRaw6677", "sent \"GET / HTTP/1.1\\r\\nCookie: a=cookieRaw6677; b=2\\r\\nHost: x\""},
    // tokens by shape
    {"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "token refreshed to eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl ok"},
    {"live_9f8e7d6c5b4a", "created key phk_live_9f8e7d6c5b4a for tenant acme"},
    {"Xy12Zw34Uv56", "refused sb_secret_Xy12Zw34Uv56: service keys do not belong here"},
    {"16C7e42F292c6912E7710c838347Ae178B4a", "git push with ghp_16C7e42F292c6912E7710c838347Ae178B4a failed"},
    {"proj-AbCdEf0123456789", "openai: invalid key sk-proj-AbCdEf0123456789 given"},
    {"CAESIJlbdope", "vault said hvs.CAESIJlbdope permission denied"},
    {"MIIEvQIBADANBgkqh",
        "key:\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqh\nkiG9w0BAQE\n-----END PRIVATE KEY-----\ndone"},
    {"4096:c2FsdA==$storedKey:serverKey", "rolpassword SCRAM-SHA-256$4096:c2FsdA==$storedKey:serverKey"},
    {"N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
        "hash $2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy stored"},
    // JSON, nested, cut
    {"jsonPw-11", R"({"user":"ops","password":"jsonPw-11","retries":3})"},
    {"nestedPw-22", R"({"log":"{\"user\":\"ops\",\"password\":\"nestedPw-22\"}"})"},
    {"deepTok-33", R"({"a":"{\"b\":\"{\\\"access_token\\\":\\\"deepTok-33\\\",\\\"n\\\":1}\"}"})"},
    {"quote\\\"inside44", R"({"client_secret":"quote\"inside44","x":1})"},
    {"cutPw-55", R"({"password":"cutPw-55)"},
    {"listPw-66", R"({"passwords":["listPw-66","other"],"n":2})"},
    {"objPw-77", R"({"credentials":{"user":"u","value":"objPw-77"}})"},
    {"refr3sh-88", R"({"refresh_token": "refr3sh-88", "token_type": "bearer"})"},
    {"camelPw-99", R"({"dbPassword" : "camelPw-99"})"},
    // exception text and Python
    {"reprPw-10", "ConnectionError: Settings(host='db', password='reprPw-10', port=5432)"},
    {"strSecret-20", "ValidationError: api_key=SecretStr('strSecret-20') is not valid"},
    {"envPw-30", "os.environ['PGPASSWORD'] = 'envPw-30'"},
    {"tripled-40", "password = \"\"\"tripled-40\"\"\""},
    {"kwPw,with,commas", "connect(user=ops password=kwPw,with,commas sslmode=require)"},
    {"escNl-50", "traceback:\\npassword=escNl-50\\nhost=db"},
    {"yaml pw words", "broker:\n  password: yaml pw words\n  port: 6379"},
    // beside prose: a word alone, with signs of a machine, quoted, or after an equals sign
    {"Hunterword", "Supabase Auth token: Hunterword"},
    {"Rq7limit", "Auth auth.token: Rq7limit reached"},
    {"Request rate", "auth.token: 'Request rate limit'"},
    {"Requested", "refresh_token=Requested again"},
    {"Reached", "x?token=Reached&rate=limit"},
    {"Correct", "secret: Correct horse battery"},
    // addresses
    {"r3disPw", "kombu: cannot connect to redis://:r3disPw@10.0.0.5:6379/0"},
    {"pgPw%40x", "dsn postgresql://app:pgPw%40x@db.test:5432/app?sslmode=require"},
    {"p@ss@word", "broker amqp://ops:p@ss@word@mq.test:5672//"},
    {"pa/ss#w", "postgres://ops:pa/ss#w@db.test/app"},
    {"s3ntinelPw", "sentinel://:s3ntinelPw@h1:26379;sentinel://:s3ntinelPw@h2:26379"},
    {"escapedUrlPw", R"({"url":"redis:\/\/:escapedUrlPw@h:6379\/0"})"},
    {"gitTokenOnly9", "clone https://gitTokenOnly9@git.test/x.git"},
    {"signedTok-1", "GET https://x.test/storage/v1/object/sign/a.png?token=signedTok-1&w=100"},
    {"a1b2c3d4e5f6a7b8", "https://s3.test/b/k?X-Amz-Date=20260301&X-Amz-Signature=a1b2c3d4e5f6a7b8&x=1"},
    {"sasSig%2Fabc%3D", "https://acc.blob.test/c/f?sv=2022&sig=sasSig%2Fabc%3D&se=2026"},
    {"fragTok-2", "redirected to http://127.0.0.1:40111/#access_token=fragTok-2&expires_in=3600"},
    {"pkceCode-3abc", "GET /callback?code=pkceCode-3abc&state=ok"},
    {"goTok-4", R"({"url":"https://x.test/?a=1\u0026token=goTok-4\u0026b=2"})"},
    {"pctTok-5", "next=https%3A%2F%2Fx.test%2F%3Ftoken%3DpctTok-5%26b%3D2"},
    {"queryPw-6", "postgresql://db.test/app?user=ops&password=queryPw-6&sslmode=require"},
    // SQL and conninfo
    {"sqlPw''quoted", "STATEMENT: ALTER ROLE app WITH LOGIN PASSWORD 'sqlPw''quoted' VALID UNTIL 'infinity'"},
    {"dollarPw", "CREATE USER x ENCRYPTED PASSWORD $a$dollarPw$a$;"},
    {"cryptPw-7", "UPDATE auth.users SET encrypted_password = crypt('cryptPw-7', gen_salt('bf')) WHERE id = 1"},
    {"connPw-8", "conninfo: host=db user=ops password=connPw-8 sslmode=verify-full"},
    {"it\\'s secret", "conninfo: host=db password='it\\'s secret' user=ops"},
    // Redis and shells
    {"authPw-12", "1709301731.123 [0 10.0.0.9:5555] \"AUTH\" \"default\" \"authPw-12\""},
    {"plainAuthPw", "sent AUTH plainAuthPw"},
    {"respPw-13", "*2\\r\\n$4\\r\\nAUTH\\r\\n$9\\r\\nrespPw-13\\r\\n"},
    {"helloPw-14", "HELLO 2 AUTH reader helloPw-14 SETNAME pilothouse"},
    {"aclPw-15", "ACL SETUSER reader on >aclPw-15 ~* +@read"},
    {"requirePw-16", "CONFIG SET requirepass requirePw-16"},
    {"cliPw-17", "ran redis-cli -h 10.0.0.5 -a cliPw-17 ping"},
    {"flagPw-18", "argv: [\"pgtool\", \"--password\", \"flagPw-18\", \"--host\", \"db\"]"},
    {"flagPw-19", "pgtool --password flagPw-19 --host db"},
    {"curlUserPw", "curl -u ops:curlUserPw https://x.test"},
    {"shellPw-21", "REDISCLI_AUTH=shellPw-21 redis-cli ping"},
};

/// Registered first: the redactor cannot know them by their look.
inline constexpr Planted registered[] = {
    {"correct horse battery", "sign-in tried with correct horse battery by ops"},
    {"Zq9!kfoo-bar", "body: @64 (42 bytes)"},
    {"Zq9!kfoo-bar", "dump: @16 end"},
    {"Zq9!kfoo-bar", "q=Zq9%21kfoo-bar"},
    {"with\"quote\\and", "repr: with\\\"quote\\\\and"},
    {"gr\xc3\xbc\xc3\x9f-dich", "typed gr\xc3\xbc\xc3\x9f-dich twice: gr\xc3\xbc\xc3\x9f-dich"},
};

inline constexpr const char *benign[] = {
    "token_type=bearer expires_in=3600",
    "usage: prompt_tokens: 812, total_tokens: 1280, max_tokens=4096",
    "FATAL: password authentication failed for user \"ops\"",
    "apikey: sb_publishable_abcDEF123456",
    "connected to redis://127.0.0.1:6379/0 in 2 ms",
    "GET https://api.test:8443/v1/users/ops@acme.test?limit=20&order=created_at.desc 200",
    "postgresql://reader@db.test:5432/app",
    "NOAUTH Authentication required.",
    "WRONGPASS invalid username-password pair or user is disabled.",
    "ERR AUTH <password> called without any password configured for the default user",
    "AUTH failed for client 10.0.0.9:5555",
    "secretary=Ann compass=north author: bob monkey: banana",
    "?key=celery&queue=llm",
    "image sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945 pulled",
    "task 91b3c0de-7f21-4a5e-9d1c-2b7f6c0e1a44 agents.run_agent succeeded in 2.18s",
    "PWD=/home/ops/pilothouse SHELL=/bin/bash",
    "Bearer authentication is required for this endpoint",
    "password_min_length=12 tokenizer: cl100k_base",
    "invalid token: expired",
    "Supabase Auth token: rate limit reached",
    "Auth auth.token: Request rate limit reached",
    "Supabase Auth auth.token: HTTP 429: Too many requests",
    "refresh_token: Already used, sign in again",
    "access token: It's not valid any more",
    "SELECT count(*) FROM auth.refresh_tokens WHERE revoked IS NOT TRUE",
    "cookie policy accepted, session cookies: 3",
    "std::string Secret::reveal() const",
    "ACL: user reader has no permission to run 'publish' (NOPERM)",
    "password: null, \"api_key\": \"\", secret=********",
};

} // namespace ph::test
