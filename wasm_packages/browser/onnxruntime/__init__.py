"""The name under which scripts import ONNX Runtime: `import onnxruntime`. The app runs the models."""

from coverslip.onnxruntime_api import *  # noqa: F403
from coverslip.onnxruntime_api import __version__

from . import capi

__all__ = ["__version__", "capi"]
