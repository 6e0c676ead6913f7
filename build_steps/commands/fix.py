"""`build.py fix`: formats, and corrects what the linters can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from build_steps.checks import PYTHON_SOURCES
from build_steps.environment import node_packages, python_environment
from build_steps.programs import run_shown

if TYPE_CHECKING:
    import argparse

    from build_steps.config import Config


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Rewrites the sources of both languages in place."""
    del arguments
    python = python_environment(config)
    biome = node_packages(config) / ".bin" / "biome"
    sources = [config.root / name for name in PYTHON_SOURCES if (config.root / name).exists()]
    states = [
        run_shown([python, "-m", "ruff", "check", "--quiet", "--fix", *sources], cwd=config.root),
        run_shown([python, "-m", "ruff", "format", "--quiet", *sources], cwd=config.root),
        run_shown([biome, "check", "--write", "--colors=off", "."], cwd=config.root),
    ]
    return 1 if any(states) else 0
