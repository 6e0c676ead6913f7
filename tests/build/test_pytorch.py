"""PyTorch for the tests of training: once, for the processor, and with a sentence when it can't be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from build_steps.errors import ProgramFailed, StepError
from build_steps.pytorch import VERSION, pytorch, requirement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from build_steps.config import Config

    from .silent_report import SilentReport


class FakeRun:
    """Stands in for pip and for the interpreter; `fails` ends the one with a word in its command line."""

    def __init__(self, fails: str = "") -> None:
        self.fails = fails
        self.commands: list[list[str]] = []

    def __call__(
        self, argv: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> str:
        del cwd, env
        self.commands.append([str(word) for word in argv])
        if self.fails and any(self.fails in str(word) for word in argv):
            raise ProgramFailed("python", 1, "there is no such file")
        return ""


@pytest.fixture
def fresh(small: Config) -> Config:
    """A root with an empty environment."""
    small.venv.mkdir()
    return small


@pytest.mark.parametrize(
    ("system", "machine", "wanted"),
    [("linux", "x86_64", "+cpu"), ("linux", "aarch64", ""), ("darwin", "arm64", ""), ("win32", "AMD64", "")],
)
def test_the_build_for_the_processor_is_named_where_there_are_several(system: str, machine: str, wanted: str) -> None:
    assert requirement(system, machine) == f"torch=={VERSION}{wanted}"


def test_it_is_installed_once_alone_and_tried(fresh: Config, report: SilentReport) -> None:
    run = FakeRun()
    assert pytorch(fresh, run=run) == fresh.venv_python
    pytorch(fresh, run=run)
    install, check = run.commands
    assert {"install", "--no-deps", requirement()} <= set(install)
    assert "import torch" in check[-1]
    assert any("Installing PyTorch" in line for line in report.lines)


@pytest.mark.parametrize("fails", ["torch==", "import torch"])
def test_one_that_cannot_be_had_or_does_not_start_is_told_and_tried_again(fresh: Config, fails: str) -> None:
    with pytest.raises(StepError, match=r"could not be installed\. Tell pip of a place that has it .*PIP_FIND_LINKS"):
        pytorch(fresh, run=FakeRun(fails))
    again = FakeRun()
    pytorch(fresh, run=again)
    assert len(again.commands) == 2
