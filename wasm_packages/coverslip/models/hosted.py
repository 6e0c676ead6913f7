"""Models that the app runs for a plugin."""

from __future__ import annotations

import asyncio
import sys
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coverslip import api
from coverslip.errors import CoverslipError, ModelError, RemoteError
from coverslip.file import File
from coverslip.rpc.blob import Blob

from .external import external_files
from .session import ModelMetadata, Session, ValueInfo

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    import numpy as np

    from coverslip.rpc.remote import Remote

#: Names of the errors that the app's ONNX Runtime gives.
FAULTS = frozenset(
    {
        "Fail",
        "InvalidArgument",
        "NoSuchFile",
        "NoModel",
        "EngineError",
        "RuntimeException",
        "InvalidProtobuf",
        "ModelLoaded",
        "NotImplemented",
        "InvalidGraph",
        "EPFail",
    }
)


async def load_hosted(
    source: Any, options: Mapping[str, Any], on_progress: Callable[[Any], None] | None
) -> HostedSession:
    """Let the app load a model."""
    content, found = await _content(source)
    external = {name: await _bytes(file) for name, file in (options.get("externalData") or {}).items()}
    given = {name: value for name, value in options.items() if value is not None}
    if found or external:
        given["externalData"] = {**found, **external}
    if isinstance(source, File | Blob | Path) and source.name:
        given.setdefault("name", source.name)
    elif isinstance(source, str) and "://" not in source:
        given.setdefault("name", Path(source).name)
    method: Any = api.models.load
    if on_progress is not None:
        method = method.with_options(on_progress=on_progress)
    return HostedSession(await _told(method(content, given)), options.get("device") == "auto", on_progress)


class HostedSession(Session):
    """A model in the app's inference worker.

    Args:
        remote: what `models.load` of the app gave.
        is_free: whether the app chooses the device.
        on_progress: told of runs that tell nobody else.
    """

    def __init__(self, remote: Remote, is_free: bool, on_progress: Callable[[Any], None] | None = None) -> None:
        self._remote = remote
        self._is_free = is_free
        self._on_progress = on_progress
        # A session that nobody holds any more lets its model go: scripts of onnxruntime never say that they are done.
        self._forgotten = weakref.finalize(self, _let_go, remote["release"], asyncio.get_running_loop())
        self._forgotten.atexit = False
        self.inputs = _values(remote["inputs"])
        self.outputs = _values(remote["outputs"])
        about = remote["metadata"]
        self.metadata = ModelMetadata(
            producer=about["producer"],
            graph_name=about["graphName"],
            graph_description=about["graphDescription"],
            domain=about["domain"],
            description=about["description"],
            version=int(about["version"]),
            custom=dict(about["custom"]),
        )
        self._device = str(remote["device"])

    @property
    def device(self) -> str:
        """Where it ran last, or would run now."""
        return self._device

    async def run(
        self,
        inputs: Mapping[str, Any],
        outputs: Sequence[str] | None = None,
        *,
        on_progress: Callable[[Any], None] | None = None,
    ) -> dict[str, np.ndarray[Any, Any]]:
        """Run the model; see `Session.run`."""
        dtypes = {info.name: info.dtype for info in self.inputs}
        feeds = {name: widened(sendable(value), dtypes.get(name, "")) for name, value in inputs.items()}
        method = self._remote["run"]
        tell = on_progress or self._on_progress
        if tell is not None:
            method = method.with_options(on_progress=tell)
        wanted = {} if outputs is None else {"outputs": list(outputs)}
        results = await _told(method(feeds, wanted))
        if self._is_free:
            self._device = str(await _told(self._remote["currentDevice"]()))
        return {name: received(array) for name, array in results.items()}

    async def release(self) -> None:
        """Let the model go."""
        self._forgotten.detach()
        await _told(self._remote["release"]())


#: What lets models go whose sessions were forgotten, until it has.
_letting_go: set[asyncio.Task[None]] = set()


def _let_go(release: Callable[[], Awaitable[Any]], loop: asyncio.AbstractEventLoop) -> None:
    """Release a model from wherever Python happens to collect what is forgotten."""

    async def released() -> None:
        # When the app is gone, so is the model.
        with suppress(CoverslipError):
            await release()

    def begin() -> None:
        task = loop.create_task(released())
        _letting_go.add(task)
        task.add_done_callback(_letting_go.discard)

    if not loop.is_closed():
        loop.call_soon_threadsafe(begin)


def sendable(value: Any) -> Any:
    """An array as it is sent: texts as numpy's own."""
    if "numpy" not in sys.modules:
        return value
    import numpy as np

    array = np.asarray(value)
    return array.astype(str) if array.dtype.kind in "OST" else array


def widened(array: Any, dtype: str) -> Any:
    """An array whose integers are as wide as the model's, where Python's own are not.

    In WebAssembly numpy makes 32 bits of Python's integers, and 64 elsewhere: `np.array([1, 2])` that fits a model
    natively has to fit it in the browser, too.
    """
    if "numpy" not in sys.modules:
        return array
    import numpy as np

    own = {"int64": np.dtype(np.intp), "uint64": np.dtype(np.uintp)}.get(dtype)
    is_own = own is not None and isinstance(array, np.ndarray) and array.dtype == own
    return array.astype(dtype) if is_own and own is not None and own.name != dtype else array


def received(array: Any) -> Any:
    """An array as ONNX Runtime gives it: texts as Python's."""
    import numpy as np

    array = np.asarray(array)
    return array.astype(object) if array.dtype.kind == "U" else array


def _values(described: Sequence[Mapping[str, Any]]) -> tuple[ValueInfo, ...]:
    return tuple(
        ValueInfo(each["name"], each["dtype"], each["type"], tuple(each["shape"]), tuple(each.get("labels") or ()))
        for each in described
    )


async def _content(source: Any) -> tuple[Any, dict[str, bytes]]:
    """What is sent of a source, and the files beside it."""
    if isinstance(source, str) and "://" in source:
        return source, {}
    if isinstance(source, str | Path):
        path = Path(source)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ModelError(
                f"Load model from {source} failed:Load model {source} failed. File doesn't exist. In the browser a"
                " plugin's files are its own; give the model's address or bytes, or a file that the person chose.",
                "NoSuchFile",
            ) from error
        return data, external_files(data, path.parent)
    return await _bytes(source), {}


async def _bytes(source: Any) -> Any:
    """A file's content as it is sent."""
    if isinstance(source, File):
        return source.data
    if isinstance(source, bytearray | memoryview):
        return bytes(source)
    if isinstance(source, Blob) and not isinstance(source, bytes):
        return await source.read()
    return source


async def _told(answer: Awaitable[Any]) -> Any:
    """The answer of a call, the app's errors about models as `ModelError`."""
    try:
        return await answer
    except RemoteError as error:
        if error.type in FAULTS:
            raise ModelError(error.message, error.type) from error
        raise
