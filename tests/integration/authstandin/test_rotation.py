"""The table of refresh-token rotation, row by row, for both kinds of tokens, and what happens at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable

import httpx
import jwt
import pytest
from cluster import Cluster
from server import VERSION, Gateway


@pytest.fixture(scope="module", params=["letters", "v2"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def server(kind: str, gateway: Gateway, gateway_with: Callable[..., Gateway]) -> Gateway:
    return gateway if kind == "letters" else gateway_with(refresh={"kind": "v2"})


@pytest.fixture
def interval_passes(cluster: Cluster) -> Callable[[], str]:
    return lambda: cluster.psql(
        "update auth.refresh_tokens set updated_at = updated_at - interval '1 hour';"
        "update auth.sessions set refreshed_at = refreshed_at - interval '1 hour'")


def chain(server: Gateway, refreshes: int) -> tuple[dict[str, Any], list[str]]:
    """A session and its refresh tokens, oldest first."""
    session = server.sign_in("oncall")
    tokens = [session["refresh_token"]]
    for _ in range(refreshes):
        answer = server.refresh(tokens[-1])
        assert answer.status_code == 200 and answer.headers["sb-auth-refresh-token-reuse"] == "false"
        tokens.append(answer.json()["refresh_token"])
    assert len(set(tokens)) == len(tokens)
    return session, tokens


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_the_previous_token_gives_its_successor_at_once_and_long_after(server: Gateway, interval_passes: Any) -> None:
    _, (first, second) = chain(server, 1)
    assert server.refresh(first).json()["refresh_token"] == second
    interval_passes()
    again = server.refresh(first)
    assert again.json()["refresh_token"] == second and "sb-auth-refresh-token-reuse" not in again.headers
    assert server.refresh(second).status_code == 200  # the successor was not used up by that


def test_an_older_token_within_the_interval_is_forgiven(server: Gateway) -> None:
    _, tokens = chain(server, 2)
    assert server.refresh(tokens[0]).status_code == 200


def test_an_older_token_after_the_interval_ends_the_session(
        server: Gateway, kind: str, interval_passes: Any, cluster: Cluster) -> None:
    session, tokens = chain(server, 2)
    interval_passes()
    assert code(server.refresh(tokens[0])) == (400, "refresh_token_already_used")
    interval_passes()
    newest, seen = server.refresh(tokens[2]), server.get("/user", session)
    if kind == "letters":
        assert code(newest) == (400, "refresh_token_already_used") and seen.status_code == 200
        session_id = jwt.decode(session["access_token"], options={"verify_signature": False})["session_id"]
        assert cluster.psql(
            f"select count(*) from auth.refresh_tokens where session_id = '{session_id}' and not revoked") == "0"
    else:
        assert code(newest) == (400, "refresh_token_not_found") and code(seen) == (403, "session_not_found")


def test_reuse_in_one_session_leaves_the_users_other_session_alone(server: Gateway, interval_passes: Any) -> None:
    other = server.sign_in("oncall")
    _, tokens = chain(server, 2)
    interval_passes()
    assert server.refresh(tokens[0]).status_code == 400
    assert server.refresh(other["refresh_token"]).status_code == 200


def together(server: Gateway, count: int, request: Callable[[httpx.Client, int], httpx.Response]) -> list[httpx.Response]:
    """Sends requests on connections that are already open, all at the same moment."""
    gate = threading.Barrier(count)

    def run(number: int) -> httpx.Response:
        with server.new_client() as client:
            assert client.get("/health").status_code == 200
            gate.wait(10)
            return request(client, number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_six_at_once_get_one_refresh_token_and_six_access_tokens(server: Gateway, kind: str) -> None:
    for _ in range(3):
        token = server.sign_in("oncall")["refresh_token"]
        answers = together(server, 6, lambda client, _: client.post(
            "/token?grant_type=refresh_token", json={"refresh_token": token}, headers=VERSION))
        assert [a.status_code for a in answers] == [200] * 6
        assert len({a.json()["refresh_token"] for a in answers}) == 1
        assert len({a.json()["access_token"] for a in answers}) == 6
        if kind == "v2":
            causes = sorted(a.headers.get("sb-auth-refresh-token-reuse-cause", "") for a in answers)
            assert causes == ["", *["concurrent-refresh,fail-to-save"] * 5]
        assert server.refresh(answers[0].json()["refresh_token"]).status_code == 200


def test_many_sessions_of_one_user_refresh_at_once(server: Gateway) -> None:
    tokens = [server.sign_in("oncall")["refresh_token"] for _ in range(12)]
    answers = together(server, 12, lambda client, n: client.post(
        "/token?grant_type=refresh_token", json={"refresh_token": tokens[n]}))
    assert [a.status_code for a in answers] == [200] * 12
    assert len({a.json()["refresh_token"] for a in answers}) == 12


def test_sign_out_and_refresh_at_once_end_signed_out(server: Gateway) -> None:
    for _ in range(3):
        session = server.sign_in("oncall")
        bearer = {"Authorization": f"Bearer {session['access_token']}"}
        answers = together(server, 4, lambda client, n: client.post("/logout", headers=bearer) if n == 0 else client.post(
            "/token?grant_type=refresh_token", json={"refresh_token": session["refresh_token"]}, headers=VERSION))
        assert answers[0].status_code in (204, 403)
        for answer in answers[1:]:
            assert answer.status_code == 200 or code(answer) == (400, "refresh_token_not_found")
        assert code(server.get("/user", session)) == (403, "session_not_found")


def test_one_code_redeemed_twice_at_once_opens_one_session(gateway: Gateway) -> None:
    from test_oauth import Browser, sign_in

    flow_code, verifier = sign_in(Browser(gateway))
    answers = together(gateway, 4, lambda client, _: client.post(
        "/token?grant_type=pkce", json={"auth_code": flow_code, "code_verifier": verifier}))
    assert sorted(a.status_code for a in answers) == [200, 404, 404, 404]


def test_without_rotation_the_token_stays(gateway_with: Callable[..., Gateway]) -> None:
    server = gateway_with(refresh={"rotation": False})
    token = server.sign_in("oncall")["refresh_token"]
    assert server.refresh(token).json()["refresh_token"] == token == server.refresh(token).json()["refresh_token"]


def test_tokens_of_the_other_kind_stay_good_after_a_change_of_kind(gateway: Gateway, gateway_with: Callable[..., Gateway]) -> None:
    newer = gateway_with(refresh={"kind": "v2"})
    old, new = gateway.sign_in("oncall"), newer.sign_in("oncall")
    assert newer.refresh(old["refresh_token"]).status_code == 200
    assert gateway.refresh(new["refresh_token"]).status_code == 200
