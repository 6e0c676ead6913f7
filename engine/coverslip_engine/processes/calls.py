"""The processes that answer calls: one for each plugin and owner, started when it is first called."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coverslip_engine.executors.executor import ProcessSpec
from coverslip_engine.jobs.job import Resources

from .plugin_process import PluginProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coverslip_engine.executors.executor import Executor
    from coverslip_engine.options import EngineOptions
    from coverslip_engine.plugins import PluginFile


@dataclass
class _Entry:
    """A process that is there."""

    process: PluginProcess
    calls: int
    used: float


class PluginCalls:
    """Starts the processes, keeps them, and ends those that nobody calls.

    Args:
        executor: finds them a place.
        options: the engine's.
        clock: seconds, ever growing.
    """

    def __init__(self, executor: Executor, options: EngineOptions, clock: Callable[[], float] = time.monotonic) -> None:
        self._executor = executor
        self._options = options
        self._clock = clock
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._starting: dict[tuple[str, str], asyncio.Lock] = {}

    async def look(
        self, file: PluginFile, on_log: Callable[[str, str], None]
    ) -> tuple[list[dict[str, Any]], list[str]]:
        """Load a plugin once, to see what it offers."""
        process = await PluginProcess.start(self._executor, self._spec(file), file, on_log)
        await process.close()
        return process.ops, process.exports

    async def process(self, file: PluginFile, owner: str, on_log: Callable[[str, str], None] | None) -> PluginProcess:
        """The process of a plugin and owner; a new one when there is none, or when it has crashed."""
        key = file.id, owner
        async with self._starting.setdefault(key, asyncio.Lock()):
            entry = self._entries.get(key)
            if entry is not None and entry.process.alive:
                return entry.process
            said = on_log or (lambda _text, _level: None)
            process = await PluginProcess.start(self._executor, self._spec(file), file, said)
            self._entries[key] = _Entry(process, 0, self._clock())
            return process

    @contextmanager
    def using(self, process: PluginProcess) -> Iterator[None]:
        """Keep a process from being ended as idle."""
        entry = next((each for each in self._entries.values() if each.process is process), None)
        if entry is None:
            yield
            return
        entry.calls += 1
        try:
            yield
        finally:
            entry.calls -= 1
            entry.used = self._clock()

    async def usage(self) -> list[tuple[str, str, int, float, dict[str, float]]]:
        """Of each: plugin, owner, calls under way, seconds since the last one, and what it takes."""
        now = self._clock()
        alive = [(key, entry) for key, entry in self._entries.items() if entry.process.alive]
        # All processes of the machine are looked at, which takes its time.
        taken = await asyncio.to_thread(lambda: [entry.process.usage() for _, entry in alive])
        return [
            (plugin, owner, entry.calls, 0.0 if entry.calls else now - entry.used, each)
            for ((plugin, owner), entry), each in zip(alive, taken, strict=True)
        ]

    async def end(self, plugin: str, owner: str | None = None) -> None:
        """End the processes of a plugin, for one owner or for all."""
        await self._end([key for key in self._entries if key[0] == plugin and owner in (None, key[1])])

    async def end_idle(self) -> None:
        """End processes that nobody has called for a while, and forget those that have crashed."""
        now = self._clock()
        await self._end(
            [
                key
                for key, entry in self._entries.items()
                if not entry.process.alive or (not entry.calls and now - entry.used >= self._options.idle)
            ]
        )

    async def close(self) -> None:
        """End all."""
        await self._end(list(self._entries))

    async def _end(self, keys: list[tuple[str, str]]) -> None:
        ending = [self._entries.pop(key) for key in keys]
        await asyncio.gather(*(entry.process.close() for entry in ending))

    def _spec(self, file: PluginFile) -> ProcessSpec:
        return ProcessSpec(
            f"call-{secrets.token_hex(8)}",
            f"The process of {file.name}",
            file.environment,
            # A call waits for a person, not for its turn.
            Resources(num_cpus=0),
            self._options.limits,
        )
