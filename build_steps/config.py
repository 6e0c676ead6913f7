"""What every step knows: where things are, and where the site will stand."""

from __future__ import annotations

import os
import sys
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from build_steps.errors import StepError
from build_steps.report import Report, TerminalReport


def default_cache() -> Path:
    """Where downloads and the outputs of steps are kept between runs."""
    named = os.environ.get("COVERSLIP_CACHE")
    if named:
        return Path(named).expanduser().resolve()
    return Path.home() / ".cache" / "coverslip"


@dataclass(frozen=True)
class Config:
    """The inputs of a build."""

    root: Path
    out: Path
    cache: Path
    base: str = ""
    """Path below which the site will stand, such as `/some/where/`; "" when it may stand anywhere."""
    older_wheels: bool = True
    """Whether an older wheel may stand in for one that could not be compiled."""
    large_samples: bool = True
    """Whether the site carries samples of more than 4 MB."""
    report: Report = field(default_factory=TerminalReport, compare=False)

    def __post_init__(self) -> None:
        """Refuses a base that is no absolute path."""
        if self.base and not (self.base.startswith("/") and self.base.endswith("/")):
            raise StepError(f"--base {self.base!r} has to begin and end with a slash, such as /coverslip/.")

    @cached_property
    def version(self) -> str:
        """The version in pyproject.toml."""
        text = (self.root / "pyproject.toml").read_text(encoding="utf-8")
        return str(tomllib.loads(text)["project"]["version"])

    @property
    def node_modules(self) -> Path:
        """The installed npm packages."""
        return self.root / "node_modules"

    @property
    def pyodide(self) -> Path:
        """The folder of npm package `pyodide`."""
        return self.node_modules / "pyodide"

    @property
    def venv(self) -> Path:
        """The development environment."""
        return self.root / ".venv"

    @property
    def venv_python(self) -> Path:
        """The interpreter of the development environment."""
        return self.venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    @property
    def packages(self) -> Path:
        """The folder of the Python packages that the site carries."""
        return self.root / "wasm_packages"
