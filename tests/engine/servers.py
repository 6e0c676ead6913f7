"""Servers for the tests: real ones on loopback, before an engine that does in memory what the real one does."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
from coverslip.rpc import Peer
from coverslip.rpc.websockets_socket import connect_to
from coverslip_engine.engine import Engine
from coverslip_engine.errors import NotFound
from coverslip_engine.jobs import Job, JobEvent, Resources
from coverslip_engine.running_server import RunningServer
from coverslip_engine.settings import ServerLimits, Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from pathlib import Path

    from coverslip_engine.plugins import PluginRecord

TOKEN = "correct-horse-battery-staple"  # noqa: S105 (of the tests)


class EchoEngine(Engine):
    """Gives back what it is called with; its jobs are queued for ever."""

    def __init__(self) -> None:
        self.kept: dict[str, Job] = {}
        self.installed: list[str] = []
        self.stopped = 0

    async def install(
        self,
        source: bytes | str,
        *,
        owner: str,
        filename: str = "plugin.py",
        tag: str | None = None,
        on_log: Callable[[str], None] | None = None,
    ) -> PluginRecord:
        del tag
        self.installed.append(f"{owner}: {filename} ({len(source)})")
        if on_log:
            on_log("resolved 3 packages")
        raise NotFound("This engine keeps nothing.")

    def plugins(self) -> list[PluginRecord]:
        return []

    async def call(
        self,
        plugin: str,
        op: str,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        owner: str,
        on_progress: Callable[[Any], None] | None = None,
        on_log: Callable[[str, str], None] | None = None,
        host: Mapping[str, Callable[..., Any]] | None = None,  # noqa: ARG002
    ) -> Any:
        if on_progress and on_log:
            on_progress({"fraction": 0.5, "text": "half"})
            on_log("printed", "info")
        if op == "wait":
            try:
                await asyncio.Event().wait()
            finally:
                self.stopped += 1
        return [plugin, op, list(args), dict(kwargs or {}), owner]

    def submit(
        self,
        plugin: str,
        op: str,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        owner: str,
        priority: int = 0,
        resources: Resources | None = None,
        timeout: float | None = None,
    ) -> Job:
        del args, kwargs
        name = f"job-{len(self.kept) + 1}"
        self.kept[name] = Job(
            name,
            owner,
            plugin,
            op,
            "queued",
            1,
            priority,
            resources or Resources(),
            timeout,
            None,
            None,
            1.0,
            None,
            None,
        )
        return self.kept[name]

    def jobs(self, owner: str | None = None) -> list[Job]:
        return [job for job in self.kept.values() if owner in {None, job.owner}]

    def job(self, job: str) -> Job:
        if job not in self.kept:
            raise NotFound(f"There is no job {job!r}.")
        return self.kept[job]

    async def cancel(self, job: str) -> Job:
        self.kept[job] = replace(self.job(job), state="cancelled")
        return self.kept[job]

    async def events(self, job: str, after: int = 0) -> AsyncIterator[JobEvent]:
        for number in range(after + 1, 4):
            yield JobEvent(number, 1.0, "log", {"text": f"{job} {number}", "level": "info"})

    async def close(self) -> None:
        pass


@asynccontextmanager
async def serving(
    data: Path, engine: Engine | None = None, *, limits: ServerLimits | None = None, **settings: Any
) -> AsyncIterator[tuple[RunningServer, httpx.AsyncClient]]:
    """A server of a folder, and a client that has its token."""

    async def opened(_: Settings) -> Engine:
        return engine or EchoEngine()

    wanted = Settings(data, port=0, token=TOKEN, limits=limits or ServerLimits(reserve=0), **settings)
    server = await RunningServer.start(wanted, opened)
    try:
        async with httpx.AsyncClient(base_url=server.url, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
            yield server, client
    finally:
        await server.stop()


@asynccontextmanager
async def connected(server: RunningServer, secret: str = TOKEN, **headers: str) -> AsyncIterator[Any]:
    """The root object of a session with a server, for a page with this token."""
    settings = {"additional_headers": {"Authorization": f"Bearer {secret}", **headers}}
    peer = Peer(await connect_to(server.url.replace("http", "ws") + "/rpc", settings=settings))
    try:
        yield peer.root
    finally:
        peer.close()
