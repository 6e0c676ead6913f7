"""axe-core in a page of the app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .app import App

_AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """
const {violations} = await axe.run(document, {resultTypes: ['violations']});
const grave = violations.filter((each) => ['serious', 'critical'].includes(each.impact));
return grave.flatMap((each) => each.nodes.map((node) =>
  `${each.id}: ${node.target.flat().join(' ')}: ${node.failureSummary.split('\\n')[1] ?? ''}`));
"""
_LOADED = "return typeof axe !== 'undefined'"


def grave(app: App) -> list[str]:
    """What is serious or critical of what the app shows, a line each."""
    if not app.call(_LOADED):
        app.page.evaluate(_AXE.read_text())
    found: list[str] = app.call(_RUN)
    return found
