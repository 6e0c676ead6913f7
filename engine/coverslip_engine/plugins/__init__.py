"""Plugins that are installed on this engine."""

from .record import PluginRecord

__all__ = ["PluginRecord"]
