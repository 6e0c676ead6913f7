"""The tools of the build: the Python environment and the npm packages, both by their lock files."""

from __future__ import annotations

import json
import os
import shutil
import sys
import venv
from typing import TYPE_CHECKING

from build_steps.content import sha256_of_file
from build_steps.errors import ProgramFailed, StepError
from build_steps.programs import Run, find_program, run

if TYPE_CHECKING:
    from pathlib import Path

    from build_steps.config import Config

_STAMP = ".coverslip-lock"
_TRIES = 3


def python_environment(config: Config, *, run: Run = run) -> Path:
    """Makes `.venv` from build_steps/requirements-dev.lock and gives its interpreter.

    Raises:
        StepError: Python can make no environments here.
    """
    lock = config.root / "build_steps" / "requirements-dev.lock"
    stamp = config.venv / _STAMP
    mark = f"{sys.version_info[:2]} {sha256_of_file(lock)}"
    if config.venv_python.exists() and stamp.exists() and stamp.read_text() == mark:
        return config.venv_python
    config.report.say("Installing the Python environment (.venv) …")
    if not stamp.exists():
        shutil.rmtree(config.venv, ignore_errors=True)
    stamp.unlink(missing_ok=True)
    try:
        venv.create(config.venv, with_pip=True, clear=False, symlinks=os.name != "nt")
    except Exception as error:
        raise StepError(
            f"A Python environment could not be made in {config.venv}: {error}. On Debian, install python3-venv."
        ) from error
    python = config.venv_python
    install: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--no-deps",
        "--requirement",
        lock,
    ]
    _with_retries(install, config, run, "The Python packages could not be installed")
    where = run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).strip()
    site_packages = config.venv.joinpath(where)
    folders = f"{config.packages}\n{config.root / 'engine'}\n"
    (site_packages / "coverslip.pth").write_text(folders, encoding="utf-8")
    stamp.write_text(mark)
    return python


def node_packages(config: Config, *, run: Run = run) -> Path:
    """Installs the npm packages of package-lock.json and gives their folder.

    Raises:
        StepError: the lock was not made from package.json, or the packages can't be had.
    """
    lock = config.root / "package-lock.json"
    stamp = config.node_modules / _STAMP
    mark = sha256_of_file(lock)
    if stamp.exists() and stamp.read_text() == mark:
        return config.node_modules
    node_program(config, run=run)
    _check_lock(config.root)
    npm = find_program("npm", "Install Node.js 20 or newer with npm.")
    config.report.say("Installing the npm packages …")
    # Not `npm ci`: it refuses a lock without the binaries of other systems, which a registry need not have.
    install: list[str | Path] = [npm, "install", "--no-save", "--ignore-scripts", "--loglevel=error"]
    _with_retries(install, config, run, "The npm packages could not be installed")
    stamp.write_text(mark)
    return config.node_modules


def _check_lock(root: Path) -> None:
    """Refuses a package-lock.json that does not fit package.json, which npm would quietly correct."""
    wanted = json.loads((root / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"][""]
    for kind in ("dependencies", "devDependencies"):
        if wanted.get(kind) != locked.get(kind):
            raise StepError(
                f"package-lock.json does not have the {kind} of package.json. Run `npm install --ignore-scripts`."
            )


def node_program(config: Config, *, run: Run = run) -> str:
    """The path of Node.js, which has to be new enough for Pyodide.

    Raises:
        StepError: there is none, or an older one.
    """
    node = find_program("node", "Install Node.js 20 or newer.")
    version = run([node, "--version"], cwd=config.root).strip()
    if int(version.lstrip("v").split(".", maxsplit=1)[0]) < 20:
        raise StepError(f"Node.js 20 or newer is needed; {node} is {version}.")
    return node


def _with_retries(argv: list[str | Path], config: Config, run: Run, what: str) -> None:
    for attempt in range(1, _TRIES + 1):
        try:
            run(argv, cwd=config.root)
        except ProgramFailed as error:
            if attempt == _TRIES:
                raise StepError(f"{what}. Check the network and run the command again.\n{error}") from error
            config.report.say(f"{what}; trying again ({attempt + 1} of {_TRIES}) …")
        else:
            return
