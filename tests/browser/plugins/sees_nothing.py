# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Sees nothing"
# version = "1.0.0"
# description = "Requires nothing, and tells what it finds."
# ///
"""Tells which modules were there before its first line."""

import importlib.util
import sys

LOADED = set(sys.modules)

from coverslip import op  # noqa: E402 - what was loaded is looked at first


@op
def loaded(names: list[str]) -> list[str]:
    """Which of these modules were loaded."""
    return [name for name in names if name in LOADED]


@op
def found(names: list[str]) -> list[str]:
    """Which of these modules could be imported."""
    return [name for name in names if importlib.util.find_spec(name) is not None]
