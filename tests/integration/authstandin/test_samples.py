"""The captured samples, replayed in the order in which they were captured."""

from __future__ import annotations

import json
import time
from typing import Any, Callable

import jwt
import pyotp
from cluster import Cluster
from contract import SAMPLES, Replay
from server import ACCOUNTS, Gateway


def backdate_tokens(cluster: Cluster) -> None:
    """As if the reuse interval had passed since every token was last touched."""
    cluster.psql("update auth.refresh_tokens set updated_at = updated_at - interval '1 hour'")


def test_password(gateway: Gateway) -> None:
    replay = Replay(gateway, "password")
    for name in ("sign in, ordinary user", "wrong password", "wrong password, no api version header", "unknown e-mail",
                 "missing e-mail", "unsupported grant", "banned user", "unconfirmed e-mail"):
        replay.play(name)
    replay.play("not JSON", any_message=True)
    replay.done()


def test_discovery(gateway: Gateway) -> None:
    replay = Replay(gateway, "discovery")
    for name in ("health", "settings", "jwks", "unknown path", "wrong method"):
        replay.play(name)
    replay.leave("openid-configuration")  # describes /oauth, which no client of ours uses
    replay.done()


def test_settings_name_the_same_providers(gateway: Gateway) -> None:
    captured = next(e for e in json.loads((SAMPLES / "discovery.json").read_text()) if e["name"] == "settings")
    assert gateway.get("/settings").json()["external"] == captured["response"]["body"]["external"]


def test_user(gateway: Gateway) -> None:
    session, replay = gateway.sign_in("user"), Replay(gateway, "user")
    for name in ("get user", "update user_metadata", "update app_metadata as user", "weak password",
                 "weak password, no api version header", "same password"):
        replay.play(name, session)
    for name in ("get user, no token", "get user, no token, no api version header"):
        replay.play(name)
    replay.play("get user, garbage token", token="abc")
    replay.leave("sign up with weak password")  # sign-up is not there
    replay.done()


def test_logout(gateway: Gateway) -> None:
    own, other = gateway.sign_in("oncall"), gateway.sign_in("oncall")
    replay = Replay(gateway, "logout")
    replay.play("scope=others", own)
    replay.play("another session after others", other)
    replay.play("refresh of another session after others", body={"refresh_token": other["refresh_token"]})
    replay.play("scope=local", own)
    replay.play("own session after local", own)
    replay.play("logout twice", own)
    again = gateway.sign_in("oncall")
    replay.play("bad scope", again)
    replay.play("scope=global", again)
    replay.play("after global", again)
    replay.done()


def test_refresh(gateway: Gateway, cluster: Cluster) -> None:
    replay = Replay(gateway, "refresh")

    def play(name: str, token: str) -> str:
        return replay.play(name, body={"refresh_token": token}).json().get("refresh_token", "")

    signed_in = replay.play("sign in").json()
    first = signed_in["refresh_token"]
    second = play("refresh: a new access and refresh token", first)
    assert play("old token again inside the reuse interval (parent of the active one)", first) == second
    backdate_tokens(cluster)
    assert play("old token again after the reuse interval, still parent of the active one", first) == second
    third = play("use the active token", second)
    fourth = play("and again", third)
    assert len({first, second, third, fourth}) == 4
    backdate_tokens(cluster)
    play("REUSE: a grandparent after the interval", first)
    assert play("the newest token straight after detected reuse", fourth) not in (first, second, third, fourth)
    replay.play("access token after detected reuse", signed_in)

    session = gateway.sign_in("oncall")
    tokens = [session["refresh_token"]]
    for _ in range(2):
        tokens.append(gateway.refresh(tokens[-1]).json()["refresh_token"])
    backdate_tokens(cluster)
    play("second session: reuse of the grandparent after the interval", tokens[0])
    backdate_tokens(cluster)
    play("second session: the newest token, asked after the interval has passed since detection", tokens[2])
    replay.play("second session: its access token then", session)
    for name in ("malformed token", "well-formed token that never existed", "no refresh_token"):
        replay.play(name)
    replay.done()


