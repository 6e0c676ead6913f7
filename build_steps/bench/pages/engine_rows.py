"""Measures an engine from CPython: `python engine_rows.py` prints milliseconds by name as JSON.

Calls go over loopback from this process to `socket_host.py` (ours and hypha-rpc's) and to a bare echo of the library
`websockets`; arrays too, but not by hypha-rpc: its calls time out from half a megabyte on when it is used without its
own server, as here, so there is nothing to compare. They also go to a plugin's process, from the engine and from a
client of its server. Jobs have a process each.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from coverslip.rpc import Peer
from coverslip.rpc.websockets_socket import connect_to
from coverslip_engine.engine import Engine
from coverslip_engine.jobs import FINAL
from hypha_rpc.rpc import RPC
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from build_steps.bench.pages.socket_host import Connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

_BYTES = 2**26
_CALLS = 300
_JOBS = 20
_PLUGIN = """# /// script
# dependencies = ["numpy"]
# ///
import numpy as np
from coverslip import op, progress

@op
def echo(array: np.ndarray) -> np.ndarray:
    return array

@op
def nothing() -> None:
    progress(0.0, "begun")
"""


async def _timed(work: Callable[[], Awaitable[Any]], times: int = 1) -> float:
    start = time.perf_counter()
    for _ in range(times):
        await work()
    return (time.perf_counter() - start) * 1000 / times


async def _echo(socket: ServerConnection) -> None:
    async for message in socket:
        await socket.send(message)


@asynccontextmanager
async def _host() -> AsyncIterator[tuple[int, int]]:
    command = [sys.executable, str(Path(__file__).with_name("socket_host.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        if program.stdin is None or program.stdout is None:
            raise RuntimeError("The program was started without pipes.")
        ours, hypha = json.loads(program.stdout.readline())
        yield ours, hypha
        program.stdin.close()


async def _raw(array: np.ndarray[Any, Any]) -> dict[str, float]:
    """A bare echo in a process of its own, as the others have."""
    command = [sys.executable, __file__, "echo"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        if program.stdin is None or program.stdout is None:
            raise RuntimeError("The program was started without pipes.")
        port = int(program.stdout.readline())
        async with connect(f"ws://127.0.0.1:{port}/", max_size=None, compression=None) as socket:

            async def there_and_back(data: bytes | memoryview) -> None:
                await socket.send(data)
                await socket.recv()

            small = await _timed(lambda: there_and_back(b"x"), _CALLS)
            large = await _timed(lambda: there_and_back(array.data.cast("B")))
        program.stdin.close()
        return {"raw call": small, "raw array": large}


async def echo_server() -> None:
    """Send back what comes; ends with the standard input."""
    async with serve(_echo, "127.0.0.1", 0, max_size=None, compression=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def _calls(array: np.ndarray[Any, Any]) -> dict[str, float]:
    async with _host() as (ours, hypha):
        peer = Peer(await connect_to(f"ws://127.0.0.1:{ours}/"))
        found = {
            "ours call": await _timed(lambda: peer.root.nothing(), _CALLS),
            "ours array": await _timed(lambda: peer.root.echo(array)),
        }
        peer.close()
        async with connect(f"ws://127.0.0.1:{hypha}/", max_size=None, compression=None) as socket:
            # Both sides of hypha-rpc ask the same of a connection.
            connection = Connection(socket)
            rpc = RPC(connection, client_id="page", workspace="bench", silent=True)
            listening = asyncio.create_task(connection.listen())
            remote = await rpc.get_remote_service("bench/host:calls", {"_no_retry": True})
            found["hypha call"] = await _timed(remote.nothing, _CALLS)
            listening.cancel()
    return found


async def _engine(array: np.ndarray[Any, Any]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        engine = await Engine.open(Path(folder))
        plugin = (await engine.install(_PLUGIN, owner="bench")).id
        await engine.call(plugin, "echo", [array], owner="bench")
        found = {
            "engine call": await _timed(lambda: engine.call(plugin, "nothing", owner="bench"), _CALLS),
            "engine array": await _timed(lambda: engine.call(plugin, "echo", [array], owner="bench")),
        }
        start = time.perf_counter()
        job = engine.submit(plugin, "nothing", owner="bench")
        async for event in engine.events(job.id):
            if event.kind == "progress":
                found["job start"] = (time.perf_counter() - start) * 1000
        start = time.perf_counter()
        jobs = [engine.submit(plugin, "nothing", owner="bench") for _ in range(_JOBS)]
        found["job accepted"] = (time.perf_counter() - start) * 1000 / _JOBS
        for job in jobs:
            async for _ in engine.events(job.id):
                pass
        found["job done"] = (time.perf_counter() - start) * 1000 / _JOBS
        if any(engine.job(job.id).state not in FINAL for job in jobs):
            raise RuntimeError("A job has not ended.")
        await engine.close()
    return found


async def _server(array: np.ndarray[Any, Any]) -> dict[str, float]:
    """A plugin's process behind an engine's server in a process of its own."""
    token = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory() as folder:
        words = ["-m", "coverslip_engine", "--port", "0", "--data", folder, "--token", token]
        with subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True) as program:
            if program.stdout is None:
                raise RuntimeError("The program was started without pipes.")
            told = next(line for line in program.stdout if "listens at" in line)
            url = told.split("listens at ")[1].split()[0].replace("http", "ws") + "/rpc"
            settings = {"additional_headers": {"Authorization": f"Bearer {token}"}}
            peer = Peer(await connect_to(url, settings=settings))
            plugin = (await peer.root.install(_PLUGIN))["id"]
            await peer.root.call(plugin, "echo", [array])
            # An engine takes so many calls a second of one client.
            found = {
                "server call": await _timed(lambda: peer.root.call(plugin, "nothing"), _CALLS),
                "server array": await _timed(lambda: peer.root.call(plugin, "echo", [array])),
            }
            peer.close()
            program.terminate()
    return found


async def main() -> None:
    """Measure all once."""
    array = np.random.default_rng(0).random(_BYTES // 4, "f4")
    found = {**await _raw(array), **await _calls(array), **await _engine(array), **await _server(array)}
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(echo_server() if sys.argv[1:] == ["echo"] else main())
