"""The engine: installs plugins, calls them in processes of their own, and runs jobs that outlive it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence
    from pathlib import Path

    from .jobs import Job, JobEvent, Resources
    from .plugins import PluginRecord


class Engine:
    """All that the server offers, without the server. Made by `Engine.open`, ended by `close`; one a folder.

    Ids that are not known raise `NotFound`. Who may do what is the caller's to decide: `owner` is only written down.
    """

    @classmethod
    async def open(cls, folder: Path) -> Engine:
        """Open the engine of a folder, and go on with the jobs that its last one left.

        Args:
            folder: where everything is kept; made when it is not there.
        """
        raise NotImplementedError

    async def install(
        self,
        source: bytes | str,
        *,
        owner: str,
        filename: str = "plugin.py",
        on_log: Callable[[str], None] | None = None,
    ) -> PluginRecord:
        """Install a plugin: make its environment, load it once, and keep it.

        Args:
            source: its file: a `.py` with a PEP 723 header, or ImJoy's format with a `native-python` plugin.
            owner: who installs it.
            filename: the file's name.
            on_log: gets what the installer says.

        Raises:
            HeaderError, PluginError: the file is no plugin that can be run here.
            EnvironmentFailed: its packages can't be installed.
        """
        raise NotImplementedError

    def plugins(self) -> list[PluginRecord]:
        """The plugins that are installed, in the order of their names."""
        raise NotImplementedError

    def plugin(self, plugin: str) -> PluginRecord:
        """One of them by its id."""
        raise NotImplementedError

    async def remove(self, plugin: str) -> None:
        """End a plugin's processes and forget it; its environment goes when no other plugin has it."""
        raise NotImplementedError

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
        raise NotImplementedError

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
            Refused: it asks for more than this engine has.
            NotSendable: an argument can't be written down (a function, an open file).
        """
        raise NotImplementedError

    def jobs(self, owner: str | None = None) -> list[Job]:
        """The jobs of an owner, or of all, the newest first."""
        raise NotImplementedError

    def job(self, job: str) -> Job:
        """A job by its id."""
        raise NotImplementedError

    async def cancel(self, job: str) -> Job:
        """Stop a job and all of its processes. One that has ended stays as it is."""
        raise NotImplementedError

    def events(self, job: str, after: int = 0) -> AsyncIterator[JobEvent]:
        """What happened to a job behind an event, and what happens from now on until it has ended."""
        raise NotImplementedError

    def result(self, job: str) -> Any:
        """What the op gave.

        Raises:
            Refused: the job is not done; the message says how it stands.
        """
        raise NotImplementedError

    async def close(self) -> None:
        """End all processes. Jobs that were running are begun anew by the next engine of this folder."""
        raise NotImplementedError
