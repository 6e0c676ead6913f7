"""The engine: installs plugins, calls them in processes of their own, and runs jobs that outlive it."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import TYPE_CHECKING, Any

from .disk import naming_a_full_disk
from .environments import EnvironmentCache
from .errors import Refused
from .executors import LocalExecutor
from .holdings import Holdings
from .jobs.attempt import Attempt
from .jobs.job import FINAL, Resources
from .jobs.queue import JobQueue
from .jobs.store import JobStore
from .options import EngineOptions
from .plugins import Library, PluginRecord, read_plugin
from .processes.calls import PluginCalls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from pathlib import Path

    from .executors import Executor
    from .jobs import Job, JobEvent
    from .jobs.stored_file import StoredFile

#: Seconds between two looks for what has been kept long enough.
_HOUSEKEEPING = 60.0


class Engine:
    """All that the server offers, without the server. Made by `Engine.open`, ended by `close`; one a folder.

    Ids that are not known raise `NotFound`. Who may do what is the caller's to decide: `owner` is only written down.

    Attributes:
        holdings: processes and environments of its plugins.
    """

    def __init__(self, folder: Path, options: EngineOptions, executor: Executor, store: JobStore) -> None:
        self._options = options
        self._executor = executor
        self._store = store
        self._library = Library(folder / "plugins")
        self._calls = PluginCalls(executor, options)
        environments = EnvironmentCache(folder / "environments")
        self.holdings = Holdings(self._library, environments, self._calls, store)
        self._queue = JobQueue(store, self.capacity, self._attempt, options.attempts)
        self._attempts: dict[str, Attempt] = {}
        self._listeners: dict[str, set[asyncio.Event]] = {}
        store.on_event = self._happened
        store.delete_strays()
        self._queue.start()
        self._housekeeping = asyncio.create_task(self._keep_house())

    @classmethod
    async def open(cls, folder: Path, options: EngineOptions | None = None, executor: Executor | None = None) -> Engine:
        """Open the engine of a folder, and go on with the jobs that its last one left.

        Args:
            folder: where everything is kept; made when it is not there.
            options: what its owner has set.
            executor: where processes run; on this machine when absent.

        Raises:
            Refused: another engine has the folder.
        """
        options = options or EngineOptions()
        folder = folder.resolve()
        try:
            store = JobStore(folder / "jobs")
        except sqlite3.OperationalError as error:
            raise Refused(
                f"The folder {folder} can't be used ({error}): another engine may be at work in it. Stop that one, or "
                "name another folder."
            ) from error
        if executor is None:
            environments = EnvironmentCache(folder / "environments")
            # Its folder tells an engine's processes from those of others on this machine.
            executor = LocalExecutor(folder / "work", str(folder).replace("/", "|"), environments, options.gpus)
        return cls(folder, options, executor, store)

    async def install(
        self,
        source: bytes | str,
        *,
        owner: str,
        filename: str = "plugin.py",
        tag: str | None = None,
        on_log: Callable[[str], None] | None = None,
    ) -> PluginRecord:
        """Install a plugin: make its environment, load it once, and keep it. One that is there stays as it is.

        Args:
            source: its file: a `.py` with a PEP 723 header, or ImJoy's format with a `native-python` plugin.
            owner: who installs it.
            filename: the file's name.
            tag: one of the tags of a file in ImJoy's format; None for the first that runs natively.
            on_log: gets what the installer says, and what the plugin prints when it is loaded.

        Raises:
            HeaderError, PluginError: the file is no plugin that can be run here.
            EnvironmentFailed: its packages can't be installed.
            RemoteError: what it raised when it was loaded.
        """
        said = on_log or (lambda _: None)
        file = read_plugin(source, filename, tag)
        known = self._library.known(file.id)
        if known is not None:
            return known
        for note in file.notes:
            said(note)
        await self._executor.prepare(file.environment, said)
        ops, exports = await self._calls.look(file, lambda text, _: said(text))
        record = PluginRecord(
            id=file.id,
            name=file.name,
            version=file.version,
            description=file.description,
            filename=file.filename,
            kind=file.kind,
            owner=owner,
            installed=time.time(),
            environment=file.environment.key,
            dependencies=file.environment.requirements,
            ops=tuple(ops),
            exports=tuple(exports),
            tag=file.tag,
        )
        self._library.add(record, source.encode() if isinstance(source, str) else source)
        return record

    def plugins(self) -> list[PluginRecord]:
        """The plugins that are installed, in the order of their names."""
        return self._library.all()

    def plugin(self, plugin: str) -> PluginRecord:
        """One of them by its id."""
        return self._library.get(plugin)

    async def remove(self, plugin: str) -> None:
        """End a plugin's processes and forget it; its environment goes when no other plugin has it."""
        self._library.get(plugin)
        for job in self._store.all():
            if job.plugin == plugin and job.state not in FINAL:
                await self._queue.cancel(job)
        await self.holdings.remove_plugin(plugin)

    def capacity(self) -> Resources:
        """What jobs may take together."""
        return self._options.capacity or self._executor.capacity()

    async def call(
        self,
        plugin: str,
        op: str,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        owner: str,
        on_progress: Callable[[Any], None] | None = None,
        on_log: Callable[[str, str], None] | None = None,
        host: Mapping[str, Callable[..., Any]] | None = None,
    ) -> Any:
        """Call an op, or an exported method, in the plugin's own process, which is started when there is none.

        When the task that awaits this is cancelled, the op is stopped: by asyncio first, by an interrupt after 0.3 s,
        by the end of its process tree after another 1.5 s.

        Args:
            plugin: its id.
            op: the op.
            args: its arguments by position.
            kwargs: its arguments by name.
            owner: who calls; each owner has a process of the plugin of their own.
            on_progress: gets `{"fraction", "text"}`, and what else the op tells: `{"metrics": …}`, `{"picture": …}`.
            on_log: gets lines that it prints, and their level: "info", "warning" or "error".
            host: functions of the caller's page that the plugin may call as `api.NAME`.

        Returns:
            What the op gave, its arrays and other values as calls carry them.

        Raises:
            RemoteError: what the op raised, with its traceback.
            ProcessCrashed: its process ended.
        """
        process = await self._calls.process(self._library.file(plugin), owner, on_log)
        with self._calls.using(process):
            return await process.call(
                op, args, kwargs or {}, on_progress=on_progress or (lambda _: None), on_log=on_log, host=host
            )

    def submit(
        self,
        plugin: str,
        op: str,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        owner: str,
        priority: int = 0,
        resources: Resources | None = None,
        timeout: float | None = None,
    ) -> Job:
        """Accept a job. When this returns it is on the disk, and it will be run, whatever happens to this process.

        Raises:
            Refused: it asks for more than this engine has, or for an op that the plugin has not.
            NotSendable: an argument can't be written down (a function, an open file).
            StorageFull: there is no room for it.
        """
        record = self._library.get(plugin)
        names = [*(each["name"] for each in record.ops), *record.exports]
        if op not in names:
            raise Refused(f"{record.name} has no op {op!r}; it has {', '.join(names)}.")
        wanted = resources or Resources()
        self._queue.check(wanted)
        arguments = {"args": list(args), "kwargs": dict(kwargs or {})}
        with naming_a_full_disk("the job was not accepted. Free some room there, then submit it again."):
            job = self._store.submit(owner, plugin, op, arguments, priority, wanted, timeout)
        self._queue.wake()
        return job

    def jobs(self, owner: str | None = None) -> list[Job]:
        """The jobs of an owner, or of all, the newest first."""
        return self._store.all(owner)

    def job(self, job: str) -> Job:
        """A job by its id."""
        return self._store.get(job)

    async def cancel(self, job: str) -> Job:
        """Stop a job and all of its processes. One that has ended stays as it is."""
        await self._queue.cancel(self._store.get(job))
        return self._store.get(job)

    def finish(self, job: str) -> Job:
        """Ask a job to end early and give what it has come to, where its op offers that (`coverslip.ctx`).

        Raises:
            Refused: it does not run, or offers nothing of the kind.
        """
        found, attempt = self._store.get(job), self._attempts.get(job)
        if found.state != "running" or attempt is None:
            raise Refused(f"The job {job} is {found.state}; only one that runs can end early.")
        attempt.finish()
        return found

    def retry(self, job: str) -> Job:
        """Have a job that failed or was cancelled begun anew, from its last checkpoint.

        Raises:
            Refused: it has not ended, or is done.
        """
        found = self._store.get(job)
        if found.state not in ("failed", "cancelled"):
            raise Refused(f"The job {job} is {found.state}; only one that failed or was cancelled is begun anew.")
        self._library.get(found.plugin)
        self._queue.check(found.resources)
        self._store.retry(found)
        # Who begins it anew wants it to go on.
        self._store.tell(job, "finish", {"title": "", "asked": False})
        self._queue.wake()
        return self._store.get(job)

    async def events(self, job: str, after: int = 0) -> AsyncIterator[JobEvent]:
        """What happened to a job behind an event, and what happens from now on until it has ended."""
        changed = asyncio.Event()
        listeners = self._listeners.setdefault(job, set())
        listeners.add(changed)
        try:
            while True:
                changed.clear()
                ended = self._store.get(job).state in FINAL
                for event in self._store.events(job, after):
                    after = event.number
                    yield event
                if ended:
                    return
                await changed.wait()
        finally:
            listeners.discard(changed)
            if not listeners:
                self._listeners.pop(job, None)

    async def arguments(self, job: str) -> dict[str, Any]:
        """What a job was given, by the names of the op's parameters as far as they are known."""
        found = self._store.get(job)
        given = await asyncio.to_thread(self._store.arguments, found)
        record = self._library.known(found.plugin)
        ops = {each["name"]: each for each in record.ops} if record else {}
        names = [each["name"] for each in ops.get(found.op, {"params": []})["params"]]
        return {**dict(zip(names, given["args"], strict=False)), **given["kwargs"]}

    def result(self, job: str) -> Any:
        """What the op gave.

        Raises:
            Refused: the job is not done; the message says how it stands.
        """
        return self._store.result(self._done(job))

    def result_files(self, job: str) -> dict[str, StoredFile]:
        """The files among what the op gave, by name; where several have one name, the later ones by number and name.

        Raises:
            Refused: the job is not done; the message says how it stands.
        """
        found: dict[str, StoredFile] = {}
        for number, file in enumerate(self._store.result_files(self._done(job))):
            found[file.name if file.name not in found else f"{number}/{file.name}"] = file
        return found

    def _done(self, job: str) -> Job:
        found = self._store.get(job)
        if found.state == "done":
            return found
        why = f": {found.error['type']}: {found.error['message']}" if found.error else ""
        raise Refused(f"The job {job} has no result; it is {found.state}{why}.")

    def delete(self, job: str) -> None:
        """Forget a job that has ended, with its result.

        Raises:
            Refused: it has not ended.
        """
        found = self._store.get(job)
        if found.state not in FINAL:
            raise Refused(f"The job {job} is {found.state}; cancel it before it is deleted.")
        self._store.delete(job)

    async def close(self) -> None:
        """End all processes. Jobs that were running are begun anew by the next engine of this folder."""
        self._housekeeping.cancel()
        await asyncio.gather(self._housekeeping, return_exceptions=True)
        await self._queue.close()
        await self._calls.close()
        await self._executor.close()
        self._store.close()

    async def _attempt(self, job: Job) -> None:
        attempt = self._attempts[job.id] = Attempt(job, self._store, self._library, self._executor, self._options)
        try:
            await attempt.run()
        finally:
            del self._attempts[job.id]

    def _happened(self, job: str) -> None:
        for event in self._listeners.get(job, ()):
            event.set()

    async def _keep_house(self) -> None:
        while True:
            for job in self._options.retention.outlived(self._store.all(), time.time()):
                self._store.delete(job.id)
            await self._calls.end_idle()
            await asyncio.sleep(_HOUSEKEEPING)
