"""A job as everyone sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

JobState: TypeAlias = Literal["queued", "running", "done", "failed", "cancelled"]
#: States that a job never leaves.
FINAL: frozenset[JobState] = frozenset({"done", "failed", "cancelled"})

EventKind: TypeAlias = Literal["state", "progress", "log", "metrics", "picture", "checkpoint", "finish"]


@dataclass(frozen=True, slots=True)
class Resources:
    """What a job needs while it runs.

    Attributes:
        num_cpus: cores.
        num_gpus: graphics cards, each for this job alone.
        memory: bytes; above them it is ended. 0 leaves it to the engine's own limit.
    """

    num_cpus: float = 1.0
    num_gpus: int = 0
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it was when it was asked for.

    Attributes:
        id: its name.
        owner: who submitted it.
        plugin: id of the installed plugin.
        op: name of the op.
        state: where it stands.
        attempt: 1 at first; one more each time it was begun anew.
        priority: higher ones go first.
        resources: what it needs.
        timeout: seconds for which one attempt may run; None for as long as it takes.
        progress: the last progress, `{"fraction": 0…1 or None, "text": …}`.
        error: why it failed, as the wire tells errors: `type`, `message`, `traceback`; None when it has not.
        submitted, started, ended: seconds since 1970; None for what has not happened.
    """

    id: str
    owner: str
    plugin: str
    op: str
    state: JobState
    attempt: int
    priority: int
    resources: Resources
    timeout: float | None
    progress: dict[str, Any] | None
    error: dict[str, Any] | None
    submitted: float
    started: float | None
    ended: float | None


@dataclass(frozen=True, slots=True)
class JobEvent:
    """Something that happened to a job.

    Attributes:
        number: counts from 1 for each job; `events(id, after=number)` goes on behind it.
        at: seconds since 1970.
        kind: "state" (value: `{"state", "attempt"}`; besides those of `JobState` there are "submitted" and "retried"),
            "progress" (`{"fraction", "text"}`), "log" (`{"text", "level"}`), "metrics" (a dict of numbers), "picture"
            (`{"name", "data"}`, data being an image as plugins give them), "checkpoint" (`{"bytes"}`) or
            "finish" (`{"title", "asked"}`: by what name it can be asked to end early, "" for not, and whether it was).
        value: what is told; anything that calls can carry.
    """

    number: int
    at: float
    kind: EventKind
    value: Any
