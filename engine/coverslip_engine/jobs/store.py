"""The jobs of an engine in SQLite: what is said here to have happened has happened, also after a power cut."""

from __future__ import annotations

import dataclasses
import json
import secrets
import shutil
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from coverslip_engine.errors import NotFound

from . import stored_value
from .job import Job, JobEvent, Resources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from .job import EventKind, JobState
    from .stored_file import StoredFile

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    plugin TEXT NOT NULL,
    op TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    resources TEXT NOT NULL,
    timeout REAL,
    progress TEXT,
    error TEXT,
    submitted REAL NOT NULL,
    started REAL,
    ended REAL
);
CREATE INDEX IF NOT EXISTS waiting ON jobs (state, priority DESC, number);
CREATE TABLE IF NOT EXISTS events (
    job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (job, number)
);
CREATE INDEX IF NOT EXISTS of_kind ON events (job, kind, number);
"""
#: Events of a kind that are kept; older ones tell nothing that the newer don't, or nothing that anyone reads.
_KEPT: Mapping[str, int] = {"progress": 1, "picture": 40, "checkpoint": 1, "finish": 1, "log": 5000}
_COLUMNS = (
    "id, owner, plugin, op, state, attempt, priority, resources, timeout, progress, error, submitted, started, ended"
)


class JobStore:
    """All jobs. One process has it at a time.

    Args:
        folder: where database and files are.
        clock: seconds since 1970.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._clock = clock
        self._database = sqlite3.connect(folder / "jobs.sqlite", isolation_level=None, timeout=1)
        # Whoever has it keeps it: a second engine of the same folder would run every job once more.
        for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.executescript(_SCHEMA)
        #: Called with the id of a job to which something happened.
        self.on_event: Callable[[str], None] = lambda _: None

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def submit(
        self,
        owner: str,
        plugin: str,
        op: str,
        arguments: Any,
        priority: int,
        resources: Resources,
        timeout: float | None,
    ) -> Job:
        """Accept a job; it is on the disk when this returns."""
        packed = stored_value.pack(arguments)
        job = f"{time.strftime('%Y%m%d', time.gmtime(self._clock()))}-{secrets.token_hex(8)}"
        self.folder(job).mkdir(parents=True)
        try:
            stored_value.write(self.folder(job) / "arguments", packed)
            now = self._clock()
            with self._durable():
                self._database.execute(
                    "INSERT INTO jobs (id, owner, plugin, op, state, attempt, priority, resources, timeout, submitted) "
                    "VALUES (?, ?, ?, ?, 'queued', 1, ?, ?, ?, ?)",
                    (job, owner, plugin, op, priority, json.dumps(dataclasses.asdict(resources)), timeout, now),
                )
                self._add(job, "state", {"state": "submitted", "attempt": 1})
                self._add(job, "state", {"state": "queued", "attempt": 1})
        except BaseException:
            # What was not accepted leaves nothing behind, above all where the disk is full.
            shutil.rmtree(self.folder(job), ignore_errors=True)
            raise
        self.on_event(job)
        return self.get(job)

    def get(self, job: str) -> Job:
        """A job.

        Raises:
            NotFound: there is none.
        """
        row = self._database.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job,)).fetchone()  # noqa: S608
        if row is None:
            raise NotFound(f"There is no job {job[:80]!r} on this engine; it may have been deleted after its time.")
        return _job(row)

    def all(self, owner: str | None = None) -> list[Job]:
        """The jobs of an owner, or of all, the newest first."""
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE owner = coalesce(?, owner) ORDER BY number DESC",  # noqa: S608
            (owner,),
        )
        return [_job(row) for row in rows]

    def waiting(self) -> Iterator[Job]:
        """The jobs that wait, in the order in which they are to be run; read as far as they are looked at."""
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE state = 'queued' ORDER BY priority DESC, number"  # noqa: S608
        )
        try:
            yield from map(_job, rows)
        finally:
            rows.close()

    def running(self) -> list[Job]:
        """The jobs that run; at the start of an engine, those that its predecessor left."""
        rows = self._database.execute(f"SELECT {_COLUMNS} FROM jobs WHERE state = 'running' ORDER BY number")  # noqa: S608
        return [_job(row) for row in rows]

    def begin(self, job: Job) -> bool:
        """Say that a job runs now. False when it no longer waits."""
        return self._move(job, "queued", "running", "started = :now, ended = NULL, progress = NULL, error = NULL")

    def keep_result(self, job: Job, packed: bytes) -> None:
        """Keep what an attempt gave. It is the job's result once `finish` has said so. Any thread may call this."""
        stored_value.write(self.folder(job.id) / f"result-{job.attempt}", packed)

    def finish(self, job: Job) -> bool:
        """Say that a job is done, whose result has been kept. False when it no longer runs."""
        return self._move(job, "running", "done", "ended = :now")

    def fail(self, job: Job, error: dict[str, Any]) -> bool:
        """Say that a job failed."""
        return self._move(job, job.state, "failed", "ended = :now, error = :error", error=json.dumps(error))

    def cancel(self, job: Job) -> bool:
        """Say that a job was cancelled. False when it has ended or moved on."""
        return self._move(job, job.state, "cancelled", "ended = :now")

    def retry(self, job: Job) -> bool:
        """Put a job that was running, or has ended without a result, into the queue again."""
        changes = "attempt = attempt + 1, started = NULL, ended = NULL, progress = NULL, error = NULL"
        return self._move(job, job.state, "queued", changes, told="retried")

    def tell(self, job: str, kind: EventKind, value: Any) -> None:
        """Add an event."""
        with self._transaction():
            if kind == "progress":
                self._database.execute("UPDATE jobs SET progress = ? WHERE id = ?", (json.dumps(value), job))
            self._add(job, kind, value)
            if kind in _KEPT:
                self._database.execute(
                    "DELETE FROM events WHERE job = :job AND kind = :kind AND number <= (SELECT number FROM events "
                    "WHERE job = :job AND kind = :kind ORDER BY number DESC LIMIT 1 OFFSET :kept)",
                    {"job": job, "kind": kind, "kept": _KEPT[kind]},
                )
        self.on_event(job)

    def events(self, job: str, after: int) -> list[JobEvent]:
        """Events behind the one of a number."""
        rows = self._database.execute(
            "SELECT number, at, kind, value FROM events WHERE job = ? AND number > ? ORDER BY number", (job, after)
        )
        return [JobEvent(number, at, kind, stored_value.unpack(value)) for number, at, kind, value in rows]

    def asked_to_finish(self, job: str) -> bool:
        """Whether somebody asked a job to end early, with what it has come to."""
        row = self._database.execute(
            "SELECT value FROM events WHERE job = ? AND kind = 'finish' ORDER BY number DESC LIMIT 1", (job,)
        ).fetchone()
        return row is not None and bool(stored_value.unpack(row[0])["asked"])

    def arguments(self, job: Job) -> Any:
        """What a job was given."""
        return stored_value.unpack((self.folder(job.id) / "arguments").read_bytes())

    def result(self, job: Job) -> Any:
        """What a job gave that is done."""
        return stored_value.unpack((self.folder(job.id) / f"result-{job.attempt}").read_bytes())

    def result_files(self, job: Job) -> list[StoredFile]:
        """The files among what its op gave."""
        return stored_value.files(self.folder(job.id) / f"result-{job.attempt}")

    def keep_checkpoint(self, job: Job, state: Any) -> int:
        """Keep what an attempt needs to go on, in place of what was kept before. Gives its bytes."""
        packed = stored_value.pack(state)
        stored_value.write(self.folder(job.id) / "checkpoint", packed)
        return len(packed)

    def checkpoint(self, job: Job) -> Any:
        """What was kept last; None when nothing was."""
        try:
            return stored_value.unpack((self.folder(job.id) / "checkpoint").read_bytes())
        except FileNotFoundError:
            return None

    def delete(self, job: str) -> None:
        """Forget a job."""
        with self._durable():
            self._database.execute("DELETE FROM jobs WHERE id = ?", (job,))
        shutil.rmtree(self.folder(job), ignore_errors=True)

    def folder(self, job: str) -> Path:
        """Where the files of a job are."""
        return self._folder / "files" / job

    def delete_strays(self) -> None:
        """Delete files of jobs that were never accepted, or whose deletion was cut short."""
        known = {row[0] for row in self._database.execute("SELECT id FROM jobs")}
        for folder in (self._folder / "files").glob("*"):
            if folder.name not in known:
                shutil.rmtree(folder, ignore_errors=True)

    def _move(
        self,
        job: Job,
        before: JobState,
        after: JobState,
        changes: str,
        *,
        told: str | None = None,
        error: str | None = None,
    ) -> bool:
        """Change the state of a job, if it still is in the state and the attempt that the caller knows."""
        with self._durable():
            moved = self._database.execute(
                f"UPDATE jobs SET state = :after, {changes} "  # noqa: S608 (written in this file)
                "WHERE id = :id AND state = :before AND attempt = :attempt",
                {
                    "after": after,
                    "before": before,
                    "id": job.id,
                    "attempt": job.attempt,
                    "now": self._clock(),
                    "error": error,
                },
            ).rowcount
            if moved:
                attempt = job.attempt + (told == "retried")
                for state in (told, after) if told else (after,):
                    self._add(job.id, "state", {"state": state, "attempt": attempt})
        self.on_event(job.id)
        return bool(moved)

    def _add(self, job: str, kind: EventKind, value: Any) -> None:
        self._database.execute(
            "INSERT INTO events SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ? FROM events WHERE job = ?",
            (job, self._clock(), kind, stored_value.pack(value), job),
        )

    @contextmanager
    def _durable(self) -> Iterator[None]:
        """A transaction that is on the disk when it ends; events in between need only outlive this process."""
        self._database.execute("PRAGMA synchronous=FULL")
        try:
            with self._transaction():
                yield
        finally:
            self._database.execute("PRAGMA synchronous=NORMAL")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


def _job(row: tuple[Any, ...]) -> Job:
    fields = dict(zip(_COLUMNS.split(", "), row, strict=True))
    fields["resources"] = Resources(**json.loads(fields["resources"]))
    for name in ("progress", "error"):
        fields[name] = None if fields[name] is None else json.loads(fields[name])
    return Job(**fields)
