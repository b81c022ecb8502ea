"""Time-based one-time codes (RFC 6238: SHA-1, six digits, 30 s) and their enrolment."""

from __future__ import annotations

import io
import re
from datetime import datetime
from urllib.parse import quote, urlsplit

import pyotp
import segno

_CODE = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    return pyotp.random_base32(32)


def enrolment_uri(issuer: str, account: str, secret: str) -> str:
    label = quote(f"{issuer}:{account}", safe=":@")
    return (f"otpauth://totp/{label}?algorithm=SHA1&digits=6&issuer={quote(issuer, safe=':@')}"
            f"&period=30&secret={secret}")


def default_issuer(site_url: str) -> str:
    return urlsplit(site_url).netloc or "Pilothouse"


def qr_svg(uri: str) -> str:
    out = io.BytesIO()
    segno.make(uri, error="m").save(out, kind="svg", scale=4, xmldecl=True)
    return out.getvalue().decode()


def matches(secret: str, code: str, moment: datetime) -> bool:
    """The code of this step or of a neighbouring one."""
    return bool(_CODE.fullmatch(code)) and pyotp.TOTP(secret).verify(code, for_time=moment, valid_window=1)
