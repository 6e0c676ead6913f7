"""`@op`: the functions of a plugin that a person or another plugin can run."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, overload

from .errors import PluginError

if TYPE_CHECKING:
    from types import ModuleType

F = TypeVar("F", bound=Callable[..., Any])
_MARK = "__coverslip_op__"


@dataclass(frozen=True)
class OpMark:
    """What was written between the parentheses of `@op(…)`."""

    title: str = ""
    results: tuple[str, ...] = ()
    check: Callable[..., Any] | None = None


@overload
def op(function: F, /) -> F: ...
@overload
def op(
    *, title: str = "", results: Sequence[str] = (), check: Callable[..., Any] | None = None
) -> Callable[[F], F]: ...
def op(
    function: F | None = None,
    /,
    *,
    title: str = "",
    results: Sequence[str] = (),
    check: Callable[..., Any] | None = None,
) -> F | Callable[[F], F]:
    """Mark a function, sync or async, as one that can be run. It stays the plain function that it was.

    Args:
        function: the function, when used as `@op`.
        title: what it is called in the app; made from the function's name when absent.
        results: what its results are called, in their order.
        check: a function that takes some of its arguments by name, and raises what is wrong with them. It is called
            before a job is handed in to an engine, in the browser where the plugin runs there, too.

    Raises:
        PluginError: when it is no function, or takes arguments that can't be named; or when its check takes others.
    """

    def mark(target: F) -> F:
        if not inspect.isfunction(target):
            raise PluginError(f"@op stands before a function, not before {type(target).__name__}.")
        parameters = inspect.signature(target).parameters
        for parameter in parameters.values():
            if parameter.kind is parameter.VAR_POSITIONAL:
                raise PluginError(f"{target.__name__}(*{parameter.name}): an op names its parameters; write them out.")
            if parameter.kind is parameter.POSITIONAL_ONLY:
                raise PluginError(
                    f"{target.__name__}({parameter.name}, /): an op names its parameters; leave the / out."
                )
        strange = [] if check is None else inspect.signature(check).parameters.keys() - parameters.keys()
        if strange:
            raise PluginError(f"The check of {target.__name__} takes {', '.join(sorted(strange))}, which it has not.")
        setattr(target, _MARK, OpMark(title, tuple(results), check))
        return target

    return mark if function is None else mark(function)


def check_of(ops: Mapping[str, Callable[..., Any]], name: str) -> Callable[..., Any] | None:
    """The check of that name among those of ops."""
    checks = (mark_of(function).check for function in ops.values())
    return next((check for check in checks if check is not None and check.__name__ == name), None)


def mark_of(function: Callable[..., Any]) -> OpMark:
    """What `@op` was given for this function."""
    mark = getattr(function, _MARK, None)
    return mark if isinstance(mark, OpMark) else OpMark()


def ops_of(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """The ops that a module defines, in the order in which they stand there. Imported ones are not its own."""
    return {
        value.__name__: value
        for value in vars(module).values()
        if inspect.isfunction(value) and hasattr(value, _MARK) and value.__module__ == module.__name__
    }
