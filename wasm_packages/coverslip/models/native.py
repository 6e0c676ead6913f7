"""Models in a plain script, run by the package `onnxruntime`."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from coverslip.errors import ModelError, NotAvailable
from coverslip.file import File

from .session import ModelMetadata, Session, ValueInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np

_DTYPES = {
    "float": "float32",
    "double": "float64",
    "string": "U",
    **{name: name for name in ("bool", "float16", "bfloat16")},
    **{f"{sign}int{bits}": f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}


async def load_native(
    source: Any, *, sha256: str = "", name: str = "", external_data: Mapping[str, Any] | None = None
) -> NativeSession:
    """Load a model with `onnxruntime`, from a path or its bytes.

    Raises:
        NotAvailable: for anything but a path or bytes, and without onnxruntime.
        ModelError: the sha256 is another one, or onnxruntime refuses the model.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise NotAvailable("Models need the package onnxruntime in a plain script: pip install onnxruntime.") from error
    if isinstance(source, str) and "://" in source:
        raise NotAvailable(f"{source}: fetch the model first; a plain script loads models from paths and bytes.")
    if isinstance(source, File):
        name, source = name or source.name, source.data
    if sha256:
        data = Path(source).read_bytes() if isinstance(source, str | os.PathLike) else bytes(source)
        actual = hashlib.sha256(data).hexdigest()
        if actual != sha256.lower():
            raise ModelError(f"The model's sha256 is {actual}, expected {sha256}. It was not used.", "InvalidArgument")

    def create() -> Any:
        if not external_data or isinstance(source, str | os.PathLike):
            return onnxruntime.InferenceSession(os.fspath(source) if isinstance(source, Path) else source)
        # ONNX Runtime reads tensors of their own files from beside the model.
        with TemporaryDirectory() as folder:
            for path, content in external_data.items():
                target = Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.data if isinstance(content, File) else bytes(content))
            model = Path(folder, "model.onnx")
            model.write_bytes(bytes(source))
            return onnxruntime.InferenceSession(str(model))

    return NativeSession(await asyncio.to_thread(_told, create))


class NativeSession(Session):
    """A session of `onnxruntime`.

    Args:
        session: its `InferenceSession`.
    """

    def __init__(self, session: Any) -> None:
        self._session = session
        self.inputs = tuple(map(_value, session.get_inputs()))
        self.outputs = tuple(map(_value, session.get_outputs()))
        about = session.get_modelmeta()
        self.metadata = ModelMetadata(
            producer=about.producer_name,
            graph_name=about.graph_name,
            graph_description=about.graph_description,
            domain=about.domain,
            description=about.description,
            version=about.version,
            custom=dict(about.custom_metadata_map),
        )

    @property
    def device(self) -> str:
        """Where it runs."""
        return "cpu"

    async def run(
        self,
        inputs: Mapping[str, Any],
        outputs: Sequence[str] | None = None,
        *,
        on_progress: Callable[[Any], None] | None = None,  # noqa: ARG002 (a native run does not tell)
    ) -> dict[str, np.ndarray[Any, Any]]:
        """Run the model; see `Session.run`."""
        names = [each.name for each in self.outputs] if outputs is None else list(outputs)
        results = await asyncio.to_thread(_told, lambda: self._session.run(names, dict(inputs)))
        return dict(zip(names, map(_array, results), strict=True))

    async def release(self) -> None:
        """Let the model go."""
        self._session = None


def _array(result: Any) -> Any:
    """Scores by their labels, one dict a row, as an array with a column for each label."""
    if not isinstance(result, list) or not result or not all(isinstance(each, dict) for each in result):
        return result
    import numpy as np

    return np.asarray([list(each.values()) for each in result], np.float32)


def _value(node: Any) -> ValueInfo:
    element = node.type.removeprefix("tensor(").removesuffix(")")
    dtype = _DTYPES.get(element, "") if node.type.startswith("tensor(") else ""
    return ValueInfo(node.name, dtype, node.type, tuple(node.shape or ()))


def _told(work: Callable[[], Any]) -> Any:
    """What the work gives; ONNX Runtime's errors as `ModelError`."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    from .hosted import FAULTS

    try:
        return work()
    except ValueError as error:
        raise ModelError(str(error), "InvalidArgument") from error
    except tuple(getattr(state, name) for name in FAULTS) as error:
        raise ModelError(str(error), type(error).__name__) from error
