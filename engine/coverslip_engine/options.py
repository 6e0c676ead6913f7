"""What the owner of an engine may set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .executors.executor import Limits
from .jobs.retention import Retention

if TYPE_CHECKING:
    from .jobs.job import Resources


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """Settings of an engine.

    Attributes:
        limits: of each process. A job that asks for memory has that as its limit.
        capacity: what jobs may take together; by default all that the executor has.
        attempts: how often a job is begun whose engine or machine was lost under it.
        idle: seconds after which a process that nobody called is ended.
        retention: how long ended jobs and uploaded files are kept.
        gpus: how many graphics cards there are on this machine.
    """

    limits: Limits = field(default_factory=Limits)
    capacity: Resources | None = None
    attempts: int = 3
    idle: float = 900.0
    retention: Retention = field(default_factory=Retention)
    gpus: int = 0
