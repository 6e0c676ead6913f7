"""Which package indexes the plugin may use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

indexes: list[str] = []
"""Addresses; what the header names, and nothing else unless the plugin sets it by `micropip.set_index_urls`."""


def use(addresses: Sequence[str]) -> None:
    """Use these indexes from now on."""
    indexes[:] = addresses
