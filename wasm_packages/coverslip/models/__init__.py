"""Models in ONNX: `session = await coverslip.models.load("unet.onnx")`, `outputs = await session.run({"x": image})`.

In the browser the app runs them, on the processor or the graphics card, whichever is faster and right. Natively the
package `onnxruntime` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coverslip import api

from .session import ModelMetadata, Session, ValueInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ModelMetadata", "Session", "ValueInfo", "load"]


async def load(
    source: Any,
    *,
    device: str = "auto",
    name: str = "",
    sha256: str = "",
    external_data: Mapping[str, Any] | None = None,
    beside: str = "",
    session: Mapping[str, Any] | None = None,
    on_progress: Callable[[Any], None] | None = None,
) -> Session:
    """Load a model.

    Args:
        source: its address (`https://…`, or that of a file of the person's engine, see `JobFile.url`), a path, its
            bytes, or a file that was given to the plugin.
        device: "auto" (the faster one that gives the same answer), "cpu" or "webgpu".
        name: what it is called in messages; by default the name of its file.
        sha256: hexadecimal digits that the file must have; "" for any.
        external_data: the files that hold its large tensors, by the names that the model gives them. Those beside a
            model that is given by its path are found.
        beside: sha256 of the model that this one was made from; files that the app keeps for that one are found.
        session: options of the session, as onnxruntime-web names them, such as `graphOptimizationLevel`.
        on_progress: told `{"stage", "fraction", "text"}` of loading, and of runs that tell nobody else; the stages are
            "download", "wait", "compile", "measure" and "run".

    Raises:
        ModelError: when it can't be loaded; the message names the tensor or operator.
    """
    if api.connected():
        from .hosted import load_hosted

        options = {
            "device": device,
            "name": name or None,
            "sha256": sha256 or None,
            "externalData": external_data,
            "beside": beside or None,
            "session": session,
        }
        return await load_hosted(source, options, on_progress)
    from .native import load_native

    return await load_native(source, sha256=sha256, name=name, external_data=external_data)
