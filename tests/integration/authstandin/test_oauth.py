"""Sign-in through the provider: PKCE, the fragment, cancelling, redirects, the exchange."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from typing import Any, Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cluster import Cluster
from contract import SAMPLES, check_headers, check_shape
from server import ACCOUNTS, SITE, Gateway

LOOPBACK = "http://127.0.0.1:54399/callback"
CAPTURED = {e["name"]: e for e in json.loads((SAMPLES / "oauth.json").read_text())}


class Browser:
    """Follows nothing by itself and, as a browser, sends no API key."""

    def __init__(self, gateway: Gateway) -> None:
        self._client = gateway.new_client()
        del self._client.headers["apikey"]
        self._auth = gateway.url + "/auth/v1"

    def authorize(self, **query: str) -> httpx.Response:
        return self._client.get(f"{self._auth}/authorize", params={"provider": "keycloak", **query})

    def choose(self, authorized: httpx.Response, **form: str) -> httpx.Response:
        """Opens the provider's page and presses one of its buttons; what the callback then answers."""
        page = self._client.get(authorized.headers["location"])
        assert page.status_code == 200 and "default-src 'none'" in page.headers["content-security-policy"]
        action = re.search(r'action="([^"]+)"', page.text).group(1)
        state = re.search(r'name="state" value="([^"]+)"', page.text).group(1)
        back = self._client.post(page.url.join(action), data={"state": state, **form})
        assert back.status_code == 302 and back.headers["location"].startswith(f"{self._auth}/callback?")
        return self._client.get(back.headers["location"])

    def get(self, url: str) -> httpx.Response:
        return self._client.get(url)


@pytest.fixture
def browser(gateway: Gateway) -> Browser:
    return Browser(gateway)


def pkce() -> tuple[str, dict[str, str]]:
    verifier = secrets.token_urlsafe(48)
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return verifier, {"code_challenge": digest, "code_challenge_method": "s256"}


def code_of(answer: httpx.Response) -> str:
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def sign_in(browser: Browser, account: str = "admin", redirect_to: str = LOOPBACK) -> tuple[str, str]:
    verifier, challenge = pkce()
    answer = browser.choose(browser.authorize(redirect_to=redirect_to, **challenge), account=f"{account}@pilothouse.test")
    assert answer.status_code == 302
    return code_of(answer), verifier


def exchange(gateway: Gateway, code: str, verifier: str) -> httpx.Response:
    return gateway.post("/token?grant_type=pkce", {"auth_code": code, "code_verifier": verifier})


def test_authorize_goes_to_the_provider_with_the_captured_parameters(browser: Browser) -> None:
    captured = CAPTURED["authorize with PKCE and a loopback redirect"]["response"]
    _, challenge = pkce()
    answer = browser.authorize(redirect_to=LOOPBACK, login_hint="ana.sso@pilothouse.test", **challenge)
    assert answer.status_code == captured["status"]
    wanted, given = (urlsplit(u) for u in (captured["location"], answer.headers["location"]))
    assert given.path == wanted.path and set(parse_qs(given.query)) == set(parse_qs(wanted.query))
    assert parse_qs(given.query)["redirect_to"] == [LOOPBACK]


def test_exchange_is_as_captured_and_shows_the_provider_tokens_once(gateway: Gateway, browser: Browser) -> None:
    captured = CAPTURED["exchange"]["response"]
    code, verifier = sign_in(browser)
    answer = exchange(gateway, code, verifier)
    assert answer.status_code == 200
    check_headers(captured["headers"], answer, "exchange")
    check_shape({**captured["body"], "user": {}}, {**answer.json(), "user": {}}, "exchange")
    session = answer.json()
    assert session["user"]["app_metadata"]["providers"] == ["email", "keycloak"]
    assert {i["provider"] for i in session["user"]["identities"]} == {"email", "keycloak"}
    assert "provider_token" not in gateway.refresh(session["refresh_token"]).json()


