"""`build.py wheel`: the distribution `coverslip` for pip, with the built app in it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from build_steps.environment import node_packages, python_environment
from build_steps.wheel import wheel

if TYPE_CHECKING:
    import argparse

    from build_steps.config import Config


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Builds the wheel and tells how it is installed."""
    folder = Path(arguments.out or config.root / "build").resolve()
    python_environment(config)
    node_packages(config)
    built = wheel(config)
    folder.mkdir(parents=True, exist_ok=True)
    target = Path(shutil.copy(built, folder / built.name))
    size = target.stat().st_size / 1e6
    config.report.say(f"{target} ({size:.1f} MB). Install it: pip install 'coverslip[engine] @ {target.as_uri()}'")
    return 0
