"""Where plugins' processes run: on this machine, or on a cluster."""

from .executor import Executor, Limits, ProcessSpec, Running
from .local import LocalExecutor

__all__ = ["Executor", "Limits", "LocalExecutor", "ProcessSpec", "Running"]
