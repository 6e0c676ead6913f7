"""Where native scripts take the exceptions from, and much else; here it has all that `onnxruntime` has."""

from coverslip.onnxruntime_api import *  # noqa: F403
from coverslip.onnxruntime_api import __all__ as __all__
