"""Tracebacks as the author of a plugin wants them: the plugin's own lines, and where a library gave up."""

from __future__ import annotations

import re
import traceback
from typing import TYPE_CHECKING

from .rpc.describe_error import DescribedError, describe_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType, TracebackType

# Import names that are not the names of what has to be installed.
_DISTRIBUTIONS = {
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}


class Trace:
    """Describes the errors of one plugin.

    Args:
        filename: the plugin's file, as tracebacks name it.
        dependencies: what its header asks for (PEP 508).
    """

    def __init__(self, filename: str, dependencies: Iterable[str] = ()) -> None:
        self.filename = filename
        self.dependencies = {normalized(each) for each in dependencies}

    def owns(self, frame: FrameType) -> bool:
        """Whether a frame runs the plugin's own code."""
        return frame.f_code.co_filename == self.filename

    def text(self, error: BaseException) -> str:
        """The plugin's own frames with their source lines, and the innermost one; "" when none is the plugin's."""
        if isinstance(error, SyntaxError) and error.filename == self.filename:
            return "".join(traceback.TracebackException.from_exception(error).format_exception_only())
        frames = [tb for tb in _frames(error.__traceback__) if not _ours(tb.tb_frame)]
        mine = [tb for tb in frames if self.owns(tb.tb_frame)]
        if not mine:
            return ""
        shown = mine if mine[-1] is frames[-1] else [*mine, frames[-1]]
        numbers = {id(tb) for tb in shown}
        summary = traceback.StackSummary.extract(
            ((tb.tb_frame, tb.tb_lineno) for tb in frames if id(tb) in numbers), lookup_lines=True
        )
        last = traceback.TracebackException(type(error), error, None).format_exception_only()
        return "".join(["Traceback (most recent call last):\n", *summary.format(), *last])

    def describe(self, error: BaseException) -> DescribedError:
        """An error as the wire has it."""
        described = describe_error(error, self.text)
        if isinstance(error, ModuleNotFoundError) and error.name:
            described["message"] = self.missing_module(error.name)
        return described

    def missing_module(self, name: str) -> str:
        """What to do about a module that can't be imported."""
        top = name.partition(".")[0]
        package = _DISTRIBUTIONS.get(top, top.replace("_", "-"))
        if normalized(package) in self.dependencies:
            return f"There is no module {name!r} here, though {package!r} is among the plugin's `dependencies`."
        return (
            f"There is no module {name!r} here. If the plugin needs it, add {package!r} to `dependencies` in the "
            "header (`# /// script`) of the plugin's file."
        )


def normalized(requirement: str) -> str:
    """The name in a requirement, as PEP 503 compares names."""
    name = re.match(r"[\w.-]+", requirement.strip())
    return re.sub(r"[-_.]+", "-", name[0]).lower() if name else ""


def _ours(frame: FrameType) -> bool:
    # By name, because a compiled module may carry the path at which it was compiled.
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] == "coverslip"


def _frames(tb: TracebackType | None) -> Iterator[TracebackType]:
    while tb is not None:
        yield tb
        tb = tb.tb_next
