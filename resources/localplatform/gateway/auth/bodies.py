"""Request bodies: JSON objects with fields of the wanted types, or 400 bad_json."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request

from .errors import ApiError

_NAMES = {str: "string", dict: "object", bool: "bool"}


def bad_json(reason: str) -> ApiError:
    return ApiError(400, "bad_json", f"Could not parse request body as JSON: {reason}")


async def read_object(request: Request, **wanted: type) -> dict[str, Any]:
    """The body's object. A wanted field of another type is refused; null counts as absent; an empty body as {}."""
    raw = await request.body()
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw)
        # What PostgreSQL cannot store as text is refused here: NUL and unpaired surrogates.
        storable = "\x00" not in _flatten(body)
    except (ValueError, RecursionError) as error:
        raise bad_json(str(error)) from None
    if not storable:
        raise bad_json("invalid character U+0000 in string")
    if not isinstance(body, dict):
        raise bad_json("an object is expected")
    for name, kind in wanted.items():
        if body.get(name) is None:
            body.pop(name, None)
        elif not isinstance(body[name], kind):
            raise bad_json(f"field {name} is not of type {_NAMES[kind]}")
    return body


def _flatten(value: Any) -> str:
    """All text of a JSON value in one string. Raises UnicodeEncodeError (a ValueError) on unpaired surrogates."""
    if isinstance(value, str):
        value.encode()
        return value
    if isinstance(value, dict):
        return "".join(_flatten(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return "".join(_flatten(part) for part in value)
    return ""
