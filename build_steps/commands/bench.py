"""`build.py bench`: measures, against other ways to do the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from build_steps.bench.groups import chosen_groups
from build_steps.bench.jupyterlite import jupyterlite
from build_steps.bench.place import www
from build_steps.environment import node_packages, python_environment
from build_steps.errors import StepError
from build_steps.programs import run_shown
from build_steps.system_packages import browsers

if TYPE_CHECKING:
    import argparse

    from build_steps.config import Config

_WITH_PEER = {"start", "size"}


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Builds what is measured, measures it, prints the table and writes the file. The figures fail nothing."""
    groups = chosen_groups(arguments.group)
    if arguments.json is not None and not arguments.json.resolve().parent.is_dir():
        raise StepError(f"There is no folder {arguments.json.resolve().parent} for the figures; make it first.")
    python = python_environment(config)
    node_packages(config)
    browsers(config, ["chromium"])
    root = www(config)
    words: list[str] = ["--folder", str(root)]
    if _WITH_PEER.intersection(groups):
        try:
            jupyterlite(config, root)
        except StepError as error:
            # The rest can still be measured; the rows of the peer say why they are empty.
            words += ["--no-peer", str(error).splitlines()[0]]
    if arguments.json is not None:
        words += ["--json", str(arguments.json.resolve())]
    env = {"PYTHONPATH": str(config.root)}
    return run_shown([python, "-m", "build_steps.bench", *words, *groups], cwd=config.root, env=env)
