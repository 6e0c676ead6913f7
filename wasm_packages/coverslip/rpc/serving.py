"""The calls that this side serves: so many at once, each stopped when its caller no longer wants it."""

from __future__ import annotations

import asyncio
import inspect
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol

from coverslip.errors import NotSendable, WireError

from . import wire
from .context import CallContext, current_call
from .encode import Encoder

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from .endpoint import Attachment
    from .exportable import Exportable
    from .home import Home
    from .limits import Limits


class Server(Protocol):
    """What serving asks of its peer."""

    def exportable(self, number: int) -> Exportable:
        """What the other side may do with the object of this number. Raises NotExported when there is none."""

    def send(self, header: str, attachments: Sequence[Attachment] = ()) -> None:
        """Send a frame; nothing happens when the connection has ended."""


class Serving:
    """The calls that are being served, and those that wait for their turn.

    Args:
        server: gives the objects, and sends the answers.
        home: what the answers are encoded for.
        limits: how many calls there may be.
    """

    def __init__(self, server: Server, home: Home, limits: Limits) -> None:
        self._server = server
        self._home = home
        self._limits = limits
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._waiting: deque[tuple[int, Coroutine[Any, Any, None]]] = deque()
        self._closed = False

    def __len__(self) -> int:
        return len(self._tasks)

    def check(self, number: int) -> None:
        """Refuse a call whose number is that of another one that is being served.

        Raises:
            WireError: naming it.
        """
        if number in self._tasks or any(waiting == number for waiting, _ in self._waiting):
            raise WireError(f"The call {number} came twice.", "id")

    def accept(self, message: wire.Call, args: Sequence[Any], kw: Mapping[str, Any]) -> None:
        """Serve a call whose values have been decoded.

        Raises:
            WireError: when too many calls wait already.
        """
        call = self._serve(message, args, kw)
        if len(self._tasks) < self._limits.serving:
            self._begin(message.id, call)
        elif len(self._waiting) < self._limits.waiting:
            self._waiting.append((message.id, call))
        else:
            call.close()
            raise WireError(f"More than {self._limits.waiting} calls wait.", "call")

    def cancel(self, number: int) -> None:
        """Stop a call; it is answered all the same. One that has ended already is nobody's concern."""
        task = self._tasks.get(number)
        if task is not None:
            task.cancel()
            return
        for entry in self._waiting:
            if entry[0] == number:
                self._waiting.remove(entry)
                entry[1].close()
                self.fail(number, asyncio.CancelledError())
                return

    def close(self) -> None:
        """Stop all; nothing is answered any more."""
        self._closed = True
        for _, call in self._waiting:
            call.close()
        self._waiting.clear()
        for task in list(self._tasks.values()):
            task.cancel()

    def fail(self, number: int, error: BaseException) -> None:
        """Answer a call with an error."""
        if not self._closed:
            encoder = Encoder(self._home, self._limits.depth)
            self._send("err", number, encoder.error(self._home.describe(error)), encoder)

    def _begin(self, number: int, call: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(call)
        self._tasks[number] = task
        task.add_done_callback(lambda done: self._served(number, done))

    def _served(self, number: int, task: asyncio.Task[None]) -> None:
        self._tasks.pop(number, None)
        if task.cancelled():
            # Stopped before its first step, so that nobody has answered.
            self.fail(number, asyncio.CancelledError())
        elif (error := task.exception()) is not None:
            self.fail(number, error)
        if self._waiting and not self._closed:
            self._begin(*self._waiting.popleft())

    async def _serve(self, message: wire.Call, args: Sequence[Any], kw: Mapping[str, Any]) -> None:
        number = message.id
        current_call.set(CallContext(lambda value: self._progress(number, value)))
        try:
            result = self._server.exportable(message.obj).invoke(message.fn, args, kw)
            if inspect.isawaitable(result):
                result = await result
            await self._answer(number, result)
        except GeneratorExit:
            raise
        except BaseException as error:  # whatever the code raises is its caller's to hear: SystemExit, interrupts
            self.fail(number, error)

    async def _answer(self, number: int, result: Any) -> None:
        """Send a result, as soon as what there is to await in it has been awaited."""
        encoder = Encoder(self._home, self._limits.depth)
        try:
            text = encoder.value(result)
            while encoder.pending:
                encoder = await encoder.again()
                text = encoder.value(result)
        except BaseException:  # a result without a form on the wire, or one whose own code raises when it is read
            encoder.undo()
            raise
        self._send("ok", number, text, encoder)

    def _progress(self, number: int, value: Any) -> None:
        if number not in self._tasks or self._closed:
            return
        encoder = Encoder(self._home, self._limits.depth)
        try:
            text = encoder.value(value)
        except BaseException:
            encoder.undo()
            raise
        if encoder.pending:
            encoder.undo()
            raise NotSendable("A progress holds something to await; await it before telling it.")
        self._send("progress", number, text, encoder)

    def _send(self, kind: str, number: int, text: str, encoder: Encoder) -> None:
        if not self._closed:
            self._server.send(wire.write_answer(kind, number, text), encoder.attachments)
