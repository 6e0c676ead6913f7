"""Plugins that are installed on this engine."""

from .library import Library
from .plugin_file import PluginFile, read_plugin
from .record import PluginRecord

__all__ = ["Library", "PluginFile", "PluginRecord", "read_plugin"]