def test_a_code_is_good_once_and_a_wrong_verifier_does_not_use_it_up(gateway: Gateway, browser: Browser) -> None:
    code, verifier = sign_in(browser)
    wrong = exchange(gateway, code, "x" * 43)
    assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_code_verifier")
    assert exchange(gateway, code, verifier).status_code == 200
    again = exchange(gateway, code, verifier)
    assert (again.status_code, again.json()["code"]) == (404, "flow_state_not_found")
    empty = exchange(gateway, "", verifier)
    assert (empty.status_code, empty.json()["code"]) == (400, "validation_failed")


def test_a_code_expires(gateway: Gateway, browser: Browser, cluster: Cluster) -> None:
    code, verifier = sign_in(browser)
    cluster.psql("update auth.flow_state set auth_code_issued_at = auth_code_issued_at - interval '6 min'")
    late = exchange(gateway, code, verifier)
    assert (late.status_code, late.json()["code"]) == (422, "flow_state_expired")


def test_without_a_challenge_tokens_come_in_the_fragment(gateway: Gateway, browser: Browser) -> None:
    answer = browser.choose(browser.authorize(redirect_to=LOOPBACK), account="user@pilothouse.test")
    captured = urlsplit(CAPTURED["implicit: tokens in the fragment"]["response"]["location"])
    location = urlsplit(answer.headers["location"])
    assert location.query == "" and location.netloc == "127.0.0.1:54399"
    names = lambda fragment: set(parse_qs(fragment, keep_blank_values=True))  # noqa: E731
    assert names(location.fragment) == names(captured.fragment)
    token = parse_qs(location.fragment)["access_token"][0]
    assert gateway.get("/user", {"access_token": token}).json()["email"] == "user@pilothouse.test"


def test_cancel_arrives_on_the_loopback_address(browser: Browser) -> None:
    _, challenge = pkce()
    answer = browser.choose(browser.authorize(redirect_to=LOOPBACK, **challenge), cancel="1")
    captured = CAPTURED["the error arrives on the loopback address"]["response"]
    assert (answer.status_code, answer.headers["location"]) == (captured["status"], captured["location"])


@pytest.mark.parametrize("wanted, ends", [
    ("http://127.0.0.1:51234/cb/7f3a", "http://127.0.0.1:51234/cb/7f3a"), ("http://[::1]:51234/callback",) * 2,
    ("http://127.0.0.1:51234/cb?own=1", "http://127.0.0.1:51234/cb"), ("http://localhost:51234/callback",) * 2,
    ("pilothouse://auth/callback",) * 2,
    ("https://evil.test/cb", SITE), ("http://localhost:1/elsewhere", SITE), ("", SITE), ("javascript:alert(1)", SITE),
    ("http://127.0.0.1.evil.test/cb", SITE), ("http://127.0.0.1@evil.test/cb", SITE), ("//evil.test/cb", SITE),
    ("http://evil.test\\@127.0.0.1/", SITE), ("pilothouse://evil/callback", SITE), ("http://[::1", SITE),
    ("http://127.0.0.1:99999/cb", SITE), ("http://127.0.0.1/\r\nX: y", SITE)])
def test_where_the_browser_ends(browser: Browser, wanted: str, ends: str) -> None:
    _, challenge = pkce()
    answer = browser.choose(browser.authorize(redirect_to=wanted, **challenge), account="user@pilothouse.test")
    location = answer.headers["location"]
    assert answer.status_code == 302 and location.split("?")[0] == ends and code_of(answer)
    if "own=1" in wanted:
        assert parse_qs(urlsplit(location).query)["own"] == ["1"]


@pytest.mark.parametrize("name, query", [
    ("provider not enabled", {"provider": "github"}),
    ("challenge without method", {"code_challenge": "c" * 43}),
    ("unknown method", {"code_challenge": "c" * 43, "code_challenge_method": "md5"}),
    ("challenge too short", {"code_challenge": "c" * 42, "code_challenge_method": "s256"})])
