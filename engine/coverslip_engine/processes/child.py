"""A plugin's process on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections import deque
from typing import TYPE_CHECKING

from coverslip.rpc.stream_endpoint import StreamEndpoint

from coverslip_engine.errors import LimitExceeded, ProcessCrashed

from .output_pipe import OutputPipe
from .tree import MARK, ProcessTree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from coverslip.rpc import Endpoint

    from coverslip_engine.executors.executor import Limits

#: Seconds between two looks at what a process takes.
_WATCH = 0.5
#: What one process may allocate beyond the limit before it gets MemoryError: the watchdog looks at what is really held.
_HEADROOM = 256 * 2**20
#: Lines of warnings that are kept for the case of a crash.
_LAST_WORDS = 100


class ChildProcess:
    """A process, and everything that it starts. Made by `start`.

    Attributes:
        endpoint: the connection to its runtime.
        ended: see `coverslip_engine.executors.Running`.
    """

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        tree: ProcessTree,
        endpoint: StreamEndpoint,
        pipes: tuple[OutputPipe, OutputPipe],
        lifeline: int,
        title: str,
        limits: Limits,
        said: deque[str],
    ) -> None:
        self.endpoint: Endpoint = endpoint
        self.ended: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        self._process = process
        self._tree = tree
        self._pipes = pipes
        self._lifeline = lifeline
        self._title = title
        self._limits = limits
        self._said = said
        self._reason: Exception | None = None
        self._tasks = [asyncio.create_task(each) for each in (self._wait(), self._watch())]

    @classmethod
    async def start(
        cls,
        python: Path,
        folder: Path,
        *,
        mark: str,
        title: str,
        limits: Limits,
        variables: Mapping[str, str],
        on_output: Callable[[str, str], None],
    ) -> ChildProcess:
        """Start a process.

        Args:
            python: the interpreter.
            folder: where it works.
            mark: names it and all that it starts, see `tree.MARK`.
            title: what it is called in messages.
            limits: what it may take.
            variables: of its environment, besides those of the engine.
            on_output: gets what it prints, and "info" or "warning".
        """
        ours, theirs = socket.socketpair()
        life_theirs, life_ours = os.pipe()
        out_ours, out_theirs = os.pipe()
        err_ours, err_theirs = os.pipe()
        data = limits.memory + limits.memory // 4 + _HEADROOM if limits.memory else 0
        options = {"socket": theirs.fileno(), "lifeline": life_theirs, "data": data, "cpu": limits.cpu}
        try:
            process = await asyncio.create_subprocess_exec(
                str(python),
                "-m",
                "coverslip.native_process",
                json.dumps(options),
                cwd=folder,
                env=_variables(python, mark, variables),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out_theirs,
                stderr=err_theirs,
                pass_fds=(theirs.fileno(), life_theirs),
                start_new_session=True,
            )
        except BaseException:
            ours.close()
            for number in (life_ours, out_ours, err_ours):
                os.close(number)
            raise
        finally:
            theirs.close()
            for number in (life_theirs, out_theirs, err_theirs):
                os.close(number)
        said: deque[str] = deque(maxlen=_LAST_WORDS)

        def warn(text: str) -> None:
            said.extend(text.split("\n"))
            on_output(text, "warning")

        pipes = (OutputPipe(out_ours, lambda text: on_output(text, "info")), OutputPipe(err_ours, warn))
        tree = ProcessTree(process.pid, mark)
        return cls(process, tree, StreamEndpoint(ours), pipes, life_ours, title, limits, said)

    def interrupt(self) -> None:
        """Interrupt the plugin's code, as Ctrl+C does."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGINT)

    def drain(self) -> None:
        """Hand on what was printed until now."""
        for pipe in self._pipes:
            pipe.drain()

    def usage(self) -> dict[str, float]:
        """What it and its descendants take."""
        return {
            "memory": float(self._tree.memory(0)),
            "cpu": self._tree.cpu(),
            "processes": float(len(self._tree.members())),
        }

    async def kill(self, reason: str) -> None:
        """End it and everything that it started; returns when they are gone."""
        await self._end(ProcessCrashed(f"{self._title} was ended: {reason}."))

    async def _end(self, reason: Exception) -> None:
        if self._reason is None:
            self._reason = reason
        if not self.ended.done():
            await asyncio.to_thread(self._tree.kill)
        await asyncio.shield(self.ended)

    async def _wait(self) -> None:
        code = await self._process.wait()
        self._tree.leader_alive = False
        # What it started must not outlive it.
        await asyncio.to_thread(self._tree.kill)
        for pipe in self._pipes:
            pipe.close()
        os.close(self._lifeline)
        self._tasks[1].cancel()
        self.ended.set_result(self._reason or _crash(self._title, code, self._limits, list(self._said)))

    async def _watch(self) -> None:
        limits = self._limits
        while limits.memory or limits.cpu:
            await asyncio.sleep(_WATCH)
            held = await asyncio.to_thread(self._tree.memory, limits.memory)
            if limits.memory and held > limits.memory:
                await self._end(
                    LimitExceeded(
                        f"{self._title} was ended: it held {held / 2**20:.0f} MB of memory, and may hold "
                        f"{limits.memory / 2**20:.0f} MB. Give it smaller images, or a higher limit."
                    )
                )
            elif limits.cpu and (used := await asyncio.to_thread(self._tree.cpu)) > limits.cpu:
                await self._end(_too_long(self._title, used, limits.cpu))


def _variables(python: Path, mark: str, variables: Mapping[str, str]) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERSLIP", "UV_"))}
    return {
        **own,
        "PATH": f"{python.parent}{os.pathsep}{own.get('PATH', os.defpath)}",
        "VIRTUAL_ENV": str(python.parent.parent),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        **variables,
        MARK: mark,
    }


def _crash(title: str, code: int, limits: Limits, said: list[str]) -> ProcessCrashed:
    """Why a process ended by itself; where it crashed in compiled code, with the lines of Python that led there."""
    if code == -signal.SIGXCPU:
        return _too_long(title, limits.cpu, limits.cpu)
    if code >= 0:
        return ProcessCrashed(f"{title} ended by itself, with exit code {code}.", code)
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    hint = " The system may have run out of memory." if code == -signal.SIGKILL else ""
    crash = ProcessCrashed(f"{title} crashed ({name}).{hint}", code)
    begun = next((number for number, line in enumerate(said) if line.startswith("Fatal Python error")), None)
    if begun is not None:
        crash.add_note("\n".join(said[begun:]))
    return crash


def _too_long(title: str, used: float, limit: int) -> LimitExceeded:
    return LimitExceeded(f"{title} was ended: it used {used:.0f} s of processor time, and may use {limit} s.")
