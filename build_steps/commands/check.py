"""`build.py check`: formatting, lint, types and import rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from build_steps.checks import run_checks
from build_steps.environment import node_packages, python_environment

if TYPE_CHECKING:
    import argparse

    from build_steps.config import Config


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Runs every check, also after one failed, and says which did."""
    del arguments
    python_environment(config)
    node_packages(config)
    failed = run_checks(config)
    config.report.say(
        f"Failed: {', '.join(failed)}. `python3 build.py fix` corrects format and some lint."
        if failed
        else "Every check passed."
    )
    return 1 if failed else 0
