"""A process on a cluster, as the bridge sees it: an actor, and the engine that talks with the process in it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from typing import TYPE_CHECKING, Any

import ray
from ray.exceptions import RpcError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coverslip.rpc.endpoint import Attachment

    from .ray_process import Told

#: Seconds that a node has to end a process, before Ray ends what holds it.
_ENDING = 30.0


class RayActor:
    """Relays between the engine and a process.

    Args:
        actor: a `RayProcess` that has been started.
        tell: sends the engine a word about it: `frame HEADER`, and in JSON `output {text, level}`, `usage {…}`,
            `ended {limit, message, code}` or `lost {message}`.
    """

    def __init__(self, actor: Any, tell: Callable[[str, Sequence[Attachment]], None]) -> None:
        self._actor = actor
        self._tell = tell
        self._waiting: list[tuple[str, list[Attachment]]] = []
        self._sending: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._do(self._receive())

    def came(self, word: str, parts: list[Attachment]) -> None:
        """Take what the engine says: `frame HEADER`, `interrupt` or `kill REASON`."""
        kind, _, text = word.partition(" ")
        if kind == "frame":
            self._waiting.append((text, parts))
            if self._sending is None:
                self._sending = asyncio.create_task(self._send())
        elif kind == "interrupt":
            self._do(self._quietly(self._actor.interrupt.remote))
        elif kind == "kill":
            self._do(self._kill(text))

    async def _send(self) -> None:
        # One after the other: an actor may begin several calls at once, in any order.
        try:
            while self._waiting:
                frames, self._waiting = self._waiting, []
                await self._quietly(self._actor.send.remote, frames)
        finally:
            self._sending = None

    async def _receive(self) -> None:
        last = False
        try:
            while not last:
                for told in await answered(self._actor.receive.remote()):
                    last = self._hand_on(told) or last
        except Exception as error:
            end_if_away(error)
            self._tell(f"lost {json.dumps({'message': f'its node is gone ({first_line(error)})'})}", ())
        self._let_go()

    def _hand_on(self, told: Told) -> bool:
        """Whether it was the last that comes."""
        match told:
            case ("frame", header, parts):
                self._tell(f"frame {header}", parts)
            case ("output", text, level):
                self._tell(f"output {json.dumps({'text': text, 'level': level})}", ())
            case ("usage", usage):
                self._tell(f"usage {json.dumps(usage)}", ())
            case ("ended", limit, message, code):
                self._tell(f"ended {json.dumps({'limit': limit, 'message': message, 'code': code})}", ())
                return True
        return False

    async def _kill(self, reason: str) -> None:
        try:
            await asyncio.wait_for(self._quietly(self._actor.kill.remote, reason), _ENDING)
        except TimeoutError:
            # Its node does not answer. `_receive` hears that Ray has let go of it.
            self._let_go()

    async def _quietly(self, method: Callable[..., Any], *args: Any) -> None:
        """Call a method of the actor; that it is gone is for `_receive` to tell."""
        with contextlib.suppress(Exception):
            await answered(method(*args))

    def _let_go(self) -> None:
        with contextlib.suppress(Exception):
            ray.kill(self._actor)

    def _do(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def answered(reference: Any) -> Any:
    """What an actor answers, also where the cluster is reached through Ray's client."""
    # Shielded: the thread of Ray's client ends by an answer to a future that was cancelled.
    return await asyncio.shield(asyncio.wrap_future(reference.future()))


def end_if_away(error: Exception) -> None:
    """End this process if an error says that the cluster is away: the engine then looks for it with another one."""
    if isinstance(error, RpcError) or not ray.is_initialized():
        os._exit(1)


def first_line(error: Exception) -> str:
    """What an error says, without the trace that Ray puts into it."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
