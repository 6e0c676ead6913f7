"""`build.py wheels`: the Python packages of the site, fetched or built; with `--lock` chosen anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from build_steps.environment import node_packages, python_environment
from build_steps.errors import StepError
from build_steps.packs import wheels
from build_steps.programs import run_shown

if TYPE_CHECKING:
    import argparse

    from build_steps.config import Config


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Gets every wheel and tells where it is."""
    python = python_environment(config)
    node_packages(config)
    if arguments.lock:
        env = {"COVERSLIP_CACHE": str(config.cache), "PYTHONPATH": str(config.root)}
        if run_shown([python, "-m", "build_steps.relock", config.root], env=env) != 0:
            raise StepError("The packages could not be resolved; the lock is as it was.")
    for wheel in wheels(config):
        config.report.say(f"{wheel.locked.name} {wheel.locked.version} ({wheel.locked.origin}): {wheel.path}")
    return 0
