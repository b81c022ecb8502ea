"""POST /factors, /factors/{id}/challenge, /factors/{id}/verify, DELETE /factors/{id}."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from .. import factors
from ..bearer import caller, read_claims
from ..bodies import read_object
from ..context import auth_of, client_ip

router = APIRouter()


@router.post("/factors")
async def enroll(request: Request) -> Response:
    read_claims(request)
    body = await read_object(request, factor_type=str, friendly_name=str, issuer=str)
    auth = auth_of(request)
    async with auth.transaction() as connection:
        who = await caller(request, connection)
        return JSONResponse(await factors.enroll(connection, auth, who, body, client_ip(request)))


@router.post("/factors/{factor_id}/challenge")
async def challenge(request: Request, factor_id: str) -> Response:
    read_claims(request)
    await read_object(request)
    auth = auth_of(request)
    async with auth.transaction() as connection:
        who = await caller(request, connection)
        factor = await factors.find(connection, who, factor_id)
        return JSONResponse(await factors.challenge(connection, auth, who, factor, client_ip(request)))


@router.post("/factors/{factor_id}/verify")
async def verify(request: Request, factor_id: str) -> Response:
    read_claims(request)
    body = await read_object(request, challenge_id=str, code=str)
    auth = auth_of(request)
    async with auth.transaction() as connection:
        who = await caller(request, connection)
        factor = await factors.find(connection, who, factor_id)
        return JSONResponse(await factors.verify(connection, auth, who, factor, body, client_ip(request)))


@router.delete("/factors/{factor_id}")
async def unenroll(request: Request, factor_id: str) -> Response:
    async with auth_of(request).transaction() as connection:
        who = await caller(request, connection)
        factor = await factors.find(connection, who, factor_id)
        return JSONResponse(await factors.unenroll(connection, who, factor, client_ip(request)))
