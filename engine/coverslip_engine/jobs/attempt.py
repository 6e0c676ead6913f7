"""One attempt at a job: a process of its own, what it tells written down, its result kept."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from coverslip.rpc.describe_error import describe_error

from coverslip_engine.disk import StorageFull, naming_a_full_disk
from coverslip_engine.errors import EngineError, ProcessLost, Refused
from coverslip_engine.executors.executor import Limits, ProcessSpec
from coverslip_engine.processes.plugin_process import PluginProcess

from . import stored_value

if TYPE_CHECKING:
    from coverslip_engine.executors.executor import Executor
    from coverslip_engine.options import EngineOptions
    from coverslip_engine.plugins import Library

    from .job import Job
    from .store import JobStore


class Attempt:
    """Runs a job that has been begun. After `run` the store says how it ended, unless the task was cancelled.

    Args:
        job: as it was when it was begun.
        store: where it is written down.
        library: has its plugin.
        executor: finds it a place.
        options: the engine's.
    """

    def __init__(self, job: Job, store: JobStore, library: Library, executor: Executor, options: EngineOptions) -> None:
        self._job = job
        self._store = store
        self._library = library
        self._executor = executor
        self._options = options
        self._starting = True
        self._process: PluginProcess | None = None
        # By what name it can be asked to end early, and whether it was, maybe in an attempt before.
        self._finish_title, self._asked = "", store.asked_to_finish(job.id)

    def finish(self) -> None:
        """Ask the op to end early, with what it has come to.

        Raises:
            Refused: it offers nothing of the kind now.
        """
        if not self._finish_title or self._process is None:
            raise Refused(
                f"The job {self._job.id} can't end early and keep what there is: its plugin does not offer that, or "
                "not now. Cancel it, or let it go on."
            )
        self._asked = True
        self._process.finish()
        self._tell_finish()

    async def run(self) -> None:
        """Run it, and write down how it ended."""
        job = self._job
        try:
            result = await self._result()
            # Before anything is said to be done: a result that can't be written down is the op's fault.
            packed = stored_value.pack(result)
            with naming_a_full_disk("free some room there, and the job can be begun anew from what it kept last."):
                await asyncio.to_thread(self._store.keep_result, job, packed)
        except ProcessLost as error:
            if job.attempt < self._options.attempts:
                self._store.tell(job.id, "log", {"text": f"{error} The job is begun anew.", "level": "warning"})
                self._store.retry(job)
            else:
                self._store.fail(job, dict(describe_error(error)))
        except Exception as error:  # whatever the plugin raises, or the engine can't do for it
            described = dict(describe_error(error))
            if isinstance(error, EngineError):
                # The plugin's author can do nothing with lines of the engine; those of a crash are the plugin's.
                described["traceback"] = "\n".join(getattr(error, "__notes__", ()))
            self._store.fail(job, described)
        else:
            self._store.finish(job)

    async def _result(self) -> Any:
        job, options = self._job, self._options
        file = self._library.file(job.plugin)
        spec = ProcessSpec(
            f"{job.id}-{job.attempt}",
            f"The process of {file.name}",
            file.environment,
            job.resources,
            Limits(job.resources.memory or options.limits.memory, options.limits.cpu),
        )
        arguments = self._store.arguments(job)
        process = await PluginProcess.start(self._executor, spec, file, self._log)
        self._started()
        try:
            await process.resume(self._store.checkpoint(job))
            self._process = process
            if self._asked:
                process.finish()
            call = process.call(job.op, arguments["args"], arguments["kwargs"], on_progress=self._progress)
            try:
                return await asyncio.wait_for(call, job.timeout)
            except TimeoutError:
                if job.timeout is None:
                    raise
                raise TimeoutError(
                    f"The job was stopped: it ran longer than the {job.timeout:g} s that it was given."
                ) from None
        finally:
            await asyncio.shield(asyncio.ensure_future(process.kill("its job has ended")))

    def _started(self) -> None:
        """Take back what was said of the start."""
        self._starting = False
        if self._store.get(self._job.id).progress:
            self._store.tell(self._job.id, "progress", {"fraction": None, "text": ""})

    def _log(self, text: str, level: str) -> None:
        self._store.tell(self._job.id, "log", {"text": text, "level": level})
        if self._starting:
            # What it waits for stands where people look first.
            self._store.tell(self._job.id, "progress", {"fraction": None, "text": text})

    def _progress(self, told: Any) -> None:
        """Write down what the op tells: a progress, or what `coverslip.ctx` sends along with it."""
        job = self._job.id
        match told:
            case {"metrics": dict(values)}:
                self._store.tell(job, "metrics", dict(values))
            case {"picture": dict(picture)}:
                self._store.tell(job, "picture", dict(picture))
            case {"finish": str(title)}:
                self._finish_title = title
                self._tell_finish()
            case {"checkpoint": state} if state is not None:
                self._keep(state)
            case {"fraction": _, "text": str()}:
                self._store.tell(job, "progress", dict(told))
            case _:
                return

    def _tell_finish(self) -> None:
        self._store.tell(self._job.id, "finish", {"title": self._finish_title, "asked": self._asked})

    def _keep(self, state: Any) -> None:
        try:
            with naming_a_full_disk("the last checkpoint before it stays."):
                size = self._store.keep_checkpoint(self._job, state)
        except StorageFull as error:
            # The op itself can go on.
            self._log(f"A checkpoint could not be kept: {error}", "warning")
        else:
            self._store.tell(self._job.id, "checkpoint", {"bytes": size})