def test_refusals_come_in_the_old_shape(browser: Browser, name: str, query: dict[str, str]) -> None:
    answer, captured = browser.authorize(**query), CAPTURED[name]["response"]
    assert (answer.status_code, answer.json()) == (captured["status"], captured["body"])


def test_a_made_up_or_replayed_state_ends_on_the_site(gateway: Gateway, browser: Browser) -> None:
    made_up = browser.get(f"{gateway.url}/auth/v1/callback?code=x&state=nope")
    captured = CAPTURED["callback with a made-up state"]["response"]
    assert (made_up.status_code, made_up.headers["location"]) == (captured["status"], captured["location"])
    _, challenge = pkce()
    authorized = browser.authorize(redirect_to=LOOPBACK, **challenge)
    browser.choose(authorized, account="user@pilothouse.test")
    state = parse_qs(urlsplit(authorized.headers["location"]).query)["state"][0]
    replayed = browser.get(f"{gateway.url}/auth/v1/callback?code=x&state={state}")
    captured = CAPTURED["callback replayed"]["response"]
    assert (replayed.status_code, replayed.headers["location"]) == (captured["status"], captured["location"])


def test_a_made_up_code_is_told_on_the_loopback_address(gateway: Gateway, browser: Browser) -> None:
    _, challenge = pkce()
    authorized = browser.authorize(redirect_to=LOOPBACK, **challenge)
    state = parse_qs(urlsplit(authorized.headers["location"]).query)["state"][0]
    answer = browser.get(f"{gateway.url}/auth/v1/callback?code=x&state={state}")
    assert answer.headers["location"].startswith(f"{LOOPBACK}?error=server_error")


def test_a_banned_user_is_told_so(browser: Browser) -> None:
    _, challenge = pkce()
    answer = browser.choose(browser.authorize(redirect_to=LOOPBACK, **challenge), account="banned@pilothouse.test")
    assert "error_code=user_banned" in answer.headers["location"]


def test_an_address_without_password_is_made_and_text_of_the_page_is_escaped(
        gateway_with: Callable[..., Gateway], cluster: Cluster) -> None:
    account = {"email": "markup@pilothouse.test", "password": "Markup-Passw0rd-1",
               "user_metadata": {"name": "<script>alert(1)</script>"}}
    gateway = gateway_with(accounts=[*ACCOUNTS, account])
    browser = Browser(gateway)
    page = browser.get(browser.authorize(redirect_to=LOOPBACK, login_hint='"><b>').headers["location"]).text
    assert "<script>" not in page and "&lt;script&gt;" in page and "<b>" not in page
    cluster.psql("delete from auth.users where email = 'markup@pilothouse.test'")
    session: dict[str, Any] = exchange(gateway, *sign_in(browser, "markup")).json()
    assert session["user"]["app_metadata"] == {"provider": "keycloak", "providers": ["keycloak"]}
    assert set(session["user"]["user_metadata"]) >= {"email", "email_verified", "full_name", "iss", "sub", "provider_id"}
    cluster.psql("delete from auth.users where email = 'markup@pilothouse.test'")


def test_the_provider_can_be_turned_off(gateway_with: Callable[..., Gateway]) -> None:
    gateway = gateway_with(provider={"enabled": False})
    assert Browser(gateway).authorize(redirect_to=LOOPBACK).status_code == 400
    assert gateway.get("/settings").json()["external"]["keycloak"] is False
    page = gateway.client.get(gateway.url + "/realms/pilothouse/protocol/openid-connect/auth?client_id=pilothouse&state=x")
    assert "pilothouse.test" not in page.text


def test_every_captured_entry_has_its_test() -> None:
    assert len(CAPTURED) == 21  # by name; steps that share a name ("…", "ends on") are in test_where_the_browser_ends
