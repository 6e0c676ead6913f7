"""What an engine holds for plugins, processes and environments: listed, and let go."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import NotFound, Refused

if TYPE_CHECKING:
    from .environments import Environment, EnvironmentCache
    from .jobs.store import JobStore
    from .plugins import Library
    from .processes.calls import PluginCalls


@dataclass(frozen=True, slots=True)
class HeldProcess:
    """The processes that answer the calls of one owner to one plugin.

    Attributes:
        plugin: its id.
        name: what it is called.
        owner: who calls.
        memory: bytes that they hold; None where that is not known.
        cpu: seconds of processor time that they used, likewise.
        processes: how many there are, likewise.
        calls: how many are being answered.
        idle: seconds since the last call ended; 0 while there is one.
    """

    plugin: str
    name: str
    owner: str
    memory: float | None
    cpu: float | None
    processes: float | None
    calls: int
    idle: float


@dataclass(frozen=True, slots=True)
class HeldEnvironment:
    """An environment on this machine.

    Attributes:
        environment: the environment.
        size: bytes of its files. Those that several environments share are counted in each.
        used: when a process was last started in it, seconds since 1970.
        plugins: names of the plugins that have it.
    """

    environment: Environment
    size: int
    used: float
    plugins: tuple[str, ...]


class Holdings:
    """What one engine holds.

    Args:
        library: the plugins.
        environments: the environments.
        calls: the processes that answer calls.
        store: the jobs.
    """

    def __init__(self, library: Library, environments: EnvironmentCache, calls: PluginCalls, store: JobStore) -> None:
        self._library, self._environments, self._calls, self._store = library, environments, calls, store

    async def processes(self) -> list[HeldProcess]:
        """The processes that answer calls. Those of jobs come and go with their jobs."""
        return [
            HeldProcess(
                plugin,
                record.name if (record := self._library.known(plugin)) else plugin[:8],
                owner,
                taken.get("memory"),
                taken.get("cpu"),
                taken.get("processes"),
                calls,
                idle,
            )
            for plugin, owner, calls, idle, taken in await self._calls.usage()
        ]

    async def end_processes(self, plugin: str, owner: str | None = None) -> None:
        """End the processes that answer a plugin's calls, those of one owner or of all; the next call starts one.

        Raises:
            NotFound: there is no such plugin.
        """
        self._library.get(plugin)
        await self._calls.end(plugin, owner)

    async def environments(self) -> list[HeldEnvironment]:
        """The environments on this machine, the newest first."""
        return [
            HeldEnvironment(
                each,
                await asyncio.to_thread(each.size),
                each.used,
                tuple(record.name for record in self._library.all() if record.environment == each.id),
            )
            for each in self._environments.all()
        ]

    async def remove_environment(self, environment: str) -> None:
        """Delete an environment, and end the processes in it; it is made anew when it is next needed.

        Raises:
            NotFound: there is none of this id.
            Refused: a job runs in it.
        """
        self._environments.get(environment)
        users = [record for record in self._library.all() if record.environment == environment]
        for job in self._store.running():
            name = next((record.name for record in users if record.id == job.plugin), None)
            if name is not None:
                raise Refused(
                    f"A job of {name} runs in this environment ({job.id}). Stop the job or await its end, then remove "
                    "the environment."
                )
        for record in users:
            await self._calls.end(record.id)
        await self._environments.remove(environment)

    async def remove_plugin(self, plugin: str) -> None:
        """End a plugin's processes and forget it; its environment goes when no other plugin has it.

        Raises:
            NotFound: there is no such plugin.
        """
        record = self._library.get(plugin)
        await self._calls.end(plugin)
        self._library.remove(plugin)
        if all(each.environment != record.environment for each in self._library.all()):
            try:
                await self._environments.remove(record.environment)
            except NotFound:
                # It was removed before, or is on the nodes of a cluster.
                return
