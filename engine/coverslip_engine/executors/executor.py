"""What an executor is. Engine and queue know no more of where processes run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from coverslip.rpc import Endpoint

    from coverslip_engine.environments import EnvironmentSpec
    from coverslip_engine.jobs.job import Resources


@dataclass(frozen=True, slots=True)
class Limits:
    """What a plugin's processes may take together.

    Attributes:
        memory: bytes; 0 for all there are.
        cpu: seconds of processor time; 0 for any.
    """

    memory: int = 0
    cpu: int = 0


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """A process that is wanted.

    Attributes:
        id: its name, unique on the engine.
        title: what it is called in messages, such as "The process of Count nuclei".
        environment: what it can import.
        resources: what it needs; an executor finds it a place where they are.
        limits: what it may take.
    """

    id: str
    title: str
    environment: EnvironmentSpec
    resources: Resources
    limits: Limits


class Running(Protocol):
    """A process that was started: it serves `coverslip.runtime.Runtime` at the other end of its endpoint."""

    endpoint: Endpoint
    #: Resolved when the process and all its descendants are gone, with why: a `ProcessCrashed`, of the class that says
    #: whose fault it is.
    ended: asyncio.Future[Exception]

    def interrupt(self) -> None:
        """Interrupt the plugin's code, as Ctrl+C does."""

    def drain(self) -> None:
        """Hand on what was printed until now."""

    def usage(self) -> dict[str, float]:
        """What it takes: `memory` in bytes, `cpu` in seconds, `processes`; empty when it is not known."""

    async def kill(self, reason: str) -> None:
        """End the process and everything that it started; returns when they are gone."""


class Executor(Protocol):
    """Starts processes."""

    async def prepare(self, environment: EnvironmentSpec, on_log: Callable[[str], None]) -> None:
        """Make an environment before it is needed, as far as that can be done here.

        Raises:
            EnvironmentFailed: it can't be made.
        """

    def capacity(self) -> Resources:
        """All that there is; jobs run at the same time as long as it suffices."""

    async def start(self, spec: ProcessSpec, on_output: Callable[[str, str], None]) -> Running:
        """Start a process.

        Args:
            spec: what is wanted.
            on_output: gets what it prints, and "info" or "warning".

        Raises:
            EnvironmentFailed: its environment can't be made.
        """

    async def close(self) -> None:
        """Let go of everything; the processes have been ended."""
