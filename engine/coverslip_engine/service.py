"""What a connected page may call: the root object of its session, every method behind the token's scopes."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from coverslip.image import NDArray
from coverslip.rpc import Interface, current_call

from .arguments import all_with_files
from .errors import EngineError, Refused
from .job_files import job_file_path
from .jobs import Resources
from .tokens import Forbidden

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

    from .desk import Desk
    from .jobs import Job
    from .rate_limits import RateLimit
    from .tokens import Scope, Token

#: Seconds for which a call waits for its turn.
_LONGEST_WAIT = 30.0
#: What is written into the audit log; the rest only looks.
_NOTED = frozenset(
    {
        "install",
        "remove",
        "call",
        "submit",
        "cancel",
        "finish",
        "retry",
        "delete",
        "remove_environment",
        "end_processes",
    }
)


class Service:
    """The root object of one session.

    Args:
        desk: what the server has.
        token: with which the session was opened.
        address: from where.
        limit: how often each owner may call.
    """

    def __init__(self, desk: Desk, token: Token, address: str, limit: RateLimit) -> None:
        self._desk, self._token, self._address, self._limit = desk, token, address, limit
        self._engine = desk.engine

    def interface(self) -> Interface:
        """The methods that are offered, and no others."""
        run: dict[str, Callable[..., Awaitable[Any]]] = {
            "info": self.info,
            "plugins": self.plugins,
            "call": self.call,
            "submit": self.submit,
            "jobs": self.jobs,
            "job": self.job,
            "cancel": self.cancel,
            "finish": self.finish,
            "retry": self.retry,
            "events": self.events,
            "inputs": self.inputs,
            "result": self.result,
            "files": self.files,
            "delete": self.delete,
        }
        install: dict[str, Callable[..., Awaitable[Any]]] = {"install": self.install, "remove": self.remove}
        admin: dict[str, Callable[..., Awaitable[Any]]] = {
            "environments": self.environments,
            "remove_environment": self.remove_environment,
            "processes": self.processes,
            "end_processes": self.end_processes,
        }
        scopes: dict[Scope, dict[str, Callable[..., Awaitable[Any]]]] = {"run": run, "install": install, "admin": admin}
        methods = {
            name: self._guarded(name, scope, method) for scope, each in scopes.items() for name, method in each.items()
        }
        return Interface(methods, "engine")

    async def info(self) -> dict[str, Any]:
        """What the engine is: see `Desk.info`."""
        return self._desk.info(self._token)

    async def plugins(self) -> list[dict[str, Any]]:
        """The installed plugins, as `PluginRecord` describes them."""
        return [asdict(record) for record in self._engine.plugins()]

    async def install(self, source: str, filename: str = "plugin.py", tag: str | None = None) -> dict[str, Any]:
        """Install a plugin; what the installer says comes as progress `{"log": {text, level}}`."""
        log = _log(_telling())
        record = await self._engine.install(
            source, owner=self._token.owner, filename=filename, tag=tag, on_log=lambda text: log(text, "info")
        )
        return asdict(record)

    async def remove(self, plugin: str) -> None:
        """Remove a plugin: who installed it may, and an admin, since the jobs of others may be of it."""
        token, record = self._token, self._engine.plugin(plugin)
        if record.owner != token.owner and not token.allows("admin"):
            raise Forbidden(f"{record.name} was installed by {record.owner}, who may remove it, or an admin.")
        await self._engine.remove(plugin)

    async def call(
        self,
        plugin: str,
        op: str,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        host: Mapping[str, Callable[..., Any]] | None = None,
    ) -> Any:
        """Call an op now; progress comes as `{"progress": …}`, what it prints as `{"log": {text, level}}`."""
        tell = _telling()
        positional, named = await all_with_files(args, kwargs or {}, self._desk.artifacts)
        return await self._engine.call(
            plugin,
            op,
            positional,
            named,
            owner=self._token.owner,
            on_progress=lambda value: tell({"progress": value}),
            on_log=_log(tell),
            host=host,
        )

    async def submit(
        self,
        plugin: str,
        op: str,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Accept a job.

        Args:
            plugin: id of an installed plugin.
            op: one of its ops.
            args: its arguments by position.
            kwargs: its arguments by name.
            options: `priority`, `timeout` (seconds), `num_cpus`, `num_gpus`, `memory` (bytes).
        """
        wanted = dict(options or {})
        try:
            priority, timeout = int(wanted.pop("priority", 0)), wanted.pop("timeout", None)
            resources = Resources(**wanted) if wanted else None
        except (TypeError, ValueError) as error:
            raise Refused(
                f"A job has the options priority, timeout, num_cpus, num_gpus and memory; these don't fit: {error}"
            ) from error
        positional, named = await all_with_files(args, kwargs or {}, self._desk.artifacts)
        job = self._engine.submit(
            plugin,
            op,
            positional,
            named,
            owner=self._token.owner,
            priority=priority,
            resources=resources,
            timeout=None if timeout is None else float(timeout),
        )
        return asdict(job)

    async def jobs(self) -> list[dict[str, Any]]:
        """The jobs of the token's owner, the newest first; an admin's are everybody's."""
        everybody = self._token.allows("admin")
        return [asdict(job) for job in self._engine.jobs(None if everybody else self._token.owner)]

    async def job(self, job: str) -> dict[str, Any]:
        """A job as it is now."""
        return asdict(self._own(job))

    async def cancel(self, job: str) -> dict[str, Any]:
        """Stop a job."""
        return asdict(await self._engine.cancel(self._own(job).id))

    async def finish(self, job: str) -> dict[str, Any]:
        """Ask a job to end early and give what it has come to, where its op offers that."""
        return asdict(self._engine.finish(self._own(job).id))

    async def retry(self, job: str) -> dict[str, Any]:
        """Begin a job anew that failed or was stopped, from its last checkpoint."""
        return asdict(self._engine.retry(self._own(job).id))

    async def events(self, job: str, after: int = 0) -> AsyncIterator[dict[str, Any]]:
        """What happened to a job behind an event, and what happens until it ends."""
        events = self._engine.events(self._own(job).id, after)

        async def told() -> AsyncIterator[dict[str, Any]]:
            async for event in events:
                yield asdict(event)

        return told()

    async def inputs(self, job: str) -> list[dict[str, Any]]:
        """The arrays among what a job was given: `param`, `name`, `shape`, `axes`."""
        given = await self._engine.arguments(self._own(job).id)
        return [
            {"param": param, "name": each.name, "shape": list(each.shape), "axes": each.axes}
            for param, each in given.items()
            if isinstance(each, NDArray)
        ]

    async def result(self, job: str) -> Any:
        """What the op gave."""
        return self._engine.result(self._own(job).id)

    async def files(self, job: str) -> list[dict[str, Any]]:
        """The files among what the op gave: name, media type, bytes, sha256, and the path of their address here."""
        found = self._own(job)
        return [
            {
                "name": file.name,
                "mime": file.mime,
                "size": file.size,
                "sha256": await asyncio.to_thread(file.sha256),
                "path": job_file_path(found.id, key),
            }
            for key, file in self._engine.result_files(found.id).items()
        ]

    async def delete(self, job: str) -> None:
        """Forget a job that has ended, with its result."""
        self._engine.delete(self._own(job).id)

    async def environments(self) -> list[dict[str, Any]]:
        """The environments, as `HeldEnvironment` describes them."""
        return [
            {
                "id": each.environment.id,
                "requirements": list(each.environment.spec.requirements),
                "python": each.environment.spec.python,
                "packages": list(each.environment.packages),
                "made": each.environment.made,
                "used": each.used,
                "size": each.size,
                "plugins": list(each.plugins),
            }
            for each in await self._engine.holdings.environments()
        ]

    async def remove_environment(self, environment: str) -> None:
        """Delete an environment, and end the processes in it; it is made anew when it is next needed."""
        await self._engine.holdings.remove_environment(environment)

    async def processes(self) -> list[dict[str, Any]]:
        """The processes that answer calls, as `HeldProcess` describes them."""
        return [asdict(each) for each in await self._engine.holdings.processes()]

    async def end_processes(self, plugin: str, owner: str | None = None) -> None:
        """End the processes that answer a plugin's calls, those of one owner or of all; the next call starts one."""
        await self._engine.holdings.end_processes(plugin, owner)

    def _own(self, job_id: str) -> Job:
        return self._desk.job(job_id, self._token)

    def _guarded(self, name: str, scope: Scope, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """A method that asks first whether the token still allows it, and is counted."""
        desk = self._desk

        async def guarded(*args: Any, **kwargs: Any) -> Any:
            outcome = "failed"
            try:
                await self._admit(name, scope)
                value = await method(*args, **kwargs)
                outcome = "done"
            except Forbidden:
                outcome = "refused"
                raise
            finally:
                desk.metrics.calls.labels(name, outcome).inc()
                if name in _NOTED:
                    self._note(name, outcome, args)
            return value

        return guarded

    async def _admit(self, name: str, scope: Scope) -> None:
        token = self._desk.tokens.still(self._token)
        if not token.allows(scope):
            raise Forbidden(f"The token {token.id} does not allow {name!r}, which needs the scope {scope!r}.")
        # Whoever calls in a loop is slowed down; only what would wait for long is turned away.
        turn = asyncio.get_running_loop().time() + _LONGEST_WAIT
        while wait := self._limit.take(token.owner):
            if asyncio.get_running_loop().time() + wait > turn:
                raise EngineError(f"{token.owner} calls too often; go on in {wait:.1f} s.")
            await asyncio.sleep(wait)

    def _note(self, name: str, outcome: str, args: Sequence[Any]) -> None:
        named = [each[:200] for each in args[:2] if isinstance(each, str)]
        # Of a plugin that is installed the file's name matters, not its text.
        details = named[1:] if name == "install" else named
        self._desk.audit.write(
            name,
            owner=self._token.owner,
            token=self._token.id,
            address=self._address,
            outcome=outcome,
            subject=" ".join(details),
        )


def _telling() -> Callable[[dict[str, Any]], None]:
    """Tells the page that waits for the call that is served now. Processes tell in the context in which they began."""
    call = current_call.get()
    return (lambda _: None) if call is None else call.progress


def _log(tell: Callable[[dict[str, Any]], None]) -> Callable[[str, str], None]:
    return lambda text, level: tell({"log": {"text": text, "level": level}})
