"""One side of a connection: it calls the other side's objects and serves its own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from coverslip.errors import NotSendable, PeerClosed, WireError

from . import wire
from .calls import Calls
from .codecs import Codecs, shared_codecs
from .decode import Decoder
from .describe_error import DescribedError, describe_error
from .encode import Encoder
from .exports import Exports
from .imports import Imports
from .limits import LIMITS, Limits
from .remote import Remote, RemoteKind, facts_of
from .serving import Serving

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .answer import Answer
    from .endpoint import Attachment, Attachments, Endpoint
    from .exportable import Exportable


class Peer:
    """One side of a connection.

    Args:
        endpoint: what carries the frames.
        root: the object whose public methods the other side may call; an `Interface` offers exactly its own.
        name: what the other side is called, for messages.
        describe: how errors are told to the other side.
        limits: what the other side may ask for.
        codecs: codecs of one's own; by default those that all peers here share.
        undefined: what JavaScript's `undefined` becomes; `UNDEFINED` tells it from None.
        start: whether to listen at once. A peer that does not begins with `offer` or with its first call.

    Attributes:
        root: the other side's root object.
        closed: resolved with the reason when the connection has ended.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        root: Any = None,
        *,
        name: str = "the other side",
        describe: Callable[[BaseException], DescribedError] = describe_error,
        limits: Limits = LIMITS,
        codecs: Codecs = shared_codecs,
        undefined: Any = None,
        start: bool = True,
    ) -> None:
        self.name = name
        self.closed: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._endpoint = endpoint
        self._describe = describe
        self._limits = limits
        self._codecs = codecs
        self._undefined = undefined
        self._exports = Exports()
        self._imports = Imports(self, lambda gone: self.send(wire.write_drop(gone)))
        self._calls = Calls(self.send)
        self._serving = Serving(self, self, limits)
        self._last = 0
        self._greeted = False
        self._started = False
        self.root = Remote(self, 0, "object", name, None)
        if root is not None:
            self._exports.set_root(root)
        if start:
            self.start()

    def start(self) -> None:
        """Begin to listen."""
        if not self._started:
            self._started = True
            self.send(wire.write_hello())
            self._endpoint.start(self._receive, self._end)

    def offer(self, root: Any) -> None:
        """Offer an object's public methods to the other side, and begin to listen."""
        self._exports.set_root(root)
        self.start()

    def call(
        self,
        target: Remote,
        fn: str,
        args: Sequence[Any] = (),
        kw: Mapping[str, Any] | None = None,
        *,
        on_progress: Callable[[Any], None] | None = None,
        timeout: float | None = None,
    ) -> Answer:
        """Call a method of a far object.

        The call is sent at once, or, when there is something to await among its arguments (a coroutine, the future of
        another call), as soon as this has been awaited.

        Args:
            target: the object.
            fn: the method; "" calls a function.
            args: its arguments.
            kw: its keyword arguments.
            on_progress: told of what the callee reports.
            timeout: seconds after which the call is given up with TimeoutError.

        Returns:
            The answer, as a future. When it is cancelled (by the task that awaits it) the callee is stopped.

        Raises:
            NotSendable: when an argument has no form on the wire.
            PeerClosed: when the other side is gone.
        """
        if self.closed.done():
            raise PeerClosed(f"{self.name} can't be called: {self.closed.result()}.")
        facts = facts_of(target)
        if facts.peer is not self:
            raise ValueError(f"{target!r} belongs to another peer.")
        self.start()
        self._last += 1
        number = self._last

        def write(encoder: Encoder) -> str:
            try:
                return wire.write_call(number, facts.id, fn, encoder.values(args), encoder.plain(kw or {}))
            except BaseException:
                encoder.undo()
                raise

        encoder = Encoder(self, self._limits.depth)
        header = write(encoder)
        answer = self._calls.open(number, target, on_progress)
        if encoder.pending:
            self._calls.send_later(number, encoder, write)
        else:
            self.send(header, encoder.attachments)
        if timeout is not None:
            message = f"{facts.name or self.name} did not answer {fn or 'the call'} within {timeout:g} s."
            self._calls.limit(number, timeout, message)
        return answer

    def release(self, remote: Remote) -> None:
        """Let a far object go at once; it can't be called any more."""
        self._imports.release(remote)

    def close(self, reason: str = "it was closed") -> None:
        """Leave: calls in flight fail on both sides with the reason."""
        if not self.closed.done():
            self.send(wire.write_bye(reason))
            self._end(reason)

    # What the codec asks of a peer (see home.py).

    @property
    def attachments(self) -> Attachments:
        """How bytes, files and ports stand beside the header."""
        return self._endpoint.attachments

    @property
    def codecs(self) -> Codecs:
        """Codecs of one's own."""
        return self._codecs

    def foreign(self, remote: Remote) -> int | None:
        """The number of a far object of this very peer; None for that of another."""
        facts = facts_of(remote)
        return facts.id if facts.peer is self and (facts.id == 0 or self._imports.holds(remote)) else None

    def exported(self, target: Any) -> tuple[int, Exportable] | None:
        """Count one more sending of an object.

        Raises:
            NotSendable: the other side holds more objects than the limit allows.
        """
        added = self._exports.add(target)
        if added is not None and len(self._exports) > self._limits.exports:
            self._exports.drop(added[0], 1)
            raise NotSendable(
                f"More than {self._limits.exports} objects are held by {self.name}; release some of them."
            )
        return added

    def exportable(self, number: int) -> Exportable:
        """What the other side may do with the object of this number."""
        return self._exports.exportable(number)

    def unexported(self, number: int) -> None:
        """Take one sending back."""
        self._exports.drop(number, 1)

    def own(self, number: int) -> Any:
        """An object of this side that comes home."""
        return self._exports.target(number)

    def imported(
        self, number: int, kind: RemoteKind, name: str, methods: Sequence[str], props: Mapping[str, Any]
    ) -> Remote:
        """A far object."""
        return self._imports.add(number, kind, name, methods, props)

    def adopted(self, attachment: Attachment, name: str, methods: Sequence[str]) -> Remote | None:
        """The root of the peer behind a port. That peer listens when it is first called or offered something."""
        endpoint = self.attachments.endpoint(attachment)
        if endpoint is None:
            return None
        peer = Peer(
            endpoint,
            name=name or "the other side",
            describe=self._describe,
            limits=self._limits,
            codecs=self._codecs,
            undefined=self._undefined,
            start=False,
        )
        peer.root = Remote(peer, 0, "object", name, tuple(methods) or None)
        return peer.root

    def describe(self, error: BaseException) -> dict[str, Any]:
        """An error as the wire has it."""
        return dict(self._describe(error))

    # Frames that come.

    def _receive(self, header: str, attachments: list[Attachment]) -> None:
        try:
            message = wire.parse_message(header, len(attachments), self._limits)
            if self._greeted:
                self._handle(message, attachments)
            else:
                self._greet(message)
        except WireError as error:
            self.close(f"{self.name} sent what is no message: {error}")
        except Exception as error:  # left to the endpoint it would end the whole worker, with no word to anyone
            self.close(f"a message of {self.name} could not be served: {type(error).__name__}: {error}")

    def _greet(self, message: wire.Message) -> None:
        if not isinstance(message, wire.Hello):
            raise WireError("The first message is no greeting.", "t")
        if message.version != wire.WIRE_VERSION:
            self.close(
                f"{self.name} speaks version {message.version} of the calls, this side version {wire.WIRE_VERSION}; "
                "reload the page so that both are of one version"
            )
        self._greeted = True

    def _handle(self, message: wire.Message, attachments: list[Attachment]) -> None:
        match message:
            case wire.Call():
                self._called(message, attachments)
            case wire.Answer():
                self._answered(message, attachments)
            case wire.Cancel():
                self._serving.cancel(message.id)
            case wire.Drop():
                for number, count in message.refs:
                    if number:
                        self._exports.drop(number, count)
            case wire.Pool():
                self.attachments.keep(attachments)
            case wire.Bye():
                self._end(message.reason or "it left")
            case wire.Hello():
                raise WireError("A second greeting came.", "t")

    def _called(self, message: wire.Call, attachments: list[Attachment]) -> None:
        self._serving.check(message.id)
        decoder = self._decoder(attachments)
        try:
            args = [decoder.value(each) for each in message.args]
            kw = decoder.plain(message.kw)
            decoder.finish()
        except WireError:
            raise
        except Exception as error:  # what has no counterpart here, or no room
            self._serving.fail(message.id, error)
            return
        self._give_back(decoder)
        self._serving.accept(message, args, kw)

    # Answers that come.

    def _answered(self, message: wire.Answer, attachments: list[Attachment]) -> None:
        if message.id not in self._calls:
            if message.t == "progress":
                # Of a call that was given up before it was sent, or whose answer has come.
                return
            raise WireError(f"An answer came to the call {message.id}, which was not made.", "id")
        decoder = self._decoder(attachments)
        failed, value = message.t == "err", None
        try:
            value = decoder.error(message.value) if failed else decoder.value(message.value)
            decoder.finish()
        except WireError:
            raise
        except Exception as error:  # what has no counterpart here, or no room
            failed, value = True, error
        self._give_back(decoder)
        if message.t != "progress":
            self._calls.settle(message.id, value, failed)
        elif not failed:
            self._calls.progress(message.id, value)

    # The connection.

    def _decoder(self, attachments: Sequence[Attachment]) -> Decoder:
        return Decoder(attachments, self, self._limits.depth, self._undefined)

    def _give_back(self, decoder: Decoder) -> None:
        if decoder.emptied:
            self.send(wire.POOL, decoder.emptied)

    def send(self, header: str, attachments: Sequence[Attachment] = ()) -> None:
        """Send a frame; nothing happens when the connection has ended."""
        if not self.closed.done():
            self._endpoint.send(header, attachments)

    def _end(self, reason: str) -> None:
        if self.closed.done():
            return
        self.closed.set_result(reason)
        self._endpoint.close(reason)
        self._calls.fail(lambda: PeerClosed(f"{self.name} is gone: {reason}."))
        self._serving.close()
        self._imports.clear()
        self._exports.clear()
