"""The errors of Coverslip. A message says what happened, to what, and what to do."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class CoverslipError(Exception):
    """What every error of ours is."""


class HeaderError(CoverslipError):
    """A plugin's header that can't be read.

    Attributes:
        where: the line ("line 3") or the field that is wrong.
    """

    def __init__(self, message: str, where: str) -> None:
        super().__init__(message)
        self.where = where


class PluginError(CoverslipError):
    """A plugin file that can't be used as one."""


class ArgumentError(CoverslipError, TypeError):
    """Arguments that an op does not take.

    Attributes:
        op: name of the op.
        param: name of the parameter, or "" when it is not about one.
    """

    def __init__(self, message: str, op: str = "", param: str = "") -> None:
        super().__init__(message)
        self.op = op
        self.param = param


class FileFormatError(CoverslipError, ValueError):
    """A file that can't be read.

    Attributes:
        name: name of the file.
    """

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class WireError(CoverslipError, ValueError):
    """A message from the other side that is not in the wire's form.

    Attributes:
        where: the field that is wrong.
    """

    def __init__(self, message: str, where: str) -> None:
        super().__init__(message)
        self.where = where


class NotSendable(CoverslipError, TypeError):
    """A value that has no form on the wire."""


class NotReadable(CoverslipError, TypeError):
    """A value that came, and that Python has no counterpart for."""


class NotExported(CoverslipError, AttributeError):
    """The other side asked for what was not offered to it."""


class NotAvailable(CoverslipError, RuntimeError):
    """Something of the app that is not there where the code runs now."""


class ModelError(CoverslipError):
    """A model that can't be loaded or run, or what was given to it.

    Attributes:
        fault: the kind of error, by the name of ONNX Runtime's class for it, such as "InvalidArgument".
    """

    def __init__(self, message: str, fault: str) -> None:
        super().__init__(message)
        self.fault = fault


class Cancelled(CoverslipError):
    """A call that was stopped by the person or by its caller."""

    def __init__(self, message: str = "The run was stopped.") -> None:
        super().__init__(message)


class PeerClosed(CoverslipError, ConnectionError):
    """The other side of a call is gone."""


class RemoteError(CoverslipError):
    """An error that the other side raised; `__cause__` is what caused it there.

    Attributes:
        type: name of its class there.
        message: what it said.
        traceback: where it was raised there; "" when unknown.
    """

    def __init__(self, kind: str, message: str, traceback: str = "") -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.type = kind
        self.message = message
        self.traceback = traceback


def suggest(name: str, candidates: Iterable[str]) -> str:
    """`Did you mean "x"?` for a name that was mistyped, or the list of what there is; "" when there is nothing."""
    known = list(candidates)
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"There is: {', '.join(known)}." if known else ""
