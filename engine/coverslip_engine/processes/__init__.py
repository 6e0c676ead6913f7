"""Processes of plugins: started, watched, listened to, and ended with all that they started."""

from .child import ChildProcess
from .plugin_process import PluginProcess
from .tree import ProcessTree, end_left_over

__all__ = ["ChildProcess", "PluginProcess", "ProcessTree", "end_left_over"]
