"""The engine's side of a connection to a Ray cluster."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import coverslip
from coverslip.errors import PeerClosed, RemoteError
from coverslip.rpc import Peer
from coverslip.rpc.stream_endpoint import StreamEndpoint

import coverslip_engine
from coverslip_engine.errors import EnvironmentFailed, ProcessLost
from coverslip_engine.jobs.job import Resources

from .ray_running import RayRunning

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coverslip.rpc.endpoint import Attachment

    from .executor import ProcessSpec

#: Seconds that the bridge has to leave the cluster.
_LEAVING = 10.0


class RayLink:
    """A bridge (`ray_bridge.py`) and what goes through it. Made by `open`.

    Ray's own code is kept out of the engine's process, because it ends its process when the cluster is lost, and holds
    its threads up while it looks for it.

    Attributes:
        closed: resolved when there is no connection any more.
    """

    def __init__(self, process: asyncio.subprocess.Process, control: socket.socket, frames: socket.socket) -> None:
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._process = process
        self._peer = Peer(StreamEndpoint(control), name="Ray's bridge")
        self._frames = StreamEndpoint(frames)
        self._frames.start(self._came, self._broke)
        self._running: dict[int, RayRunning] = {}
        self._numbers = itertools.count(1)
        self._peer.closed.add_done_callback(lambda reason: self._broke(reason.result()))

    @classmethod
    async def open(cls, address: str) -> RayLink:
        """Connect to a cluster.

        Raises:
            ConnectionAbortedError: it is there, and its server for clients failed at this one.
            ConnectionError: there is none.
        """
        ours, theirs = zip(socket.socketpair(), socket.socketpair(), strict=True)
        numbers = [each.fileno() for each in theirs]
        packages = {str(Path(package.__file__ or "").parent.parent) for package in (coverslip, coverslip_engine)}
        path = os.pathsep.join([*sorted(packages), *filter(None, [os.environ.get("PYTHONPATH")])])
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "coverslip_engine.executors.ray_bridge",
                json.dumps(numbers),
                # Where the cluster is away, Ray would otherwise begin one of its own, in the middle of any question.
                env={**os.environ, "PYTHONPATH": path, "RAY_ENABLE_AUTO_CONNECT": "0"},
                stdin=asyncio.subprocess.DEVNULL,
                # What Ray says there is no part of the engine's own output.
                stdout=asyncio.subprocess.DEVNULL,
                pass_fds=numbers,
                # Ctrl+C is for the engine, which first ends what runs.
                start_new_session=True,
            )
        finally:
            for each in theirs:
                each.close()
        link = cls(process, *ours)
        try:
            await link._peer.root.connect(address)
        except RemoteError as error:
            await link.close()
            failed = ConnectionAbortedError if error.type == "ConnectionAbortedError" else ConnectionError
            raise failed(error.message) from error
        except PeerClosed as error:
            await link.close()
            raise ConnectionError(str(error)) from error
        except BaseException:
            await link.close()
            raise
        return link

    async def resources(self) -> Resources:
        """What the cluster has now."""
        try:
            return Resources(*await self._peer.root.resources())
        except RemoteError as error:
            raise ConnectionError(error.message) from error

    async def find(self, requirements: Sequence[str]) -> list[str]:
        """Have a node look whether packages can be had.

        Returns:
            What its installer said.

        Raises:
            EnvironmentFailed: they can't.
        """
        found, said = await self._peer.root.find(list(requirements))
        if not found:
            raise EnvironmentFailed(_can_not_be_made("\n".join(said)), "\n".join(said))
        return list(said)

    async def start(self, spec: ProcessSpec, on_output: Callable[[str, str], None]) -> RayRunning:
        """Start a process.

        Raises:
            EnvironmentFailed: its environment can't be made.
            ProcessLost: it could not be started.
            PeerClosed: the cluster has gone away.
        """
        number = next(self._numbers)
        running = RayRunning(spec.title, on_output, lambda word, parts: self._tell(number, word, parts))
        self._running[number] = running
        running.ended.add_done_callback(lambda _: self._running.pop(number, None))
        resources, limits = spec.resources, spec.limits
        try:
            failed, message = await self._peer.root.start(
                number,
                spec.id,
                spec.title,
                [limits.memory, limits.cpu],
                [resources.num_cpus, resources.num_gpus, resources.memory],
                list(spec.environment.requirements),
            )
        except BaseException:
            self._running.pop(number, None)
            # It may have been started, with the answer on its way.
            self._tell(number, "kill its start was given up", ())
            raise
        if failed:
            self._running.pop(number, None)
            if failed == "environment":
                raise EnvironmentFailed(_can_not_be_made(message), message)
            raise ProcessLost(f"{spec.title} could not be started: {message}")
        return running

    async def close(self) -> None:
        """End the connection."""
        self._peer.close("the engine leaves the cluster")
        try:
            await asyncio.wait_for(self._process.wait(), _LEAVING)
        except TimeoutError:
            # It may end at this very moment.
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        self._frames.close()
        self._broke("")

    def _tell(self, number: int, word: str, parts: Sequence[Attachment]) -> None:
        self._frames.send(f"{number} {word}", parts)

    def _came(self, header: str, parts: list[Attachment]) -> None:
        number, _, word = header.partition(" ")
        running = self._running.get(int(number))
        if running is not None:
            running.came(word, parts)

    def _broke(self, _reason: str) -> None:
        if not self.closed.done():
            self.closed.set_result(None)
        for running in list(self._running.values()):
            running.lost("the connection to the cluster has ended")


def _can_not_be_made(words: str) -> str:
    return f"Ray could not make the environment of the plugin: {words[-600:]} Correct the `dependencies` in its header."
