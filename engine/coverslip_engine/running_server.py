"""An engine with its server, at work in the loop that started it: the command line's, or a notebook's."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import urllib.parse
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

import uvicorn
from coverslip.rpc.socket_records import CHUNK

from .application import application
from .artifacts import Artifacts
from .audit_log import AuditLog
from .desk import Desk
from .engine import Engine
from .executors.ray import RayExecutor
from .invitations import Invitations
from .machine import gpus
from .metrics import Metrics
from .settings import SettingsError
from .tokens import TOKENS_FILE, Tokens

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .settings import Settings

#: Whose jobs those of the links that the engine prints are.
OWNER = "owner"
#: Seconds that answers under way have when the engine stops.
_FAREWELL = 5


class RunningServer:
    """An engine with its server.

    Attributes:
        url: where it listens.
        port: likewise.
        page: the end of an address of the app that connects it with the engine that serves it, token included.
        link: the address that opens the app with it, token included.
        desk: what the server has.
    """

    def __init__(self, desk: Desk, server: uvicorn.Server, listening: socket.socket, secret: str) -> None:
        settings = desk.settings
        host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 (compared, not bound)
        port = listening.getsockname()[1]
        self.desk = desk
        self.url = f"{settings.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
        self.port = int(port)
        # The engine's address is seen from the page's: behind a proxy both have another one.
        self.page = page_with(secret)
        self.link = f"{self.url}{settings.base}{self.page}"
        self._server = server
        self._task = asyncio.create_task(server.serve(sockets=[listening]))

    @classmethod
    async def start(
        cls,
        settings: Settings,
        open_engine: Callable[[Settings], Awaitable[Engine]] | None = None,
        *,
        lasting: bool = True,
    ) -> RunningServer:
        """Start an engine; it listens when this returns.

        Args:
            settings: how.
            open_engine: opens what the server stands before.
            lasting: whether the link's token outlives this process.

        Raises:
            SettingsError: its address or its folder can't be had.
        """
        listening = _listen(settings)
        try:
            settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise SettingsError(
                f"{settings.data} can't be used: {error.strerror}; name another with --data."
            ) from error
        engine = await (open_engine or _open_engine)(settings)
        tokens = Tokens(settings.data / TOKENS_FILE)
        secret, _ = tokens.add(OWNER, ["admin"], secret=settings.token, lasting=lasting)
        desk = Desk(
            settings=settings,
            engine=engine,
            tokens=tokens,
            artifacts=Artifacts(settings.data, settings.limits, settings.options.retention.upload_days),
            audit=AuditLog(settings.data / "audit.log"),
            metrics=Metrics(lambda: [job.state for job in engine.jobs()]),
            invitations=Invitations(),
            owner=OWNER,
        )
        config = uvicorn.Config(
            application(desk),
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            ws="websockets-sansio",
            ws_max_size=2 * CHUNK,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=_FAREWELL,
            ssl_certfile=settings.tls_cert,
            ssl_keyfile=settings.tls_key,
        )
        running = cls(desk, uvicorn.Server(config), listening, secret)
        await running.listening()
        return running

    def invitation(self) -> str:
        """As `page`, for a link that others may come to see: it connects one browser, once, and soon."""
        return page_with(self.desk.invitations.make())

    async def listening(self) -> None:
        """Wait until requests are answered.

        Raises:
            SettingsError: the server ends while it starts.
        """
        while not self._server.started:
            if self._task.done():
                await self._task
                raise SettingsError("The server ended while it started; its messages stand above.")
            await asyncio.sleep(0.01)

    async def ended(self) -> None:
        """Wait until the server has ended, which a signal makes it do."""
        await self._task

    async def stop(self) -> None:
        """End the server and the engine."""
        self._server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await self._task


def page_with(secret: str) -> str:
    """The end of an address of the app that connects it with the engine that serves it."""
    return "#/app?" + urllib.parse.urlencode({"engine": ".", "token": secret})


async def _open_engine(settings: Settings) -> Engine:
    executor = None
    if settings.executor == "ray":
        if find_spec("ray") is None:
            raise SettingsError("--executor ray needs `pip install 'coverslip[ray]'`.")
        address = settings.ray_address or "auto"
        try:
            executor = await RayExecutor.connect(address)
        except (ConnectionError, ValueError) as error:
            raise SettingsError(f"There is no Ray cluster at {address!r}: {error}") from error
    return await Engine.open(settings.data, replace(settings.options, gpus=len(gpus())), executor)


def _listen(settings: Settings) -> socket.socket:
    try:
        return socket.create_server(
            (settings.host, settings.port),
            family=socket.AF_INET6 if ":" in settings.host else socket.AF_INET,
            backlog=512,
        )
    except OSError as error:
        raise SettingsError(
            f"{settings.host}:{settings.port} can't be had ({error.strerror or error}); name another with --port."
        ) from error
