"""A plugin's process on an engine: `python -m coverslip.native_process OPTIONS`, started by the engine only.

It serves the same calls as a sandbox in the browser, over a socket that it was started with. The engine holds the other
end of a pipe, the lifeline: when the engine is gone, however it went, this process and its group end.
"""

from __future__ import annotations

import asyncio
import faulthandler
import json
import os
import resource
import signal
import socket
import sys
import threading
from types import ModuleType
from typing import TYPE_CHECKING, Any

from . import api, ctx, interrupts
from .rpc.stream_endpoint import StreamEndpoint
from .runtime import Runtime

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .rpc.endpoint import Endpoint


class NativeRuntime(Runtime):
    """A plugin in a process of its own. What it prints goes to the process's own streams, which the engine reads."""

    in_app = False

    def __init__(self, endpoint: Endpoint) -> None:
        self._working: dict[int, asyncio.Event] = {}
        super().__init__(endpoint)

    def _offered(self) -> Sequence[Callable[..., Any]]:
        return (self.load, self.load_imjoy, self.work, self.worked, self.leave, self.resume, self.finish)

    async def work(self, number: int, op: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Run an op, as `run` does, under a number of the engine's."""
        ended = self._working[number] = asyncio.Event()
        try:
            return await self.run(op, args, kwargs)
        finally:
            del self._working[number]
            ended.set()

    async def worked(self, number: int) -> None:
        """Answer when that work has ended: a call that was stopped may take its time to end."""
        ended = self._working.get(number)
        if ended is not None:
            await ended.wait()

    def resume(self, checkpoint: Any = None) -> None:
        """Hand the op what the attempt before it kept."""
        ctx.listen(checkpoint)

    def finish(self) -> None:
        """Ask the op to end early, with what it has come to."""
        ctx.ask_to_finish()

    def _drain(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()


def main(argv: Sequence[str]) -> None:
    """Serve until the engine closes the socket.

    Args:
        argv: one text in JSON: `socket` and `lifeline`, numbers of open files; `data` and `cpu`, limits in bytes and
            seconds, 0 for none.
    """
    options: Mapping[str, int] = json.loads(argv[0])
    _limit(resource.RLIMIT_DATA, options["data"])
    _limit(resource.RLIMIT_CPU, options["cpu"])
    # Where compiled code crashes, it is told in which line of the plugin it was called.
    faulthandler.enable()
    # A core dump of an image analysis is as large as its images.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # By this signal ops are interrupted, and nodes of a Ray cluster start everything with it blocked.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for number in (options["socket"], options["lifeline"]):
        os.set_inheritable(number, False)
    threading.Thread(target=_end_with_engine, args=(options["lifeline"],), daemon=True).start()
    os.environ.setdefault("MPLBACKEND", "module://coverslip.matplotlib_backend")
    for name in ("imjoy", "imjoy_rpc"):
        _name_api(name)
    asyncio.run(_serve(socket.socket(fileno=options["socket"])))
    # Threads that the plugin left behind would keep the process for ever.
    os._exit(0)


async def _serve(stream: socket.socket) -> None:
    ctx.listen()
    runtime = NativeRuntime(StreamEndpoint(stream, at_once=True))
    interrupts.install(runtime.may_stop)
    await runtime.peer.closed


def _limit(kind: int, most: int) -> None:
    if most:
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _end_with_engine(lifeline: int) -> None:
    # Nothing is ever written into it: reading ends when its other end is gone.
    while os.read(lifeline, 1):
        pass
    os.killpg(0, signal.SIGKILL)


def _name_api(name: str) -> None:
    """Let plugins of ImJoy import the api under its name there."""
    module = ModuleType(name, "ImJoy's name for coverslip's api.")
    vars(module).update(api=api, register_default_codecs=lambda _options=None: None)
    sys.modules[name] = module


if __name__ == "__main__":
    main(sys.argv[1:])
