"""Engines inside of notebooks: `coverslip.engine.start()`."""

from .notebook_engine import EmbeddedApp, NotebookEngine, start

__all__ = ["EmbeddedApp", "NotebookEngine", "start"]
