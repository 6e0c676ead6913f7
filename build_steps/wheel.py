"""The wheel of the distribution `coverslip`: the packages, and the built app for the engine to serve."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from build_steps.content import digest_of, digest_of_tree, kept
from build_steps.errors import StepError
from build_steps.programs import Run, run
from build_steps.site import site

if TYPE_CHECKING:
    from pathlib import Path

    from build_steps.config import Config

#: What the distribution is made of.
_FILES = ("pyproject.toml", "README.md", "LICENSE")
_PACKAGES = ("wasm_packages/coverslip", "engine/coverslip_engine")
#: Archives hold no earlier time; which one is taken does not matter, as long as it is the same each time.
_TIME = "315532800"


def wheel(config: Config, *, run: Run = run) -> Path:
    """Builds the wheel, unless there is one of the same content, and gives its path.

    Raises:
        StepError: the backend made none.
    """
    # Large samples are left out: registries take files of up to 100 MB.
    app = site(replace(config, out=config.root / "build" / "site", large_samples=False))
    sources = [config.root / name for name in _FILES]
    for package in _PACKAGES:
        sources += [path for path in (config.root / package).rglob("*") if path.is_file() and not _made(path)]
    served = [path for path in app.rglob("*") if path.is_file()]
    key = digest_of([digest_of_tree(config.root, sources), digest_of_tree(app, served), _TIME])

    def build(working: Path) -> None:
        config.report.say("Building the wheel …")
        stage = working / "stage"
        for source in sources:
            _place(source, stage / source.relative_to(config.root))
        for file in served:
            _place(file, stage / "engine" / "coverslip_engine" / "app" / file.relative_to(app))
        words = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(working)]
        run([config.venv_python, *words, stage], cwd=working, env={"SOURCE_DATE_EPOCH": _TIME})
        shutil.rmtree(stage)

    folder = kept(config.cache, "wheel", key, build)
    found = sorted(folder.glob("*.whl"))
    if len(found) != 1:
        raise StepError(f"{folder} should hold one wheel and holds {len(found)}; delete it and run the command again.")
    return found[0]


def _made(path: Path) -> bool:
    return "__pycache__" in path.parts or path.suffix == ".pyc"


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        # Another file system.
        shutil.copyfile(source, target)
