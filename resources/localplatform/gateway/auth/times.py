"""Timestamps as the real server writes them."""

from __future__ import annotations

from datetime import datetime, timezone


def now() -> datetime:
    return datetime.now(timezone.utc)


def text(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC, with as many digits of the fraction as it has."""
    if moment is None:
        return None
    moment = moment.astimezone(timezone.utc)
    fraction = f".{moment.microsecond:06d}".rstrip("0").rstrip(".")
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"
