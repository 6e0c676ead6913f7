"""`build.py test`: the checks, the unit tests of both languages, the build, and the tests of the built site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from build_steps.checks import run_checks
from build_steps.environment import node_packages, python_environment
from build_steps.errors import StepError
from build_steps.programs import run_shown
from build_steps.pytorch import pytorch
from build_steps.site import site
from build_steps.system_packages import browsers

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from build_steps.config import Config

#: All of them are run when none is named, but for the cluster and JupyterLab (testpaths in pyproject.toml).
_GROUPS = ("unit", "engine", "build", "wheels", "train", "browser", "cluster", "jupyter")
_CONFORMANCE = "conformance"
#: The upload of `tests/engine/test_load.py` with 2 GB, which `test` does with less.
_UPLOAD = "upload"
#: The marker of tests that train. It is looked for in their files, or in their folder's conftest.py, since PyTorch has
#: to be there before pytest reads them.
_PYTORCH = "pytest.mark.pytorch"
#: Two processes, which take file after file in their order: browser tests wait for one thing and another of the time.
_PARALLEL = ("--numprocesses", "2", "--dist", "loadfile", "--no-loadscope-reorder")


@dataclass(frozen=True)
class Selection:
    """What to run. None runs all of it, an empty tuple nothing."""

    checks: bool
    scripts: tuple[str, ...] | None
    python: tuple[str, ...] | None
    conformance: bool = False
    """Whether all of ONNX's node cases are run, and not a choice of them."""
    upload: bool = False
    """Whether the large upload has 2 GB."""
    needs_pytorch: bool = True
    """Whether a test among them trains a network."""

    @property
    def needs_browsers(self) -> bool:
        """Whether a test of the built site is among them."""
        return self.python is None or any(
            not {"browser", "cluster", "jupyter"}.isdisjoint(Path(name).parts) for name in self.python
        )

    @property
    def has_cluster(self) -> bool:
        """Whether a test starts a cluster: two of them on one machine take each other's ports."""
        return self.python is not None and any("cluster" in Path(name).parts for name in self.python)


def selection(root: Path, words: Sequence[str]) -> Selection:
    """What the words after `test` choose: names of groups, or paths of tests.

    Raises:
        StepError: a word is neither.
    """
    if not words:
        return Selection(checks=True, scripts=None, python=None)
    scripts: list[str] = []
    python: list[str] = []
    for word in words:
        if word == _CONFORMANCE:
            python.append("tests/browser/test_conformance.py")
            continue
        if word == _UPLOAD:
            python.append("tests/engine/test_load.py")
            continue
        path, _, _case = word.partition("::")
        if word in _GROUPS:
            python.append(f"tests/{word}")
            if word == "unit":
                scripts.append("tests/unit")
        elif not (root / path).exists():
            raise StepError(
                f"There is no test {word!r}. Name a path, or one of {', '.join([*_GROUPS, _CONFORMANCE, _UPLOAD])}."
            )
        elif path.endswith(".ts"):
            scripts.append(path)
        else:
            python.append(word)
    return Selection(
        checks=False,
        scripts=tuple(scripts),
        python=tuple(python),
        conformance=_CONFORMANCE in words,
        upload=_UPLOAD in words,
        needs_pytorch=any(_trains(root / name.partition("::")[0]) for name in python),
    )


def _trains(path: Path) -> bool:
    files = path.rglob("*.py") if path.is_dir() else (path, path.with_name("conftest.py"))
    return any(_PYTORCH in file.read_text(encoding="utf-8") for file in files if file.exists())


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Runs what is selected; pytest comes last, so that its closing line ends the output."""
    chosen = selection(config.root, arguments.selection)
    python = python_environment(config)
    node = node_packages(config) / ".bin"
    if chosen.needs_browsers:
        browsers(config)
    if chosen.needs_pytorch:
        pytorch(config)
    failed = run_checks(config) if chosen.checks else []
    if chosen.scripts is None or chosen.scripts:
        config.report.say("Testing: TypeScript")
        if run_shown([node / "vitest", "run", *(chosen.scripts or ())], cwd=config.root) != 0:
            failed.append("the unit tests of TypeScript")
    status = 0
    if chosen.python is None or chosen.python:
        if chosen.needs_browsers:
            site(config)
        if failed:
            config.report.say(f"Failed so far: {', '.join(failed)}.")
        config.report.say("Testing: Python and the built site")
        env = {"PYTHONPATH": str(config.root), "COVERSLIP_CACHE": str(config.cache)}
        if chosen.conformance:
            env["COVERSLIP_CONFORMANCE"] = "all"
        if chosen.upload:
            env["COVERSLIP_UPLOAD"] = str(2**31)
        processes = () if chosen.has_cluster else _PARALLEL
        status = run_shown([python, "-m", "pytest", *processes, *(chosen.python or ())], cwd=config.root, env=env)
    elif failed:
        config.report.say(f"Failed: {', '.join(failed)}.")
    return 1 if failed or status else 0
