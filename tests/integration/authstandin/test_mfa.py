"""Second factors: the captured samples, and the rules of aal1 and aal2 around them."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import jwt
import pyotp
import pytest
from cluster import Cluster
from contract import Replay
from server import Gateway


def aal(session: dict[str, Any]) -> tuple[str, list[str]]:
    claims = jwt.decode(session["access_token"], options={"verify_signature": False})
    return claims["aal"], sorted(entry["method"] for entry in claims["amr"])


def enroll(gateway: Gateway, session: dict[str, Any], name: str) -> tuple[str, pyotp.TOTP]:
    answer = gateway.post("/factors", {"factor_type": "totp", "friendly_name": name, "issuer": "Pilothouse"}, session)
    assert answer.status_code == 200, answer.text
    return answer.json()["id"], pyotp.TOTP(answer.json()["totp"]["secret"])


def challenge(gateway: Gateway, session: dict[str, Any], factor: str) -> str:
    return gateway.post(f"/factors/{factor}/challenge", {}, session).json()["id"]


def verify(gateway: Gateway, session: dict[str, Any], factor: str, totp: pyotp.TOTP) -> dict[str, Any]:
    answer = gateway.post(f"/factors/{factor}/verify",
                          {"challenge_id": challenge(gateway, session, factor), "code": totp.now()}, session)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(autouse=True)
def without_factors(cluster: Cluster) -> None:
    cluster.psql("delete from auth.mfa_factors; delete from auth.sessions")


def test_samples(gateway: Gateway) -> None:
    at_first = gateway.sign_in("admin")
    seeded, totp = enroll(gateway, at_first, "seeded")
    verify(gateway, at_first, seeded, totp)
    replay = Replay(gateway, "mfa")
    session = replay.play("password sign-in of a user with a verified factor: aal1").json()
    assert aal(session) == ("aal1", ["password"])
    replay.play("user.factors lists the factor", session)
    replay.play("enroll a second factor at aal1", session)
    replay.play("change password at aal1", session)
    replay.play("unenroll at aal1", session, path=f"/factors/{seeded}")
    opened = replay.play("challenge", session, path=f"/factors/{seeded}/challenge").json()
    assert 298 <= opened["expires_at"] - time.time() <= 301
    path = f"/factors/{seeded}/verify"
    replay.play("verify, wrong code", session, path=path, body={"challenge_id": opened["id"]})
    right = {"challenge_id": opened["id"], "code": totp.now()}
    raised = replay.play("verify, right code: aal2 and new tokens", session, path=path, body=right).json()
    assert aal(raised) == ("aal2", ["password", "totp"]) and raised["refresh_token"] != session["refresh_token"]
    replay.play("the spent challenge again", raised, path=path, body=right)
    elsewhere = {"challenge_id": challenge(gateway, raised, seeded), "code": totp.now()}
    replay.play("verify from another address than the challenge", raised, path=path, body=elsewhere)
    replay.play("old aal1 access token after verify", session)
    previous = replay.play("old refresh token after verify", body={"refresh_token": session["refresh_token"]}).json()
    assert previous["refresh_token"] == raised["refresh_token"]
    raised = replay.play("refresh keeps aal2", body={"refresh_token": raised["refresh_token"]}).json()
    assert aal(raised)[0] == "aal2"

    enrolled = replay.play("enroll a second factor at aal2", raised).json()
    replay.play("same friendly_name", raised)
    second, secret = enrolled["id"], pyotp.TOTP(enrolled["totp"]["secret"])
    first = replay.play("challenge of an unverified factor", raised, path=f"/factors/{second}/challenge").json()["id"]
    path = f"/factors/{second}/verify"
    raised = replay.play("first verify finishes the enrolment", raised, path=path,
                         body={"challenge_id": first, "code": secret.now()}).json()
    before = {"challenge_id": challenge(gateway, raised, second), "code": secret.at(time.time() - 30)}
    newest = replay.play("code of the previous 30 s step", raised, path=path, body=before).json()
    long_ago = {"challenge_id": challenge(gateway, newest, second), "code": secret.at(time.time() - 90)}
    replay.play("code of 90 s ago", newest, path=path, body=long_ago)
    replay.play("challenge of an unknown factor", newest)
    replay.play("unenroll at aal2", newest, path=f"/factors/{second}")
    replay.play("session after unenroll", newest)
    fallen = replay.play("refresh after unenroll of one of two factors", body={"refresh_token": raised["refresh_token"]})
    assert fallen.json()["refresh_token"] == newest["refresh_token"] and aal(fallen.json())[0] == "aal1"
    replay.play("bad factor_type", newest)
    replay.play("phone factor (disabled)", newest)
    replay.leave("admin: list factors")  # administration
    replay.done()


def test_samples_of_a_lost_phone(gateway: Gateway, cluster: Cluster) -> None:
    session, other = gateway.sign_in("user"), gateway.sign_in("user")
    replay = Replay(gateway, "mfa-admin")
    enrolled = replay.play("enroll", session).json()
    assert enrolled["totp"]["uri"].startswith("otpauth://totp/127.0.0.1:3000:user@pilothouse.test?")
    factor = enrolled["id"]
    body = {"challenge_id": challenge(gateway, session, factor), "code": pyotp.TOTP(enrolled["totp"]["secret"]).now()}
    raised = replay.play("first verify", session, path=f"/factors/{factor}/verify", body=body).json()
    replay.play("the user's other aal1 session after the factor was verified", other)
    replay.play("refresh of that other session", body={"refresh_token": other["refresh_token"]})
    gateway.delete(f"/factors/{factor}", raised)  # as the administrator would have done
    replay.play("session after the admin deleted the factor", raised)
    fallen = replay.play("refresh after the admin deleted the factor", body={"refresh_token": raised["refresh_token"]})
    assert aal(fallen.json()) == ("aal1", ["password"])
    replay.leave("admin renames", "admin deletes (lost phone)")  # administration
    replay.done()


def test_enrolment_can_be_scanned(gateway: Gateway) -> None:
    session = gateway.sign_in("oncall")
    answer = gateway.post("/factors", {"factor_type": "totp", "friendly_name": "x", "issuer": "My Company & Co"}, session).json()
    uri = urlsplit(answer["totp"]["uri"])
    query = {key: value[0] for key, value in parse_qs(uri.query).items()}
    assert query == {"algorithm": "SHA1", "digits": "6", "period": "30", "issuer": "My Company & Co",
                     "secret": answer["totp"]["secret"]}
    assert pyotp.parse_uri(answer["totp"]["uri"]).name == "oncall@pilothouse.test"
    assert ElementTree.fromstring(answer["totp"]["qr_code"]).tag == "{http://www.w3.org/2000/svg}svg"
    assert len(answer["totp"]["qr_code"]) < 20_000


def test_changes_need_aal2_once_a_factor_is_verified(gateway: Gateway) -> None:
    session = gateway.sign_in("oncall")
    factor, totp = enroll(gateway, session, "phone")
    assert aal(gateway.refresh(session["refresh_token"]).json())[0] == "aal1"  # enrolled, not yet verified
    raised = verify(gateway, session, factor, totp)
    low = gateway.sign_in("oncall")
    refused = [gateway.post("/factors", {"factor_type": "totp"}, low), gateway.put("/user", {"password": "New-Passw0rd-1"}, low),
               gateway.delete(f"/factors/{factor}", low)]
    assert [(a.status_code, a.json()["code"]) for a in refused] == [
        (403, "insufficient_aal"), (401, "insufficient_aal"), (422, "insufficient_aal")]
    assert gateway.put("/user", {"data": {"theme": "dark"}}, low).status_code == 200  # nothing secret in that
    assert gateway.put("/user", {"password": "New-Passw0rd-1"}, raised).status_code == 200
    assert gateway.put("/user", {"password": "Oncall-Passw0rd-1"}, raised).status_code == 200


def test_a_verification_ends_sessions_at_aal1_and_keeps_those_at_aal2(gateway: Gateway) -> None:
    first = gateway.sign_in("oncall")
    factor, totp = enroll(gateway, first, "phone")
    first = verify(gateway, first, factor, totp)
    waiting, second = gateway.sign_in("oncall"), gateway.sign_in("oncall")
    second = verify(gateway, second, factor, totp)
    assert gateway.get("/user", first).status_code == gateway.get("/user", second).status_code == 200
    assert gateway.get("/user", waiting).json()["code"] == "session_not_found"


def test_enrolments_that_were_not_finished_go_with_the_first_verification(gateway: Gateway) -> None:
    session = gateway.sign_in("oncall")
    enroll(gateway, session, "given up")
    factor, totp = enroll(gateway, session, "phone")
    raised = verify(gateway, session, factor, totp)
    assert [f["friendly_name"] for f in raised["user"]["factors"]] == ["phone"]


def test_another_users_factor_is_not_found(gateway: Gateway) -> None:
    factor, _ = enroll(gateway, gateway.sign_in("oncall"), "phone")
    stranger = gateway.sign_in("user")
    for answer in (gateway.post(f"/factors/{factor}/challenge", {}, stranger), gateway.delete(f"/factors/{factor}", stranger)):
        assert (answer.status_code, answer.json()["code"]) == (404, "mfa_factor_not_found")
    assert gateway.delete("/factors/nonsense", stranger).status_code == 404


def test_an_old_challenge_is_expired(gateway: Gateway, cluster: Cluster) -> None:
    session = gateway.sign_in("oncall")
    factor, totp = enroll(gateway, session, "phone")
    opened = challenge(gateway, session, factor)
    cluster.psql("update auth.mfa_challenges set created_at = created_at - interval '6 min'")
    answer = gateway.post(f"/factors/{factor}/verify", {"challenge_id": opened, "code": totp.now()}, session)
    assert (answer.status_code, answer.json()["code"]) == (422, "mfa_challenge_expired")
