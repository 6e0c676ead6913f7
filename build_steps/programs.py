"""Running other programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Protocol

from build_steps.errors import ProgramFailed, StepError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Run(Protocol):
    """Runs a program to its end and gives what it wrote to standard output."""

    def __call__(
        self, argv: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> str:
        """Runs `argv`; `env` is added to the environment.

        Raises:
            ProgramFailed: it ended with an error.
            StepError: there is no such program.
        """


def run(argv: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """Runs a program quietly; what it wrote is shown only when it fails.

    Raises:
        ProgramFailed: it ends with another status than 0.
        StepError: it is not installed.
    """
    words = [str(word) for word in argv]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise StepError(f"The program {words[0]} is not installed.") from error
    if done.returncode != 0:
        raise ProgramFailed(" ".join(words[:4]), done.returncode, done.stdout + "\n" + done.stderr)
    return done.stdout


def run_shown(argv: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> int:
    """Runs a program whose output the person sees, and gives its exit status.

    Raises:
        StepError: it is not installed.
    """
    words = [str(word) for word in argv]
    try:
        done = subprocess.run(words, cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, check=False)
    except FileNotFoundError as error:
        raise StepError(f"The program {words[0]} is not installed.") from error
    return done.returncode


def find_program(name: str, remedy: str) -> str:
    """The path of program `name`.

    Raises:
        StepError: it is not installed; the message ends with `remedy`.
    """
    found = shutil.which(name)
    if found is None:
        raise StepError(f"{name} is needed and not installed. {remedy}")
    return found
