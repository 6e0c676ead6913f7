"""The command line: exit codes, and sentences that say what to do."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from build_steps import command_line
from build_steps.commands import serve
from build_steps.commands.test import selection
from build_steps.errors import StepError
from build_steps.static_server import StaticServer

from .conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_every_command_is_there_and_says_what_it_is_for() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "build.py", "--help"], capture_output=True, text=True, check=True, timeout=600
    )
    for command in ("serve", "build", "test", "check", "fix", "bench", "wheels", "clean"):
        assert f"    {command} " in done.stdout


def test_a_wrong_base_is_told_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["build", "--base", "somewhere"]) == 1
    said = capsys.readouterr().err
    assert said == ("build.py build: --base 'somewhere' has to begin and end with a slash, such as /coverslip/.\n")


def test_an_interrupted_command_says_how_to_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("build_steps.commands.clean.run", interrupted)
    assert command_line.main(["clean"]) == 130
    assert "Run the same command again to go on." in capsys.readouterr().err


def test_what_the_system_refuses_is_told_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device", "dist/x")

    monkeypatch.setattr("build_steps.commands.clean.run", full)
    assert command_line.main(["clean"]) == 1
    assert capsys.readouterr().err.startswith("build.py clean: dist/x: No space left on device. ")


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command_line.main(["bild"])
    assert caught.value.code == 2
    assert "invalid choice: 'bild'" in capsys.readouterr().err


def test_no_selection_runs_everything() -> None:
    chosen = selection(ROOT, [])
    assert chosen.checks
    assert (chosen.scripts, chosen.python) == (None, None)
    assert chosen.needs_browsers


def test_a_selection_narrows_to_a_group_or_a_path() -> None:
    unit = selection(ROOT, ["unit"])
    assert (unit.checks, unit.scripts, unit.python) == (False, ("tests/unit",), ("tests/unit",))
    assert not unit.needs_browsers
    assert selection(ROOT, ["browser"]).needs_browsers
    assert not selection(ROOT, ["unit", "engine"]).needs_pytorch
    assert selection(ROOT, ["browser"]).needs_pytorch
    assert selection(ROOT, ["train"]).needs_pytorch
    assert selection(ROOT, []).needs_pytorch
    assert selection(ROOT, ["tests/train/test_trainer.py"]).needs_pytorch
    one = selection(ROOT, ["tests/build/test_lock.py::test_a_missing_key_is_named"])
    assert one.python == ("tests/build/test_lock.py::test_a_missing_key_is_named",)
    assert one.scripts == ()
    assert not one.needs_pytorch


def test_a_selection_that_names_nothing_is_refused() -> None:
    with pytest.raises(StepError, match=r"There is no test 'browsers'\. Name a path, or one of unit, engine, build"):
        selection(ROOT, ["browsers"])


def test_serve_takes_the_next_port_when_the_first_is_taken(tmp_path: Path) -> None:
    with serve.server_for(tmp_path, None, "/", isolated=True) as first:
        with serve.server_for(tmp_path, None, "/", isolated=True) as second:
            assert second.server_port > first.server_port >= 8000
        with pytest.raises(StepError, match="can't be had"):
            serve.server_for(tmp_path, first.server_port, "/", isolated=True)
        with pytest.raises(StepError, match=r"no port 65536: name one from 1 to 65535"):
            serve.server_for(tmp_path, 65536, "/", isolated=True)
    assert isinstance(first, StaticServer)