def test_refresh_v2_and_hs256(gateway_with: Callable[..., Gateway], cluster: Cluster) -> None:
    gateway = gateway_with(refresh={"kind": "v2"}, signing={"algorithm": "HS256"})
    replay = Replay(gateway, "refresh-v2")

    def play(name: str, token: str) -> str:
        return replay.play(name, body={"refresh_token": token}).json().get("refresh_token", "")

    def interval_passes() -> None:
        cluster.psql("update auth.sessions set refreshed_at = refreshed_at - interval '1 hour'")

    replay.play("jwks when signing with HS256")
    signed_in = replay.play("sign in").json()
    assert jwt.get_unverified_header(signed_in["access_token"]) == {"alg": "HS256", "typ": "JWT"}
    first = signed_in["refresh_token"]
    second = play("refresh", first)
    assert play("the previous token at once", first) == second
    interval_passes()
    assert play("the previous token after the interval (one behind)", first) == second
    third = play("next", second)
    fourth = play("next again", third)
    replay.play("tampered v2 token", body={"refresh_token": first[:-4] + ("AAAA" if first[-4:] != "AAAA" else "BBBB")})
    interval_passes()
    play("REUSE: two or more behind, after the interval", first)
    play("the newest token after detected reuse", fourth)
    replay.play("its access token after detected reuse", signed_in)
    replay.done()


def test_ban(gateway: Gateway, cluster: Cluster) -> None:
    session, replay = gateway.sign_in("agent"), Replay(gateway, "ban")
    cluster.psql("update auth.users set banned_until = now() + interval '24 h' where email = 'agent@pilothouse.test'")
    replay.play("GET /user with the access token from before the ban", session)
    replay.play("refresh after the ban", body={"refresh_token": session["refresh_token"]})
    cluster.psql("update auth.users set banned_until = null where email = 'agent@pilothouse.test'")
    replay.play("refresh after lifting", body={"refresh_token": session["refresh_token"]})
    replay.leave("ban with ban_duration 24h", "bad ban_duration", "lift with ban_duration none")  # administration
    replay.done()


def test_jwt(gateway: Gateway) -> None:
    session, replay = gateway.sign_in("user"), Replay(gateway, "jwt")
    claims = jwt.decode(session["access_token"], options={"verify_signature": False})
    private = json.loads((gateway.folder / "signing-key.json").read_text())
    secret = (gateway.folder / "jwt-secret").read_text()
    now = int(time.time())

    def es256(kid: str = private["kid"], **changes: Any) -> str:
        return jwt.encode(claims | changes, jwt.PyJWK(private).key, algorithm="ES256", headers={"kid": kid})

    nobody = "00000000-0000-4000-8000-000000000001"
    head, payload, signature = es256().split(".")
    replay.play("hs256 token without kid (legacy secret)", token=jwt.encode(claims, secret, algorithm="HS256"))
    replay.play("expired by 1 s", token=es256(exp=now - 1))
    replay.play("expired, no api version header", token=es256(exp=now - 1))
    replay.play("issued 120 s in the future", token=es256(iat=now + 120))
    replay.play("nbf 120 s in the future", token=es256(nbf=now + 120))
    replay.play("wrong audience", token=es256(aud="someone"))
    replay.play("wrong issuer", token=es256(iss="https://elsewhere.test"))
    replay.play("alg none", token=jwt.encode(claims, None, algorithm="none"), any_message=True)
    replay.play("unknown kid, ES256 header", token=es256(kid="nope"))
    tampered = payload[:40] + ("A" if payload[40] != "A" else "B") + payload[41:]
    replay.play("tampered payload", token=f"{head}.{tampered}.{signature}", any_message=True)
    replay.play("session that does not exist", token=es256(session_id=nobody))
    replay.play("user that does not exist", token=es256(sub=nobody))
    service = jwt.encode({"role": "service_role", "exp": now + 60}, secret, algorithm="HS256")
    replay.play("user endpoint with the service_role key", token=service)
    replay.leave("admin endpoint with a user token", "admin endpoint without token")  # administration
    replay.done()


def test_key_rotation(gateway_with: Callable[..., Gateway]) -> None:
    gateway = gateway_with()
    replay, session = Replay(gateway, "key-rotation"), gateway.sign_in("user")
    old = json.loads((gateway.folder / "signing-key.json").read_text())
    public = {key: old[key] for key in ("kid", "x", "y")}
    (gateway.folder / "signing-key.json").unlink()
    (gateway.folder / "old-keys.json").write_text(json.dumps([public]))
    gateway.halt()
    gateway.settings["signing"] = {"verify_keys_file": "old-keys.json"}
    gateway.start()
    kept = "after rotation, old key kept for verifying"
    published = replay.play(f"{kept}: jwks").json()["keys"]
    assert [key["kid"] == old["kid"] for key in published] == [False, True]
    assert all("d" not in key for key in published)
    replay.play(f"{kept}: access token signed by the old key", session)
    token = replay.play(f"{kept}: refresh", body={"refresh_token": session["refresh_token"]}).json()["refresh_token"]
    gateway.halt()
    gateway.settings["signing"] = {}
    gateway.start()
    replay.play("old key removed: jwks")
    replay.play("old key removed: access token signed by the old key", session, any_message=True)
    replay.play("old key removed: refresh", body={"refresh_token": token})
    replay.done()


