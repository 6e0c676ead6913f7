"""The queue: begins jobs as soon as there is room for them, and ends those that nobody wants any more."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from .capacity import check, startable
from .job import FINAL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .job import Job, Resources
    from .store import JobStore

_log = logging.getLogger(__name__)
#: Seconds after which what failed for want of room or of a connection is tried again.
_AGAIN = 5.0


class JobQueue:
    """Runs the jobs of a store.

    Args:
        store: the jobs.
        capacity: tells what running jobs may take together; a cluster grows and shrinks.
        attempt: runs a job that has been begun; when it returns, the store says how the attempt ended.
        attempts: how often a job is begun whose engine was lost under it.
    """

    def __init__(
        self,
        store: JobStore,
        capacity: Callable[[], Resources],
        attempt: Callable[[Job], Awaitable[None]],
        attempts: int,
    ) -> None:
        self._store = store
        self._capacity = capacity
        self._attempt = attempt
        self._attempts = attempts
        self._running: dict[str, tuple[Job, asyncio.Task[None]]] = {}
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Take up what the last engine left, and begin."""
        for job in self._store.running():
            if job.attempt < self._attempts:
                self._store.retry(job)
            else:
                message = f"The engine ended {job.attempt} times while this job ran, so it is not begun again."
                self._store.fail(job, {"type": "ProcessLost", "message": message, "traceback": "", "cause": None})
        self._wake.set()
        self._loop = asyncio.create_task(self._work())

    def check(self, resources: Resources) -> None:
        """Refuse resources that there are not.

        Raises:
            Refused: naming what there is too little of.
        """
        check(resources, self._capacity())

    def wake(self) -> None:
        """Look for jobs that can begin."""
        self._wake.set()

    async def cancel(self, job: Job) -> None:
        """End a job, and return when nothing of it runs any more."""
        # Written down first: if this engine ends now, the next one does not begin it again.
        while job.state not in FINAL and not self._store.cancel(job):
            job = self._store.get(job.id)
        running = self._running.get(job.id)
        if running is not None:
            running[1].cancel()
            await asyncio.wait([running[1]])

    async def close(self) -> None:
        """End what runs; it stays as running in the store, so that the next engine takes it up."""
        tasks = [task for _, task in self._running.values()]
        if self._loop is not None:
            tasks.append(self._loop)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                self._begin_jobs()
            except Exception:
                # A full disk, a cluster that does not answer: the jobs wait until it is mended.
                _log.exception("No job could be begun; that is tried again in %g s.", _AGAIN)
                asyncio.get_running_loop().call_later(_AGAIN, self._wake.set)

    def _begin_jobs(self) -> None:
        holding = [job for job, _ in self._running.values()]
        for job in startable(self._store.waiting(), holding, self._capacity()):
            # A job that is begun anew may still be ending its last attempt.
            if job.id not in self._running and self._store.begin(job):
                task = asyncio.create_task(self._run(self._store.get(job.id)))
                self._running[job.id] = job, task

    async def _run(self, job: Job) -> None:
        try:
            await self._attempt(job)
        except Exception:
            # Its end could not be written down: the next engine finds it running, and begins it anew.
            _log.exception("The job %s ended, which could not be written down.", job.id)
        finally:
            del self._running[job.id]
            self._wake.set()
