"""`build.py build`: the site, for any static host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from build_steps.environment import node_packages, python_environment
from build_steps.site import site

if TYPE_CHECKING:
    import argparse

    from build_steps.config import Config


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Sets up what is missing and builds the site."""
    del arguments
    python_environment(config)
    node_packages(config)
    site(config)
    return 0
