"""What is checked without running anything: format, lint, types and import rules of both languages."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from build_steps.programs import run_shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from build_steps.config import Config

PYTHON_SOURCES = (
    "build.py",
    "build_steps",
    "wasm_packages/coverslip",
    "wasm_packages/imjoy",
    "wasm_packages/imjoy_rpc",
    "wasm_packages/browser",
    "engine",
    "py_plugins",
    "tests",
)
SCRIPT_SOURCES = ("pwa/src", "service_worker")
TYPESCRIPT_PROJECTS = (".", "service_worker")


class RunShown(Protocol):
    """Runs a program whose output the person sees, and gives its exit status."""

    def __call__(
        self, argv: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> int:
        """Runs `argv`."""


@dataclass(frozen=True)
class Check:
    """One program that has to end well."""

    name: str
    argv: tuple[str | Path, ...]


def checks(config: Config) -> list[Check]:
    """Every check, the quick ones first."""
    python, node = config.venv_python, config.node_modules / ".bin"
    python_sources = [config.root / name for name in PYTHON_SOURCES if (config.root / name).exists()]
    module = (python, "-m")
    return [
        Check("ruff format", (*module, "ruff", "format", "--check", "--quiet", *python_sources)),
        Check("ruff", (*module, "ruff", "check", "--quiet", *python_sources)),
        Check("biome", (node / "biome", "ci", "--colors=off", "--diagnostic-level=warn", "--error-on-warnings", ".")),
        *(
            Check(f"tsc {project}", (node / "tsc", "--project", config.root / project))
            for project in TYPESCRIPT_PROJECTS
        ),
        import_check_of_scripts(config),
        import_check_of_python(config),
        Check("mypy", (*module, "mypy", *(path for path in python_sources if path.name != "tests"), "tests")),
    ]


def import_check_of_scripts(config: Config, sources: Sequence[str] = SCRIPT_SOURCES) -> Check:
    """The rules of .dependency-cruiser.mjs."""
    rules = config.root / ".dependency-cruiser.mjs"
    depcruise = config.node_modules / ".bin" / "depcruise"
    return Check("imports of TypeScript", (depcruise, "--config", rules, "--no-cache", *sources))


def import_check_of_python(config: Config, rules: Path | None = None) -> Check:
    """The contracts in pyproject.toml."""
    lint = config.venv_python.with_name("lint-imports")
    return Check("imports of Python", (lint, "--no-cache", "--no-logo", "--config", rules or "pyproject.toml"))


def run_checks(config: Config, *, run: RunShown = run_shown) -> list[str]:
    """Runs every check to its end and gives the names of those that failed."""
    failed = []
    for check in checks(config):
        config.report.say(f"Checking: {check.name}")
        env = {
            "PYTHONPATH": str(config.root),
            "MYPYPATH": os.pathsep.join((str(config.packages), str(config.root / "engine"))),
        }
        if run(check.argv, cwd=config.root, env=env) != 0:
            failed.append(check.name)
    return failed
