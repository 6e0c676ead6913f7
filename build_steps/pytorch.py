"""PyTorch in the development environment, for the tests of training; the site itself needs none."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

from build_steps.errors import ProgramFailed, StepError
from build_steps.programs import Run, run

if TYPE_CHECKING:
    from pathlib import Path

    from build_steps.config import Config

VERSION = "2.13.0"
_STAMP = ".coverslip-torch"
_CHECK = "import torch; print(torch.__version__)"


def requirement(system: str = sys.platform, machine: str = "") -> str:
    """The build of PyTorch for the processor: where there are several of one version, its name says so."""
    several = system == "linux" and (machine or platform.machine()) in ("x86_64", "AMD64")
    return f"torch=={VERSION}+cpu" if several else f"torch=={VERSION}"


def pytorch(config: Config, *, run: Run = run) -> Path:
    """Installs PyTorch into `.venv`, once, and gives the interpreter.

    It is in no lock file, because the file that a machine has for its processor is not the registry's own. What it
    needs besides is in requirements-dev.lock, so nothing else comes with it.

    Raises:
        StepError: pip finds no such build, or it does not start here.
    """
    python = config.venv_python
    wanted = requirement()
    stamp = config.venv / _STAMP
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    config.report.say(f"Installing PyTorch for the tests of training ({wanted}, about 200 MB; half a minute) …")
    install: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--only-binary",
        ":all:",
        wanted,
    ]
    try:
        run(install, cwd=config.root)
        run([python, "-c", _CHECK], cwd=config.root)
    except ProgramFailed as error:
        raise StepError(
            f"{wanted} could not be installed. Tell pip of a place that has it (PIP_FIND_LINKS, PIP_EXTRA_INDEX_URL), "
            f"and run the command again; `build.py serve` and `build.py build` work without it.\n{error}"
        ) from error
    stamp.write_text(wanted, encoding="utf-8")
    return python
