"""`onnxruntime.IOBinding`: inputs and outputs that are named before a run. The app copies them where it runs."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from .ort_value import OrtValue, dtype_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from .inference_session import InferenceSession
    from .options import RunOptions


class IOBinding:
    """What a session takes and gives, bound to memory of Python.

    Args:
        session: whose inputs and outputs they are.
    """

    def __init__(self, session: InferenceSession) -> None:
        self._session = session
        self._inputs: dict[str, OrtValue] = {}
        #: Where each output goes; None for memory of its own.
        self._outputs: dict[str, OrtValue | None] = {}
        self._results: list[OrtValue] = []

    def bind_cpu_input(self, name: str, arr_on_cpu: Any) -> None:
        """Give an array for an input."""
        self._inputs[name] = OrtValue.ortvalue_from_numpy(arr_on_cpu)

    def bind_input(
        self,
        name: str,
        device_type: str,  # noqa: ARG002 (onnxruntime's)
        device_id: int,  # noqa: ARG002
        element_type: Any,
        shape: Sequence[int],
        buffer_ptr: int,
    ) -> None:
        """Give memory for an input: what stands there when the model runs."""
        self._inputs[name] = _at(buffer_ptr, shape, element_type)

    def bind_ortvalue_input(self, name: str, ortvalue: OrtValue) -> None:
        """Give a tensor for an input."""
        self._inputs[name] = ortvalue

    def bind_output(
        self,
        name: str,
        device_type: str = "cpu",  # noqa: ARG002 (onnxruntime's)
        device_id: int = 0,  # noqa: ARG002
        element_type: Any = None,
        shape: Sequence[int] | None = None,
        buffer_ptr: int | None = None,
    ) -> None:
        """Ask for an output; with a pointer, for its values there.

        Raises:
            ValueError: where there is a pointer without a type and a shape.
        """
        if buffer_ptr is None:
            self._outputs[name] = None
            return
        if element_type is None or shape is None:
            raise ValueError("`element_type` and `shape` are to be provided if pre-allocated memory is provided")
        self._outputs[name] = _at(buffer_ptr, shape, element_type)

    def bind_ortvalue_output(self, name: str, ortvalue: OrtValue) -> None:
        """Ask for an output in a tensor that is there."""
        self._outputs[name] = ortvalue

    def synchronize_inputs(self) -> None:
        """Do nothing: inputs are read when the model runs."""

    def synchronize_outputs(self) -> None:
        """Do nothing: a run that has ended has written its outputs."""

    def get_outputs(self) -> list[OrtValue]:
        """The outputs of the last run, in the order in which they were bound."""
        return list(self._results)

    def copy_outputs_to_cpu(self) -> list[np.ndarray[Any, Any]]:
        """The same, as arrays."""
        return [each.numpy() for each in self._results]

    def clear_binding_inputs(self) -> None:
        """Forget the inputs."""
        self._inputs.clear()

    def clear_binding_outputs(self) -> None:
        """Forget the outputs."""
        self._outputs.clear()
        self._results = []

    def run(self, run_options: RunOptions | None) -> None:
        """Run the session with what is bound."""
        names = list(self._outputs)
        arrays = self._session.run(names, self._inputs, run_options)
        self._results = []
        for name, array in zip(names, arrays, strict=True):
            target = self._outputs[name]
            if target is not None:
                target.update_inplace(array)
            self._results.append(target or OrtValue(array))


def _at(pointer: int, shape: Sequence[int], element_type: Any) -> OrtValue:
    """A tensor over memory that somebody else owns."""
    import numpy as np

    dtype = dtype_of(element_type)
    size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    memory = (ctypes.c_uint8 * size).from_address(pointer)
    return OrtValue(np.frombuffer(memoryview(memory), dtype).reshape(tuple(shape)))