def test_rate_limit(gateway_with: Callable[..., Gateway]) -> None:
    gateway = gateway_with(rate_limit={"enabled": True, "per_five_minutes": 1, "header": "X-Forwarded-For"})
    replay, wrong = Replay(gateway, "ratelimit"), {"email": "nobody@pilothouse.test", "password": ""}
    for _ in range(30):
        answer = gateway.post("/token?grant_type=password", wrong, **{"X-Forwarded-For": "203.0.113.9"})
        assert answer.status_code == 400
    replay.play("token endpoint: refused from request 31 on")
    replay.play("the same, no api version header")
    replay.play("a refresh from that address is refused too: one bucket for all grants")
    replay.done()
    elsewhere = gateway.post("/token?grant_type=password", wrong, **{"X-Forwarded-For": "203.0.113.10"})
    assert elsewhere.status_code == 400


HOOK = "create or replace function public.custom_access_token(event jsonb) returns jsonb language plpgsql as $$ begin {} end $$"
HOOKS = {
    "hook answers with an error object": "return '{\"error\": {\"http_code\": 403, \"message\": \"Tenant is suspended\"}}'::jsonb;",
    "hook raises": "raise exception 'the tenant table is gone';",
    "hook takes 3 s": "perform pg_sleep(3); return event;",
    "hook drops a required claim": "return jsonb_set(event, '{claims}', (event->'claims') - 'aal' - 'session_id');",
}


def test_hook(gateway_with: Callable[..., Gateway], cluster: Cluster) -> None:
    gateway = gateway_with(hook_timeout_s=0.3)
    replay, session = Replay(gateway, "hook"), gateway.sign_in("user")
    before = cluster.psql("select count(*) from auth.sessions")
    try:
        for name, body in HOOKS.items():
            cluster.psql(HOOK.format(body))
            replay.play(f"{name}: sign-in")
            replay.play(f"{name}: refresh", body={"refresh_token": session["refresh_token"]})
    finally:
        assert cluster.apply().returncode == 0  # puts the default hook back
    assert cluster.psql("select count(*) from auth.sessions") == before
    replay.play("hook restored: the same refresh token still works", body={"refresh_token": session["refresh_token"]})
    replay.done()
    assert "tenant table" not in gateway.log()


def test_session_limits(gateway_with: Callable[..., Gateway], cluster: Cluster) -> None:
    password = "Admin-Passw0rd-1"
    gateway = gateway_with(accounts=ACCOUNTS + [{"email": "limits@pilothouse.test", "password": password}])
    replay = Replay(gateway, "session-limits")
    email = {"email": "limits@pilothouse.test", "password": password}

    def restart(**limits: Any) -> None:
        gateway.halt()
        gateway.settings["sessions"] = limits
        gateway.start()

    def time_passes() -> None:
        cluster.psql("update auth.sessions set created_at = created_at - interval '1 min',"
                     " refreshed_at = refreshed_at - interval '1 min'")

    def refresh(name: str, session: dict[str, Any]) -> None:
        replay.play(name, body={"refresh_token": session["refresh_token"]})

    restart(timebox_s=12)
    session = replay.play("sign in, timebox 12 s", body=email).json()
    time_passes()
    refresh("refresh after the timebox", session)
    replay.play("access token after the timebox", session)
    restart(inactivity_s=5)
    session = replay.play("sign in, inactivity timeout 5 s", body=email).json()
    time_passes()
    refresh("refresh after the inactivity timeout", session)
    restart(single_per_user=True)
    older, newer = gateway.sign_in("limits", password), gateway.sign_in("limits", password)
    refresh("single_per_user: the older session refreshes", older)
    refresh("single_per_user: the newer session refreshes", newer)
    enrolled = gateway.post("/factors", {"factor_type": "totp", "friendly_name": "phone"}, newer).json()
    opened = gateway.post(f"/factors/{enrolled['id']}/challenge", {}, newer).json()
    code = pyotp.TOTP(enrolled["totp"]["secret"]).now()
    assert gateway.post(f"/factors/{enrolled['id']}/verify", {"challenge_id": opened["id"], "code": code},
                        newer).status_code == 200
    restart(allow_low_aal_s=6)
    session = replay.play("user with a verified factor signs in: allow_low_aal 6 s", body=email).json()
    assert session["expires_in"] == 6
    time_passes()
    refresh("refresh at aal1 after allow_low_aal", session)
    replay.done()
