"""JupyterLite, the peer: built from its packages on PyPI, with the Pyodide and the wheels that plain Pyodide uses."""

from __future__ import annotations

import json
import shutil
import venv
from typing import TYPE_CHECKING

from build_steps.bench.place import kept_folder, pyodide_folder
from build_steps.content import digest_of
from build_steps.errors import ProgramFailed, StepError
from build_steps.pip_client import pip_download
from build_steps.programs import run

if TYPE_CHECKING:
    from pathlib import Path

    from build_steps.config import Config

REQUIREMENTS = ("jupyterlite-core==0.8.6", "jupyterlite-pyodide-kernel==0.8.6")
"""This kernel is made for Pyodide 314."""
KERNEL_NEEDS = ("ipython", "jedi", "micropip", "packaging", "pyodide-http", "typing-extensions")
"""What the kernel loads from Pyodide's distribution, besides what these need."""
WHEELS = ("comm==0.2.3",)
"""What the kernel takes from PyPI and not from Pyodide's distribution."""
# Addresses in its settings are relative to the page of the REPL.
_KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "litePluginSettings": {
            _KERNEL: {"pyodideUrl": "../../jupyterlite-pyodide/pyodide.mjs", "disablePyPIFallback": True}
        }
    },
}


def jupyterlite(config: Config, root: Path) -> None:
    """Builds JupyterLite's REPL into `root`/assets/jupyterlite, beside a Pyodide with its packages.

    Raises:
        StepError: its packages can't be had, or its build failed.
    """
    key = digest_of([REQUIREMENTS, WHEELS, SETTINGS])
    target = root / "assets" / "jupyterlite"

    def fill(working: Path) -> None:
        program = _environment(config, key)
        extra = [pip_download(config, requirement) for requirement in WHEELS]
        source = working / ".source"
        source.mkdir()
        (source / "jupyter-lite.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
        words: list[str | Path] = [program, "lite", "build", "--apps", "repl", "--output-dir", working / ".built"]
        for wheel in extra:
            words += ["--piplite-wheels", wheel]
        config.report.say("Building JupyterLite …")
        # Its build keeps notes of what it did in the folder that it is started in.
        run(words, cwd=source)
        for path in (working / ".built").iterdir():
            path.rename(working / path.name)
        (working / ".built").rmdir()
        shutil.rmtree(source)

    pyodide_folder(config, root / "assets" / "jupyterlite-pyodide", (*KERNEL_NEEDS, "numpy"))
    try:
        kept_folder(target, key, fill)
    except ProgramFailed as error:
        raise StepError(f"JupyterLite could not be built: {error}") from error


def _environment(config: Config, key: str) -> Path:
    """The program `jupyter` in an environment of its own, apart from the one for development."""
    folder = config.cache / "bench" / "jupyterlite-venv"
    stamp = folder / ".key"
    if not (stamp.exists() and stamp.read_text() == key):
        config.report.say("Installing JupyterLite …")
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", *REQUIREMENTS], cwd=folder)
        stamp.write_text(key)
    return folder / "bin" / "jupyter"
