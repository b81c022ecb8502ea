"""Replays captured requests against the gateway and compares the answers with the captured ones."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx

from server import Gateway, bearer

SAMPLES = Path(__file__).parent / "samples"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
# Compared by value where captured, and must be absent where not.
_HEADERS_BY_VALUE = ("x-sb-error-code", "x-supabase-api-version", "cache-control", "allow", "x-content-type-options",
                     "sb-auth-refresh-token-reuse", "sb-auth-refresh-token-reuse-cause",
                     "sb-auth-refresh-token-rotated", "sb-auth-refresh-token-counter")
_HEADERS_BY_PRESENCE = ("sb-auth-user-id", "sb-auth-session-id", "sb-auth-refresh-token-prefix")
_OPEN = ("app_metadata", "user_metadata", "identity_data", "external")  # content belongs to the account
# What depends on the account's history, not on the server.
_OPTIONAL_OF_USER = {"factors", "reauthentication_sent_at", "recovery_sent_at", "confirmation_sent_at", "banned_until"}


def check_headers(expected: dict[str, str], answer: httpx.Response, where: str) -> None:
    wanted = {key.lower(): value for key, value in expected.items()}
    for name in _HEADERS_BY_VALUE:
        assert answer.headers.get(name) == wanted.get(name), f"{where}: header {name}"
    for name in _HEADERS_BY_PRESENCE:
        assert (name in answer.headers) == (name in wanted), f"{where}: header {name}"
    if "content-type" in wanted:
        assert answer.headers.get("content-type") == wanted["content-type"], f"{where}: Content-Type"
    assert "Origin" in answer.headers["vary"] and "date" in answer.headers and "retry-after" not in answer.headers, where


def check_shape(expected: Any, given: Any, where: str) -> None:
    """The same keys and kinds of values, all the way down."""
    if isinstance(expected, dict):
        assert isinstance(given, dict), where
        optional = _OPTIONAL_OF_USER if "aud" in expected else set()
        assert set(expected) - optional == set(given) - optional, f"{where}: keys"
        for key in expected.keys() & given.keys():
            if key not in _OPEN:
                check_shape(expected[key], given[key], f"{where}.{key}")
    elif isinstance(expected, list):
        assert isinstance(given, list), where
        if expected and isinstance(expected[0], dict):
            for item in given:
                check_shape(expected[0], item, f"{where}[]")
    elif isinstance(expected, str) and _TIME.fullmatch(expected):
        assert isinstance(given, str) and _TIME.fullmatch(given), f"{where}: {given!r} is no timestamp"
    else:
        assert type(expected) is type(given), f"{where}: {type(given).__name__} for {type(expected).__name__}"


class Replay:
    """One file of samples. `play` sends an entry and compares; `done` demands that every entry was played or named."""

    def __init__(self, gateway: Gateway, file: str) -> None:
        self._gateway = gateway
        self._file = file
        self._entries = [e for e in json.loads((SAMPLES / f"{file}.json").read_text()) if "request" in e]
        self._left = [e["name"] for e in self._entries]

    def play(self, name: str, session: dict[str, Any] | None = None, *, body: dict[str, Any] | None = None,
             path: str | None = None, token: str | None = None, any_message: bool = False) -> httpx.Response:
        """Sends the captured request. `body` fields and `path` replace what was only true on the captured server."""
        entry = next(e for e in self._entries if e["name"] == name)
        request, expected = entry["request"], entry["response"]
        headers = {k: v for k, v in request["headers"].items() if k != "Authorization"}
        if "Authorization" in request["headers"]:
            headers |= {"Authorization": f"Bearer {token}"} if token else bearer(session)
        sent: dict[str, Any] = {}
        if isinstance(request["body"], str):
            sent["content"] = request["body"]
        elif request["body"] is not None:
            sent["json"] = {**request["body"], **(body or {})}
        answer = self._gateway.client.request(request["method"], path or request["path"], headers=headers, **sent)
        self._compare(f"{self._file}: {name}", expected, answer, any_message)
        self._left.remove(name)
        return answer

    @staticmethod
    def _compare(where: str, expected: dict[str, Any], answer: httpx.Response, any_message: bool) -> None:
        assert answer.status_code == expected["status"], f"{where}: {answer.status_code} {answer.text}"
        check_headers(expected["headers"], answer, where)
        body = expected["body"]
        if isinstance(body, (dict, list)):
            given = answer.json()
            check_shape(body, given, where)
            if isinstance(body, dict) and answer.status_code >= 400:
                for key in ("code", "error_code", "weak_password", *(() if any_message else ("message", "msg"))):
                    assert given.get(key) == body.get(key), f"{where}: {key}"
        else:
            assert answer.text == (body or ""), where

    def leave(self, *names: str) -> None:
        """Entries that are not the server's duty yet, or that another test provokes; the caller says why."""
        for name in names:
            self._left.remove(name)

    def done(self) -> None:
        assert not self._left, f"{self._file}: not replayed: {self._left}"
