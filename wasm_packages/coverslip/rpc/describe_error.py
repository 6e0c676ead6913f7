"""Errors as the wire has them."""

from __future__ import annotations

import asyncio
import traceback
from typing import TYPE_CHECKING, TypedDict

from coverslip.errors import Cancelled, CoverslipError, RemoteError

if TYPE_CHECKING:
    from collections.abc import Callable

#: A chain of causes is cut after this many.
LONGEST_CHAIN = 16


class DescribedError(TypedDict):
    """What the wire tells of an error."""

    type: str
    message: str
    traceback: str
    cause: DescribedError | None


def describe_error(
    error: BaseException, trace: Callable[[BaseException], str] | None = None, chain: int = LONGEST_CHAIN
) -> DescribedError:
    """Describe an error and what caused it.

    Args:
        error: the error.
        trace: writes where it was raised; by default all of Python's own traceback.
        chain: how many causes are told.
    """
    kind, message = _named(error)
    written = (trace or _whole_trace)(error)
    if isinstance(error, RemoteError) and error.traceback:
        written = f"{written}\nThe other side raised it here:\n{error.traceback}" if written else error.traceback
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    further = cause is not None and cause is not error and chain > 0
    return {
        "type": kind,
        "message": message,
        "traceback": written,
        "cause": describe_error(cause, trace, chain - 1) if further and cause is not None else None,
    }


def _named(error: BaseException) -> tuple[str, str]:
    match error:
        case RemoteError():
            return error.type, error.message
        case Cancelled() | asyncio.CancelledError() | KeyboardInterrupt():
            return "Cancelled", str(error) if isinstance(error, Cancelled) else "The run was stopped."
        case SystemExit():
            return "SystemExit", f"The code called sys.exit({'' if error.code is None else error.code})."
        case MemoryError():
            said = str(error)
            return "MemoryError", (
                f"{said}. " if said else ""
            ) + "There is not enough memory for this; try a smaller image."
        case KeyError() if not isinstance(error, CoverslipError) and len(error.args) == 1:
            return type(error).__name__, f"There is no key {error.args[0]!r}."
    try:
        return type(error).__name__, str(error)
    except Exception:  # the class may be a plugin's own
        return type(error).__name__, ""


def _whole_trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(type(error), error, error.__traceback__, chain=False))
