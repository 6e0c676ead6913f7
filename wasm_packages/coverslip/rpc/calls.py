"""The calls that this side has made and that have not been answered. None of their futures is ever left behind."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import wire
from .answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .encode import Encoder
    from .endpoint import Attachment
    from .remote import Remote


@dataclass(frozen=True, slots=True)
class _Call:
    """One of them; one that was given up is still answered."""

    future: Answer
    #: Held until the answer: were it collected before, the object might be gone when the call comes.
    target: Remote
    on_progress: Callable[[Any], None] | None


class Calls:
    """Calls by number.

    Args:
        send: sends a frame to the other side.
    """

    def __init__(self, send: Callable[[str, Sequence[Attachment]], None]) -> None:
        self._send = send
        self._open: dict[int, _Call] = {}
        # Those among them that still wait for an argument.
        self._unsent: set[int] = set()

    def __len__(self) -> int:
        return len(self._open)

    def __contains__(self, number: int) -> bool:
        return number in self._open

    def open(self, number: int, target: Remote, on_progress: Callable[[Any], None] | None) -> Answer:
        """Wait for the answer to a call.

        Args:
            number: the call's own.
            target: the far object that is called.
            on_progress: told of what the callee reports.

        Returns:
            The answer; when it is cancelled, the callee is stopped.
        """
        future = Answer(loop=asyncio.get_running_loop())
        self._open[number] = _Call(future, target, on_progress)
        future.add_done_callback(lambda done: self._settled(number, done))
        return future

    def limit(self, number: int, seconds: float, message: str) -> None:
        """Give a call up with a TimeoutError of this message, if it takes longer."""
        future = self._open[number].future
        timer = future.get_loop().call_later(seconds, self._give_up, number, message)
        future.add_done_callback(lambda _: timer.cancel())

    def send_later(self, number: int, encoder: Encoder, write: Callable[[Encoder], str]) -> None:
        """Send a call when what there is to await among its arguments has been awaited.

        Args:
            number: the call's own.
            encoder: what its arguments were written with so far.
            write: writes its header with another encoder.
        """
        future = self._open[number].future
        self._unsent.add(number)
        later = future.get_loop().create_task(self._await_and_send(number, encoder, write))
        future.add_done_callback(lambda _: later.cancel())

    def progress(self, number: int, value: Any) -> None:
        """Tell whoever made a call what its callee reports."""
        call = self._open[number]
        if not call.future.done() and call.on_progress is not None:
            # Not here: what it raises is no fault of the message.
            call.future.get_loop().call_soon(call.on_progress, value)

    def settle(self, number: int, value: Any, failed: bool) -> None:
        """End a call with what it gave, or with its error."""
        future = self._open.pop(number).future
        if future.done():
            # Given up in the meantime; what it brought has been read and is dropped.
            return
        if failed:
            future.set_exception(value)
        else:
            future.set_result(value)

    def fail(self, make_error: Callable[[], Exception]) -> None:
        """End every call, each with an error of its own."""
        for call in list(self._open.values()):
            if not call.future.done():
                call.future.set_exception(make_error())
                # Nobody may be waiting for it, which is no fault worth a word in the log.
                call.future.exception()
        self._open.clear()
        self._unsent.clear()

    def _settled(self, number: int, future: asyncio.Future[Any]) -> None:
        if future.cancelled() and number in self._open:
            self._withdraw(number)

    def _give_up(self, number: int, message: str) -> None:
        call = self._open.get(number)
        if call is not None and not call.future.done():
            self._withdraw(number)
            call.future.set_exception(TimeoutError(message))

    def _withdraw(self, number: int) -> None:
        """The answer is no longer wanted. One to a call that was never sent does not come."""
        if number in self._unsent:
            self._unsent.discard(number)
            del self._open[number]
        else:
            self._send(wire.write_cancel(number), ())

    async def _await_and_send(self, number: int, encoder: Encoder, write: Callable[[Encoder], str]) -> None:
        header = ""
        try:
            while encoder.pending:
                encoder = await encoder.again()
                header = write(encoder)
        except Exception as error:  # an argument's own
            self._unsent.discard(number)
            call = self._open.pop(number, None)
            if call is not None and not call.future.done():
                call.future.set_exception(error)
            return
        if number in self._unsent:
            self._unsent.discard(number)
            self._send(header, encoder.attachments)
        else:
            encoder.undo()
