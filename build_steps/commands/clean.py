"""`build.py clean`: deletes what was built."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from build_steps.config import Config

_CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache", "test-results")


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Deletes `dist` and the tools' caches; with `--cache` also the environments, the downloads and the wheels."""
    folders = [config.root / "dist", *(config.root / name for name in _CACHES)]
    if arguments.cache:
        folders += [config.venv, config.node_modules, config.cache]
    for folder in folders:
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
            config.report.say(f"Deleted {folder}")
    return 0
