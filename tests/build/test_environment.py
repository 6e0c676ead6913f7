"""Setting up the tools: by their locks, again after a failure, and not twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from build_steps.environment import node_packages, node_program
from build_steps.errors import ProgramFailed, StepError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from build_steps.config import Config

    from .silent_report import SilentReport


class FakeRun:
    """Stands in for other programs: npm fails `failures` times, Node.js is of version `node`."""

    def __init__(self, config: Config, *, failures: int = 0, node: str = "v20.1.0") -> None:
        self.config = config
        self.failures = failures
        self.node = node
        self.installs = 0

    def __call__(
        self, argv: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> str:
        del cwd, env
        if "--version" in argv:
            return self.node + "\n"
        assert "--no-save" in argv, "npm leaves the lock file as it is"
        self.installs += 1
        if self.installs <= self.failures:
            raise ProgramFailed("npm ci", 1, "the network is gone")
        self.config.node_modules.mkdir(exist_ok=True)
        return ""


@pytest.fixture
def fresh(small: Config) -> Config:
    """A root with a lock file and nothing installed."""
    small.node_modules.unlink()
    write_packages(small, {"lit": "3.3.3"}, {"lit": "3.3.3"})
    return small


def write_packages(config: Config, wanted: dict[str, str], locked: dict[str, str]) -> None:
    (config.root / "package.json").write_text(json.dumps({"dependencies": wanted}))
    (config.root / "package-lock.json").write_text(json.dumps({"packages": {"": {"dependencies": locked}}}))


def test_packages_are_installed_once(fresh: Config) -> None:
    run = FakeRun(fresh)
    node_packages(fresh, run=run)
    node_packages(fresh, run=run)
    assert run.installs == 1


def test_packages_are_installed_again_when_their_lock_changed(fresh: Config) -> None:
    run = FakeRun(fresh)
    node_packages(fresh, run=run)
    write_packages(fresh, {"lit": "3.3.4"}, {"lit": "3.3.4"})
    node_packages(fresh, run=run)
    assert run.installs == 2


def test_a_lock_that_was_not_made_from_its_packages_is_refused(fresh: Config) -> None:
    write_packages(fresh, {"lit": "3.3.4"}, {"lit": "3.3.3"})
    run = FakeRun(fresh)
    with pytest.raises(StepError, match=r"package-lock\.json does not have the dependencies of package\.json"):
        node_packages(fresh, run=run)
    assert run.installs == 0


def test_a_lost_connection_is_tried_again(fresh: Config, report: SilentReport) -> None:
    run = FakeRun(fresh, failures=2)
    node_packages(fresh, run=run)
    assert run.installs == 3
    assert any("trying again (3 of 3)" in line for line in report.lines)


def test_what_keeps_failing_is_told_with_what_to_do(fresh: Config) -> None:
    with pytest.raises(
        StepError, match=r"could not be installed\. Check the network and run the command again"
    ) as caught:
        node_packages(fresh, run=FakeRun(fresh, failures=9))
    assert "the network is gone" in str(caught.value)


def test_an_old_node_is_refused(fresh: Config) -> None:
    with pytest.raises(StepError, match=r"Node\.js 20 or newer is needed; .* is v18\.19\.0"):
        node_program(fresh, run=FakeRun(fresh, node="v18.19.0"))
