"""A plugin that runs in a process, wherever that is: loaded, called, stopped."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from coverslip.errors import PeerClosed
from coverslip.rpc import Interface, Peer

from coverslip_engine.errors import ProcessCrashed

from .host_functions import HostFunctions
from .listeners import Listeners

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from coverslip_engine.executors.executor import Executor, ProcessSpec, Running
    from coverslip_engine.plugins import PluginFile

#: Seconds that code which is asked to end has before it is interrupted, and then before its process is ended: those
#: that the sandboxes in the browser have.
_ASKED, _INTERRUPTED = 0.3, 1.5
#: Seconds that a process has to end by itself.
_LEAVING = 2.0


class PluginProcess:
    """A loaded plugin. Made by `start`.

    Attributes:
        ops, exports: what it offers.
    """

    def __init__(self, running: Running, title: str, log: Listeners) -> None:
        self.ops: list[dict[str, Any]] = []
        self.exports: list[str] = []
        self._running = running
        self._last = 0
        self._listeners = log
        self._functions = HostFunctions(log.tell)
        self._peer = Peer(running.endpoint, Interface(self._functions, "The engine"), name=title)

    @classmethod
    async def start(
        cls, executor: Executor, spec: ProcessSpec, file: PluginFile, on_log: Callable[[str, str], None]
    ) -> PluginProcess:
        """Start a process and load the plugin in it.

        Args:
            executor: finds it a place.
            spec: what is wanted.
            file: the plugin.
            on_log: gets lines that it prints, and their level, as long as nobody else listens.

        Raises:
            RemoteError: what the plugin raised when it was loaded.
            ProcessCrashed: the process ended meanwhile.
            EnvironmentFailed: its environment can't be made.
        """
        listeners = Listeners(on_log)
        process = cls(await executor.start(spec, listeners.tell), spec.title, listeners)
        try:
            process.ops, process.exports = await process._answered(file.load(process._peer.root))
        except BaseException:
            await process.kill("it could not be loaded")
            raise
        return process

    @property
    def alive(self) -> bool:
        """Whether it can be called."""
        return not self._running.ended.done() and not self._peer.closed.done()

    @property
    def ended(self) -> asyncio.Future[Exception]:
        """Resolved when it is gone, with why."""
        return self._running.ended

    def usage(self) -> dict[str, float]:
        """What it takes: bytes of `memory`, seconds of `cpu`, `processes`."""
        return self._running.usage()

    async def resume(self, checkpoint: Any) -> None:
        """Hand it what the attempt before kept."""
        await self._answered(self._peer.root.resume(checkpoint))

    def finish(self) -> None:
        """Ask the op that runs to end early; one that lets nobody have a turn hears it later, or never."""
        if self.alive:
            self._peer.root.finish().add_done_callback(lambda done: done.cancelled() or done.exception())

    async def call(
        self,
        op: str,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        *,
        on_progress: Callable[[Any], None],
        on_log: Callable[[str, str], None] | None = None,
        host: Mapping[str, Callable[..., Any]] | None = None,
    ) -> Any:
        """Call an op. Cancelling stops it, within two seconds in any case.

        Raises:
            RemoteError: what it raised.
            ProcessCrashed: its process ended.
        """
        self._functions.page = host or {}
        self._last += 1
        number = self._last
        method = self._peer.root["work"].with_options(on_progress=on_progress)
        with self._listeners.listening(on_log):
            try:
                answer = asyncio.ensure_future(method(number, op, list(args), dict(kwargs)))
            except PeerClosed as error:
                raise await self._why(error) from None
            try:
                return await self._answered(asyncio.shield(answer))
            except asyncio.CancelledError:
                await asyncio.shield(self._stop(number, answer))
                raise
            finally:
                # What was printed before the answer came stands in the pipes already.
                self._running.drain()

    async def close(self) -> None:
        """Let the plugin clear up, then end its process."""
        if self.alive:
            try:
                await asyncio.wait_for(self._peer.root.leave(), _LEAVING)
            except Exception as error:  # whatever its `exit` raises; it ends all the same
                self._listeners.tell(f"{type(error).__name__}: {error}", "warning")
        await self.kill("it is no longer needed")

    async def kill(self, reason: str) -> None:
        """End its process and all that it started."""
        await self._running.kill(reason)
        self._peer.close(reason)

    async def _stop(self, number: int, answer: asyncio.Future[Any]) -> None:
        """End one call: by asking, by an interrupt, by ending the process."""
        answer.cancel()
        if self._peer.closed.done():
            return
        worked = asyncio.ensure_future(self._peer.root.worked(number))
        if not await _within(worked, _ASKED):
            self._running.interrupt()
            if not await _within(worked, _INTERRUPTED):
                await self.kill("its run was stopped, and its code went on")
        await asyncio.gather(worked, return_exceptions=True)

    async def _answered(self, answer: Any) -> Any:
        try:
            return await answer
        except PeerClosed as error:
            raise await self._why(error) from None

    async def _why(self, error: PeerClosed) -> Exception:
        """Why the process can't answer: its own end says more than that of its connection."""
        if not self._running.ended.done():
            # The stream ends a little before the process has been waited for, or was broken by the plugin.
            done, _ = await asyncio.wait([self._running.ended], timeout=_LEAVING)
            if not done:
                await self._running.kill(f"its connection broke: {error}")
        reason = self._running.ended.result()
        return reason if isinstance(reason, ProcessCrashed) else error


async def _within(future: asyncio.Future[Any], seconds: float) -> bool:
    return bool((await asyncio.wait([future], timeout=seconds))[0])
