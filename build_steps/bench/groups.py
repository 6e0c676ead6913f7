"""The groups of measurements and their rows. A name stands for one measurement; it may be compared more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from build_steps.bench.figures import Comparison
from build_steps.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = "Python ready: plain loadPyodide in a module worker"
COLD = "Python ready: our sandbox from the snapshot, page just opened"
WARM = "Python ready: our sandbox from the snapshot, living page"
CLICK = "First line of a plugin: call of the api, kept-warm sandbox"
CLICK_COLD = "First line of a plugin: call of the api, page just opened"
NUMPY_PLAIN = "numpy ready: plain loadPyodide, loadPackage, import"
NUMPY_WARM = "numpy plugin ready: call of the api, kept-warm sandbox"
NUMPY_COLD = "numpy plugin ready: call of the api, page just opened"
NUMPY_PAGE = "numpy plugin ready: from opening the page"
NUMPY_LITE = "numpy ready: JupyterLite REPL, from opening the page"
IMAGE_PLAIN = "Six scikit-image functions: plain loadPyodide, loadPackage, run"
IMAGE_WARM = "Six scikit-image functions: plugin, kept-warm sandbox"
IMAGE_COLD = "Six scikit-image functions: plugin, page just opened"

ARRAY_RAW = "64 MB array: structured clone between two workers"
ARRAY = "64 MB array: from plugin to plugin"
CALL_RAW = "Round trip: raw MessagePort, page to worker"
CALL_TEXT = "Round trip: raw MessagePort, a text as long as a call"
CALL_SCRIPT = "Round trip: call from the page to a JavaScript peer"
CALL_COMLINK = "Round trip: comlink, page to worker"
CALL_IMJOY = "Round trip: imjoy-rpc, page to worker"
CALL_SOCKET = "Round trip: call from the page to CPython over a WebSocket"
CALL_HYPHA = "Round trip: hypha-rpc, page to CPython over a WebSocket"
CALL_PYTHON = "Round trip: call from the page to an op in Python"
CALL_API = "Round trip: call of the api to an op in Python, recorded as a run"

SIZES = {"1 MB": 2**20, "64 MB": 2**26}
WAYS = {
    "message": "raw MessagePort, structured clone",
    "transfer": "raw MessagePort, one copy into pooled memory, transferred",
    "ours": "call to a JavaScript peer",
    "comlink": "comlink, a copy transferred",
    "imjoy": "imjoy-rpc",
    "socket": "call to CPython over a WebSocket",
    "hypha": "hypha-rpc, CPython over a WebSocket",
}
"""What the page of the calls measures, by its names for it (pages/calls.ts)."""


def there_and_back(size: str, way: str) -> str:
    """The name of the measurement of an array there and back."""
    return f"{size} there and back: {WAYS[way]}"


CZI_NATIVE = "CZI of 20 MB, read whole: pylibCZIrw on this machine"
CZI = "CZI of 20 MB, opened and read whole in the browser"
OME_NATIVE = "OME-TIFF of 84 MB, read whole: tifffile on this machine"
OME = "OME-TIFF of 84 MB, opened and read whole in the browser"
OME_OPEN = "OME-TIFF of 84 MB, opened in the browser"
OME_TILE = "A tile of 512 × 512 of it, read in the browser"
PAN_FULL = "A frame while 10,000 × 10,000 pixels of 16 bits are moved, 1:1"
PAN_FULL_SLOW = "The slowest twentieth of these frames"
PAN_FAR = "A frame while they are moved, 1:4"
PAN_MEMORY = "Memory that moving them took"
FILM = "A picture of 512 × 512 pixels of 16 bits from Python to the screen"

TILED = "An image in two tiles of 1024 × 1024 through the nucleus model"
TILES = "The network alone on these tiles, one after the other"

ENGINE = {
    "raw call": "Round trip on loopback: websockets, one byte",
    "ours call": "Round trip on loopback: call over a WebSocket",
    "hypha call": "Round trip on loopback: hypha-rpc",
    "engine call": "Round trip: call of a native plugin by its engine",
    "server call": "Round trip on loopback: call of a native plugin over its engine's server",
    "raw array": "64 MB there and back on loopback: websockets",
    "ours array": "64 MB there and back on loopback: call over a WebSocket",
    "engine array": "64 MB there and back: native plugin and its engine",
    "server array": "64 MB there and back on loopback: native plugin over its engine's server",
    "job accepted": "A job accepted, on the disk",
    "job start": "A job, from submission to its op's first word",
    "job done": "A job that does nothing, of twenty in the queue",
}
"""What is measured of an engine, by the names of pages/engine_rows.py."""

SHELL = "Bytes of the app until it takes calls"
SHELL_LITE = "Bytes of JupyterLite's REPL without Python"
BYTES = "Bytes until a first plugin has answered"
BYTES_LITE = "Bytes until JupyterLite has answered"
BYTES_NUMPY = "Bytes until a first plugin with numpy has answered"
BYTES_NUMPY_LITE = "Bytes until JupyterLite has imported numpy"


def _arrays(size: str) -> Iterator[Comparison]:
    ours = there_and_back(size, "ours")
    yield from (Comparison(there_and_back(size, way), "ms") for way in WAYS)
    # The aims are those of large arrays; with small ones the calls themselves weigh.
    aims = {"transfer": 1.2, "imjoy": 1 / 6, "hypha": 1 / 35} if size == "64 MB" else {}
    yield from (
        Comparison(ours, "ms", there_and_back(size, way), aim_ratio=aims.get(way))
        for way in ("message", "transfer", "comlink", "imjoy", "hypha")
    )
    yield Comparison(there_and_back(size, "socket"), "ms", there_and_back(size, "hypha"))


MODELS = ("U-Net", "ResNet-50", "DenseNet-121")
_MODEL_WAYS = {
    "ours": "api.models",
    "bare": "onnxruntime-web in the page",
    "worker": "onnxruntime-web in a worker",
    "native": "onnxruntime, native",
}
DOWNLOAD_PLAIN = "100 MB model: fetch alone"
DOWNLOAD = "100 MB model: fetched, hashed and kept"


def model_row(name: str, what: str, way: str) -> str:
    """The name of the measurement of creating or running a model."""
    return f"{name}, {what}: {_MODEL_WAYS[way]}"


def _models(name: str) -> Iterator[Comparison]:
    for what in ("create", "run"):
        yield from (Comparison(model_row(name, what, peer), "ms") for peer in ("bare", "worker"))
        for peer in ("bare", "worker"):
            yield Comparison(model_row(name, what, "ours"), "ms", model_row(name, what, peer), aim_ratio=1.05)
    yield Comparison(model_row(name, "run", "native"), "ms")
    yield Comparison(model_row(name, "run", "ours"), "ms", model_row(name, "run", "native"))


GROUPS: dict[str, tuple[Comparison, ...]] = {
    "start": (
        Comparison(PLAIN, "ms"),
        Comparison(COLD, "ms", PLAIN, aim_ratio=0.2),
        Comparison(WARM, "ms", PLAIN, aim_ratio=0.2),
        Comparison(CLICK, "ms", PLAIN, aim_value=50),
        Comparison(CLICK_COLD, "ms", PLAIN),
        Comparison(NUMPY_PLAIN, "ms"),
        Comparison(NUMPY_LITE, "ms"),
        Comparison(NUMPY_WARM, "ms", NUMPY_PLAIN, aim_ratio=0.25),
        Comparison(NUMPY_COLD, "ms", NUMPY_PLAIN, aim_ratio=0.25),
        Comparison(NUMPY_WARM, "ms", NUMPY_LITE, aim_ratio=0.1),
        Comparison(NUMPY_PAGE, "ms", NUMPY_LITE, aim_ratio=0.1),
        Comparison(IMAGE_PLAIN, "ms"),
        Comparison(IMAGE_WARM, "ms", IMAGE_PLAIN, aim_ratio=0.5),
        Comparison(IMAGE_COLD, "ms", IMAGE_PLAIN, aim_ratio=0.5),
    ),
    "rpc": (
        Comparison(ARRAY_RAW, "ms"),
        Comparison(ARRAY, "ms", ARRAY_RAW),
        Comparison(CALL_RAW, "µs"),
        Comparison(CALL_TEXT, "µs", CALL_RAW),
        Comparison(CALL_SCRIPT, "µs", CALL_RAW, aim_ratio=1.15),
        Comparison(CALL_SCRIPT, "µs", CALL_TEXT),
        Comparison(CALL_COMLINK, "µs", CALL_RAW),
        Comparison(CALL_SCRIPT, "µs", CALL_COMLINK, aim_ratio=1),
        Comparison(CALL_IMJOY, "µs", CALL_RAW),
        Comparison(CALL_SCRIPT, "µs", CALL_IMJOY),
        Comparison(CALL_SOCKET, "µs"),
        Comparison(CALL_HYPHA, "µs"),
        Comparison(CALL_SOCKET, "µs", CALL_HYPHA),
        Comparison(CALL_PYTHON, "µs", CALL_RAW),
        Comparison(CALL_API, "µs", CALL_RAW),
        *(row for size in SIZES for row in _arrays(size)),
    ),
    "images": (
        Comparison(CZI_NATIVE, "ms"),
        Comparison(CZI, "ms", CZI_NATIVE),
        Comparison(OME_NATIVE, "ms"),
        Comparison(OME, "ms", OME_NATIVE),
        Comparison(OME_OPEN, "ms", OME_NATIVE),
        Comparison(OME_TILE, "ms", aim_value=50),
        Comparison(PAN_FULL, "ms", aim_value=17),
        Comparison(PAN_FULL_SLOW, "ms"),
        Comparison(PAN_FAR, "ms", aim_value=17),
        Comparison(PAN_MEMORY, "MB", aim_value=200),
        Comparison(FILM, "ms", aim_value=40),
    ),
    "models": (
        *(row for name in MODELS for row in _models(name)),
        Comparison(DOWNLOAD_PLAIN, "ms"),
        Comparison(DOWNLOAD, "ms", DOWNLOAD_PLAIN),
        Comparison(TILES, "ms"),
        Comparison(TILED, "ms", TILES, aim_ratio=1.1),
    ),
    "engine": (
        *(Comparison(ENGINE[way], "ms") for way in ("raw call", "hypha call")),
        Comparison(ENGINE["ours call"], "ms", ENGINE["raw call"]),
        Comparison(ENGINE["ours call"], "ms", ENGINE["hypha call"]),
        Comparison(ENGINE["engine call"], "ms", ENGINE["raw call"]),
        Comparison(ENGINE["server call"], "ms", ENGINE["raw call"]),
        Comparison(ENGINE["raw array"], "ms"),
        # At least 0.7 of what raw WebSockets carry.
        Comparison(ENGINE["ours array"], "ms", ENGINE["raw array"], aim_ratio=1.43),
        Comparison(ENGINE["engine array"], "ms", ENGINE["raw array"], aim_ratio=1.43),
        # Two ways there and two back: to the engine, and on to the plugin's process.
        Comparison(ENGINE["server array"], "ms", ENGINE["raw array"]),
        *(Comparison(ENGINE[way], "ms") for way in ("job accepted", "job start", "job done")),
    ),
    "size": (
        Comparison(SHELL_LITE, "kB"),
        Comparison(SHELL, "kB", SHELL_LITE),
        Comparison(BYTES_LITE, "kB"),
        Comparison(BYTES, "kB", BYTES_LITE),
        Comparison(BYTES_NUMPY_LITE, "kB"),
        Comparison(BYTES_NUMPY, "kB", BYTES_NUMPY_LITE),
    ),
}


def chosen_groups(name: str | None) -> tuple[str, ...]:
    """The groups that a word on the command line chooses: one, or without a word all of them.

    Raises:
        StepError: there is no such group.
    """
    if name is None:
        return tuple(GROUPS)
    if name not in GROUPS:
        raise StepError(
            f"There is no group {name!r} of measurements. Name one of {', '.join(GROUPS)}, or none for all."
        )
    return (name,)
