"""The way from a script to the command line, which is loaded only when it is wanted: a sandbox has no terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> None:
    """Run an op of the script that calls this with the arguments of the command line, then leave.

    Args:
        argv: the arguments; those of the process when absent.
    """
    from . import cli

    cli.main(argv)
