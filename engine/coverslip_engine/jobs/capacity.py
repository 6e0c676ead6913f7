"""Which of the waiting jobs can begin now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coverslip_engine.errors import Refused

from .job import Resources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .job import Job


def check(wanted: Resources, total: Resources) -> None:
    """Refuse what could never begin.

    Raises:
        Refused: naming what there is too little of.
    """
    for name in ("num_cpus", "num_gpus", "memory"):
        asked, there = getattr(wanted, name), getattr(total, name)
        if asked < 0:
            raise Refused(f"A job can't need {asked:g} of {name!r}; give a number from 0 on.")
        if asked > there:
            raise Refused(f"The job asks for {name}={asked:g}, and this engine has {there:g}: ask for less.")


def startable(waiting: Iterable[Job], running: Iterable[Job], total: Resources) -> list[Job]:
    """The jobs that can begin.

    A job for which there is no room yet keeps its place: those behind it may only take what it leaves, so that large
    jobs are not passed for ever by small ones.

    Args:
        waiting: in the order in which they are to be run.
        running: those that hold resources.
        total: all that there is.
    """
    free = _minus(total, [each.resources for each in running])
    out = []
    for job in waiting:
        if _fits(job.resources, free):
            out.append(job)
        free = _minus(free, [job.resources])
        if free.num_cpus <= 0 and free.num_gpus <= 0:
            break
    return out


def _minus(there: Resources, taken: Iterable[Resources]) -> Resources:
    for each in taken:
        there = Resources(there.num_cpus - each.num_cpus, there.num_gpus - each.num_gpus, there.memory - each.memory)
    return there


def _fits(wanted: Resources, free: Resources) -> bool:
    return all(
        not getattr(wanted, name) or getattr(wanted, name) <= getattr(free, name) + 1e-9
        for name in ("num_cpus", "num_gpus", "memory")
    )
