"""The same under the name by which onnxruntime itself imports it: `from onnxruntime.capi import _pybind_state as C`."""

from .onnxruntime_pybind11_state import *  # noqa: F403
from .onnxruntime_pybind11_state import __all__ as __all__
