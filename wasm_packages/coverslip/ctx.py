"""What a long op tells while it runs, and keeps for when it is begun anew: `ctx.metrics({"loss": 0.2})`.

On an engine these are written to the job: its curves, its pictures, and the checkpoint from which it goes on after the
engine or the machine was lost. In the browser and in a plain script, where a run ends with its page, they do nothing
and `ctx.resumed()` is None, so the same code runs everywhere.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsFloat

from .file import File
from .progress import Pause, progress
from .rpc.context import current_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["checkpoint", "finishable", "metrics", "picture", "progress", "resumed"]

_listened = False
_resumed: Any = None
_finish = False


def metrics(values: Mapping[str, SupportsFloat]) -> Pause:
    """Tell figures that change while the op runs; each name becomes a curve. Await it as `progress`.

    Args:
        values: numbers by name, such as `{"step": 10, "loss": 0.25}`; "step" or "epoch", if there is one, is the
            horizontal axis.
    """
    return _tell("metrics", {str(name): float(value) for name, value in values.items()})


def picture(image: Any, name: str = "Preview") -> Pause:
    """Show how it goes: an image, labels, an array or a figure. One of the same name replaces the one before."""
    return _tell("picture", {"name": name, "data": image})


def checkpoint(state: str | Path | Mapping[str, Any]) -> Pause:
    """Keep what the op needs to go on from here, in place of the checkpoint before.

    Args:
        state: the path of a file, whose bytes are kept; or a dict of anything that calls can carry (numbers, texts,
            arrays, bytes).
    """
    if isinstance(state, str | Path):
        path = Path(state)
        return _tell("checkpoint", File(path.name, path.read_bytes()) if _listened else None)
    return _tell("checkpoint", dict(state))


def resumed() -> Any:
    """The last checkpoint of the attempt before: a `File` or a dict, as it was given; None at the first attempt."""
    return _resumed


@contextmanager
def finishable(title: str = "Stop and keep what there is") -> Iterator[Callable[[], bool]]:
    """Let the person end a job early and keep what it has come to: `with ctx.finishable() as asked:`.

    Meanwhile the jobs panel has a button for it. The op looks now and then whether it was pressed, `if asked(): break`,
    and then ends as it would have. It has to await something in between, or it hears nothing.

    Args:
        title: of the button.
    """
    global _finish
    _tell("finish", title)
    try:
        yield lambda: _finish
    finally:
        # Who asked meant this work, not what the process does next.
        _finish = False
        _tell("finish", "")


def ask_to_finish() -> None:
    """Have the op asked to end early. For the engine's processes."""
    global _finish
    _finish = True


def listen(resume: Any = None) -> None:
    """Send what is told from now on along with the progress of the calls. For the engine's processes."""
    global _listened, _resumed, _finish
    _listened, _resumed, _finish = True, resume, False


def _tell(kind: str, value: Any) -> Pause:
    call = current_call.get()
    if _listened and call is not None:
        call.progress({kind: value})
    return Pause()
