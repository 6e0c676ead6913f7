"""Objects of the other side, as they look here: their methods are awaited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from coverslip.errors import suggest

if TYPE_CHECKING:
    from .answer import Answer
    from .peer import Peer

RemoteKind: TypeAlias = Literal["function", "object", "iterator"]


class Remote:
    """An object of the other side: `await remote.method(1, b=2)`, or `await remote(1)` for a function.

    A call is sent at once, whether or not it is awaited. Cancelling the task that awaits it stops it over there.
    Properties (`remote.name`) are as they were when the object came last; they are read without waiting.
    """

    __slots__ = ("__weakref__", "_id", "_kind", "_methods", "_name", "_peer", "_props")

    def __init__(
        self,
        peer: Peer,
        number: int,
        kind: RemoteKind,
        name: str,
        methods: Sequence[str] | None,
        props: Mapping[str, Any] | None = None,
    ) -> None:
        self._peer = peer
        self._id = number
        self._kind = kind
        self._name = name
        self._methods = methods
        self._props = props

    # Any: a property may be anything, and what is no property is a method, which may be called.
    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        facts = facts_of(self)
        if facts.methods is not None and name not in facts.methods:
            if name in facts.props:
                return facts.props[name]
            hint = suggest(name, [*facts.methods, *facts.props]) or "It has none."
            raise AttributeError(f"{facts.name or 'The far object'} has no method {name!r}. {hint}")
        return RemoteMethod(self, name)

    def __getitem__(self, name: str) -> Any:
        """A property or a method by its name, for names that are also one of this class's own."""
        facts = facts_of(self)
        if name in facts.props and name not in (facts.methods or ()):
            return facts.props[name]
        return RemoteMethod(self, name)

    def __dir__(self) -> list[str]:
        facts = facts_of(self)
        return [*(facts.methods or ()), *facts.props]

    def __call__(self, *args: Any, **kw: Any) -> Answer:
        """Call a far function."""
        if self._kind != "function":
            raise TypeError(f"{self._name or 'The far object'} is not a function; call one of its methods.")
        return self._peer.call(self, "", args, kw)

    def __array__(self, *_: Any, **__: Any) -> Any:
        if "read" in (self._methods or ()):
            raise TypeError(
                "This image is read only when it is asked for: write `array = await image.read()`, or "
                "`await image.read({'Z': 3})` for a part, and use that."
            )
        raise TypeError(f"{self._name or 'The far object'} is no array: it is an object of the other side.")

    def __repr__(self) -> str:
        return f"<Remote {self._kind} {self._name}>".replace(" >", ">")


class RemoteIterator(Remote):
    """An iterator of the other side, for `async for`."""

    __slots__ = ()

    def __aiter__(self) -> RemoteIterator:
        return self

    async def __anext__(self) -> Any:
        result = await self._peer.call(self, "next", (), {})
        if not isinstance(result, Mapping) or "done" not in result:
            raise TypeError("A far iterator answered with something else than {done, value}.")
        if result["done"]:
            raise StopAsyncIteration
        return result.get("value")

    async def aclose(self) -> None:
        """Tell the other side that no more values are wanted."""
        await self._peer.call(self, "return", (), {})


class RemoteMethod:
    """A method of a far object."""

    __slots__ = ("_on_progress", "_remote", "_timeout", "name")

    def __init__(
        self, remote: Remote, name: str, on_progress: Callable[[Any], None] | None = None, timeout: float | None = None
    ) -> None:
        self._remote = remote
        self._on_progress = on_progress
        self._timeout = timeout
        self.name = name

    @property
    def __name__(self) -> str:
        return self.name

    def with_options(
        self, *, on_progress: Callable[[Any], None] | None = None, timeout: float | None = None
    ) -> RemoteMethod:
        """The same method; its calls tell how far they are, and are given up after `timeout` seconds (TimeoutError)."""
        return RemoteMethod(self._remote, self.name, on_progress, timeout)

    def __call__(self, *args: Any, **kw: Any) -> Answer:
        """Call it."""
        peer = peer_of(self._remote)
        return peer.call(self._remote, self.name, args, kw, on_progress=self._on_progress, timeout=self._timeout)

    def __repr__(self) -> str:
        return f"<RemoteMethod {self.name} of {self._remote!r}>"


class RemoteFacts:
    """What a `Remote` stands for."""

    __slots__ = ("id", "kind", "methods", "name", "peer", "props")

    def __init__(self, remote: Remote) -> None:
        self.peer: Peer = remote._peer
        self.id: int = remote._id
        self.kind: RemoteKind = remote._kind
        self.name: str = remote._name
        self.methods: Sequence[str] | None = remote._methods
        self.props: Mapping[str, Any] = remote._props or {}


def facts_of(remote: Remote) -> RemoteFacts:
    """What a far object stands for. A function, because every name of the object itself may be a far method's."""
    return RemoteFacts(remote)


def set_props(remote: Remote, props: Mapping[str, Any]) -> None:
    """The object has come again, with its properties as they are now."""
    remote._props = props


def peer_of(remote: Remote) -> Peer:
    """The peer through which a far object is called."""
    return remote._peer
