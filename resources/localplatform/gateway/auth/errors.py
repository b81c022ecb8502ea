"""Errors of the auth part, in both of their shapes."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

API_VERSION_HEADER = "X-Supabase-Api-Version"
API_VERSION = "2024-01-01"


class ApiError(Exception):
    """An answer that is not a success. `extra` joins the body; `announce` puts the code into X-Sb-Error-Code."""

    def __init__(self, status: int, code: str, message: str, *, extra: dict[str, Any] | None = None,
                 announce: bool = True) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.extra = extra or {}
        self.announce = announce


def validation_failed(message: str, status: int = 400) -> ApiError:
    return ApiError(status, "validation_failed", message)


def wants_new_shape(request: Request) -> bool:
    """Any dated version from 2024-01-01 on selects the new shape."""
    return request.headers.get(API_VERSION_HEADER, "") >= API_VERSION


def token_headers(request: Request) -> dict[str, str]:
    """Sb-Auth-* headers that handlers collect as they learn whom the request is about; errors carry them too."""
    if not hasattr(request.state, "token_headers"):
        request.state.token_headers = {}
    return request.state.token_headers


def render(request: Request, error: ApiError) -> Response:
    headers = dict(token_headers(request))
    if wants_new_shape(request):
        body: dict[str, Any] = {"code": error.code, "message": error.message, **error.extra}
        headers[API_VERSION_HEADER] = API_VERSION
        # The real server leaves the header out for weak passwords, in this shape only.
        announce = error.announce and error.code != "weak_password"
    else:
        body = {"code": error.status, "error_code": error.code, "msg": error.message, **error.extra}
        announce = error.announce
    if announce:
        headers["X-Sb-Error-Code"] = error.code
    return JSONResponse(body, status_code=error.status, headers=headers)
