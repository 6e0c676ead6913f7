"""The server as an ASGI application: its addresses, and who may use them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from coverslip import __version__
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute

from .credentials import address_of, secret_of
from .gate import Gate, error_response
from .invitations import post_token
from .job_files import get_job_file
from .openapi import openapi
from .origins import Origins
from .prefix import Prefix
from .rate_limits import RateLimit
from .rpc_socket import RpcSocket
from .site import Site
from .tokens import Forbidden
from .uploads import delete_artifact, get_artifact, get_upload, put_upload

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from .desk import Desk
    from .tokens import Scope, Token

    T = TypeVar("T")
    Handler: TypeAlias = Callable[[Request, Desk, Token], Awaitable[Response]]


#: Seconds between two looks for files that nobody uses.
_HOUSEKEEPING = 3600.0


def application(desk: Desk) -> ASGIApp:
    """The server of an engine."""
    settings = desk.settings
    doorman = _Doorman(desk)
    rpc = RpcSocket(desk, doorman.check)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        upkeep = asyncio.create_task(_keep_house(desk))
        yield
        upkeep.cancel()
        rpc.server.close("the engine stops")
        await desk.engine.close()
        desk.audit.close()

    guarded = doorman.guarded
    routes: list[Route | WebSocketRoute | Mount] = [
        Route("/health", _health),
        Route("/openapi.json", _openapi),
        Route("/info", guarded("run", _info)),
        Route("/metrics", guarded("run", _metrics)),
        Route("/tokens", doorman.invited, methods=["POST"]),
        Route("/uploads/{sha256}", guarded("run", get_upload)),
        Route("/uploads/{sha256}", guarded("run", put_upload), methods=["PUT"]),
        Route("/artifacts/{sha256}", guarded("run", get_artifact)),
        Route("/artifacts/{sha256}", guarded("admin", delete_artifact), methods=["DELETE"]),
        Route("/jobs/{job}/files/{name:path}", guarded("run", get_job_file)),
        WebSocketRoute("/rpc", rpc),
    ]
    if settings.app is not None:
        routes.append(Mount("/", Site(directory=settings.app, html=True)))
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _http_error})
    origins = Origins(settings.scheme, settings.loopback, frozenset(settings.allow_origins), settings.proxied)
    return Gate(
        Prefix(app, settings.base),
        desk,
        origins,
    )


class _Doorman:
    """Finds who asks, and counts wrong tokens."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        failures = desk.settings.limits.failures
        self._failures = RateLimit(failures / 60, failures)

    def check(self, secret: str, address: str) -> Token:
        """The token of a secret.

        Raises:
            Forbidden: it is none, or too many wrong ones have come from the address.
        """
        return self._counted(self._desk.tokens.check, secret, address)

    async def invited(self, request: Request) -> Response:
        """Answer an invitation with a token."""
        return await post_token(request, self._desk, partial(self._counted, self._desk.invitations.redeem))

    def _counted(self, find: Callable[[str], T], secret: str, address: str) -> T:
        wait = self._failures.wait(address)
        if wait:
            raise Forbidden(f"Too many wrong tokens came from {address}; try again in {wait:.0f} s.")
        try:
            return find(secret)
        except Forbidden as refusal:
            if secret:
                # Without one, nobody has guessed: a notebook looks whether there is a way to the engine.
                self._failures.take(address)
            self._desk.metrics.refusals.labels("token").inc()
            self._desk.audit.write("refuse", address=address, reason=str(refusal))
            raise

    def guarded(self, scope: Scope, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """A handler that only tokens with a scope reach."""
        return partial(self._handle, scope, handler)

    async def _handle(self, scope: Scope, handler: Handler, request: Request) -> Response:
        try:
            token = self.check(secret_of(request.scope), address_of(request.scope))
        except Forbidden as refusal:
            response = error_response(401, "Forbidden", str(refusal))
            response.headers["WWW-Authenticate"] = "Bearer"
            return response
        if not token.allows(scope):
            return error_response(403, "Forbidden", f"The token {token.id} lacks the scope {scope!r}.")
        return await handler(request, self._desk, token)


async def _keep_house(desk: Desk) -> None:
    """Delete files that have been kept long enough, now and then."""
    while True:
        for name in desk.artifacts.delete_unused():
            desk.audit.write("expire", file=name)
        await asyncio.sleep(_HOUSEKEEPING)


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok", "version": __version__})


async def _openapi(_: Request) -> Response:
    return JSONResponse(openapi())


async def _http_error(_: Request, error: Exception) -> Response:
    """What no handler of ours has answered: addresses and methods that there are not."""
    if not isinstance(error, HTTPException):
        raise error
    kind = "NotFound" if error.status_code == HTTPStatus.NOT_FOUND else "Refused"
    response = error_response(error.status_code, kind, error.detail)
    response.headers.update(error.headers or {})
    return response


async def _info(_: Request, desk: Desk, token: Token) -> Response:
    return JSONResponse(desk.info(token))


async def _metrics(_: Request, desk: Desk, token: Token) -> Response:  # noqa: ARG001 (every token may)
    return Response(desk.metrics.text(), media_type=CONTENT_TYPE_LATEST)
