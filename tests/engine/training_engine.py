"""A real engine with its server, whose plugins run in the environment of the tests: `python -m … DATA APP`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from coverslip_engine.engine import Engine
from coverslip_engine.executors import LocalExecutor
from coverslip_engine.running_server import RunningServer
from coverslip_engine.settings import Settings

from tests.engine.own_environment import OwnEnvironment

if TYPE_CHECKING:
    from collections.abc import Sequence


async def serve(arguments: Sequence[str]) -> None:
    """Serve until the process is ended; print the link first."""
    data, app = (Path(each).resolve() for each in arguments)

    async def opened(settings: Settings) -> Engine:
        environments = OwnEnvironment(settings.data / "environments")
        executor = LocalExecutor(settings.data / "work", str(settings.data).replace("/", "|"), environments)
        return await Engine.open(settings.data, None, executor)

    server = await RunningServer.start(Settings(data=data, port=0, app=app), opened)
    print(server.link, flush=True)
    await server.ended()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1:]))
