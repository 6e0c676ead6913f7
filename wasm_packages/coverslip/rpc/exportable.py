"""What may be sent as a reference, and what the other side may then do with it: nothing beyond the listed methods."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import io
import sys
import types
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from coverslip.errors import NotExported

from .blob import Blob
from .exported_file import ExportedFile, is_file
from .remote import Remote, RemoteMethod, facts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

RefKind: TypeAlias = Literal["function", "object", "iterator"]

_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, functools.partial, RemoteMethod)


class Interface:
    """A reference that offers exactly these methods and properties.

    Args:
        methods: functions by the names under which they are called.
        name: what the object is called, for messages.
        props: values that travel with it, as they are when it is sent.
    """

    def __init__(
        self, methods: Mapping[str, Callable[..., Any]], name: str = "", props: Mapping[str, Any] | None = None
    ) -> None:
        self.methods = methods
        self.name = name
        self.props = props or {}


class Exportable(Protocol):
    """An object as the other side may use it."""

    @property
    def kind(self) -> RefKind:
        """What it is to the other side."""

    @property
    def name(self) -> str:
        """What it is called, for messages."""

    @property
    def methods(self) -> Sequence[str]:
        """Names that may be called."""

    def props(self) -> Mapping[str, Any]:
        """Its properties as they are now."""

    def invoke(self, fn: str, args: Sequence[Any], kw: Mapping[str, Any]) -> Any:
        """Call a method ("" calls a function). The result may be awaitable.

        Raises:
            NotExported: for any other name.
        """

    def dropped(self) -> None:
        """The other side no longer holds it."""


def exportable_of(value: Any) -> Exportable | None:
    """How a value is sent as a reference; None when it can't be."""
    if isinstance(value, Interface):
        return ExportedObject(value.name, value.methods, lambda: value.props)
    if isinstance(value, _FUNCTIONS):
        return ExportedFunction(value)
    if isinstance(value, Remote):
        return _forwarded(value)
    if isinstance(value, Blob) or is_file(value):
        return ExportedFile(value)
    if isinstance(value, type | types.ModuleType) or inspect.isawaitable(value):
        return None
    if isinstance(value, io.IOBase):
        return None
    if hasattr(value, "__anext__") or hasattr(value, "__next__"):
        return ExportedIterator(value)
    if hasattr(value, "__aiter__"):
        return ExportedIterator(aiter(value))
    # What the language and its library define is a value of theirs, whose methods nobody meant to offer.
    if type(value).__module__.partition(".")[0] in sys.stdlib_module_names:
        return None
    methods = methods_of(value)
    return ExportedObject(type(value).__name__, methods, lambda: props_of(value)) if methods else None


def methods_of(target: Any) -> dict[str, Callable[..., Any]]:
    """The public methods of an object by name: nothing that begins with an underscore."""
    out: dict[str, Callable[..., Any]] = {}
    for name in dir(target):
        if not name.startswith("_") and _is_method(inspect.getattr_static(target, name)):
            out[name] = getattr(target, name)
    return out


def props_of(target: Any) -> dict[str, Any]:
    """The public properties of an object as they are now: attributes of it and of its class, and properties."""
    out: dict[str, Any] = {}
    for name in dir(target):
        if name.startswith("_"):
            continue
        static = inspect.getattr_static(target, name)
        if _is_method(static) or isinstance(static, functools.cached_property | type):
            continue
        # A property that raises has no value to show.
        with contextlib.suppress(Exception):
            out[name] = getattr(target, name)
    return out


def _is_method(value: Any) -> bool:
    return isinstance(value, (*_FUNCTIONS, staticmethod, classmethod))


def _forwarded(remote: Remote) -> Exportable:
    """An object of another peer: calls go through this side."""
    facts = facts_of(remote)
    if facts.kind == "function":
        return ExportedFunction(remote)
    if facts.kind == "iterator":
        return ExportedIterator(remote)
    methods = {name: RemoteMethod(remote, name) for name in facts.methods or ()}
    return ExportedObject(facts.name, methods, lambda: facts_of(remote).props)


@dataclass(frozen=True)
class ExportedFunction:
    """A function."""

    function: Callable[..., Any]
    kind: RefKind = "function"
    methods: Sequence[str] = ()
    props: Callable[[], Mapping[str, Any]] = field(default=dict)

    @property
    def name(self) -> str:
        """The function's name."""
        return str(getattr(self.function, "__name__", ""))

    def invoke(self, fn: str, args: Sequence[Any], kw: Mapping[str, Any]) -> Any:
        """Call it."""
        if fn:
            raise NotExported(f"A function has no method {fn!r}.")
        return self.function(*args, **kw)

    def dropped(self) -> None:
        """Do nothing: nobody but the collector has to know."""


class ExportedObject:
    """An object with methods and properties."""

    kind: RefKind = "object"

    def __init__(
        self,
        name: str,
        functions: Mapping[str, Callable[..., Any]],
        props: Callable[[], Mapping[str, Any]] = dict,
    ) -> None:
        self.name = name
        self.props = props
        self._functions = functions

    @property
    def methods(self) -> Sequence[str]:
        """Names that may be called."""
        return list(self._functions)

    def invoke(self, fn: str, args: Sequence[Any], kw: Mapping[str, Any]) -> Any:
        """Call a method."""
        function = self._functions.get(fn)
        if function is None:
            offer = f"there are {', '.join(self._functions)}" if self._functions else "it has none"
            raise NotExported(f"{self.name or 'The object'} has no method {fn!r}; {offer}.")
        return function(*args, **kw)

    def dropped(self) -> None:
        """Do nothing: nobody but the collector has to know."""


class ExportedIterator:
    """An iterator, pulled one value at a time, so that a fast producer never gets ahead of its consumer."""

    kind: RefKind = "iterator"
    name = ""
    methods: Sequence[str] = ("next", "return")
    props: Callable[[], Mapping[str, Any]] = dict

    def __init__(self, iterator: Any) -> None:
        self._iterator = iterator
        self._closed = False
        # Several may be asked for at once, of which a generator takes but one.
        self._lock = asyncio.Lock()

    async def invoke(self, fn: str, args: Sequence[Any], kw: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Give `{done, value}`."""
        if fn == "next":
            try:
                async with self._lock:
                    return {"done": False, "value": await self._next()}
            except StopAsyncIteration as end:
                return {"done": True, "value": end.args[0] if end.args else None}
        if fn == "return":
            await self._close()
            return {"done": True, "value": args[0] if args else None}
        raise NotExported(f"An iterator has no method {fn!r}.")

    def dropped(self) -> None:
        """Let a generator leave its `finally` blocks; what it raises there has nobody left to hear it."""

        async def close() -> None:
            with contextlib.suppress(Exception):
                await self._close()

        task = asyncio.get_running_loop().create_task(close())
        _closing.add(task)
        task.add_done_callback(_closing.discard)

    async def _next(self) -> Any:
        if self._closed:
            raise StopAsyncIteration
        if hasattr(self._iterator, "__anext__"):
            return await self._iterator.__anext__()
        try:
            return next(self._iterator)
        except StopIteration as end:
            raise StopAsyncIteration(end.value) from None

    async def _close(self) -> None:
        self._closed = True
        if hasattr(self._iterator, "aclose"):
            await self._iterator.aclose()
        elif hasattr(self._iterator, "close"):
            self._iterator.close()


# A loop holds its tasks only weakly.
_closing: set[Any] = set()
