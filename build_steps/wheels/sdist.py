"""Fetch a source distribution through pip, check it, unpack it."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from .debian_root import PYODIDE
from .errors import BuildError
from .machine import build_environment
from .namespace import WORK, inside

if TYPE_CHECKING:
    from .phase import Progress
    from .recipe import Recipe

# `pip download` asks the build backend of a source distribution for its metadata, which for meson-python
# would mean a native compiler and a configured build. This stand-in gives pip the two facts it checks.
_STAND_IN_BACKEND = '''"""Stands in for the build backend while pip only downloads."""
import pathlib


def prepare_metadata_for_build_wheel(directory, config_settings=None):
    name = "{distribution}-{version}.dist-info"
    folder = pathlib.Path(directory, name)
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\\nName: {distribution}\\nVersion: {version}\\n")
    return name
'''
_BACKENDS = ("mesonpy",)


def fetched_sdist(recipe: Recipe, *, root: Path, sources: Path, work: Path, progress: Progress) -> Path:
    """Return the recipe's source distribution in ``sources``, fetching it when it isn't there yet.

    Args:
        recipe: names the project, its version and the expected sha256.
        root: the Debian root whose pip is used.
        sources: where archives are kept between builds.
        work: an existing folder for the download.
        progress: where to report.

    Raises:
        BuildError: when pip can't fetch it, or its sha256 is not the recipe's.
    """
    kept = sources / recipe.sdist_name
    if kept.is_file() and _sha256(kept) == recipe.sha256:
        return kept
    _download(recipe, root=root, work=work, progress=progress)
    fetched = work / "sdist" / recipe.sdist_name
    if not fetched.is_file():
        found = ", ".join(path.name for path in (work / "sdist").iterdir()) or "nothing"
        raise BuildError(f"pip was to fetch {recipe.sdist_name}, but fetched {found}: is the name in the recipe right?")
    if (actual := _sha256(fetched)) != recipe.sha256:
        raise BuildError(
            f"{recipe.sdist_name} has the sha256 {actual}, but {recipe.folder / 'meta.yaml'} says {recipe.sha256}: "
            "if the recipe's version was changed on purpose, change its hash too; else don't trust the download"
        )
    sources.mkdir(parents=True, exist_ok=True)
    part = kept.with_name(kept.name + ".part")
    shutil.copyfile(fetched, part)
    part.rename(kept)
    return kept


def unpack_sdist(sdist: Path, target: Path) -> None:
    """Unpack ``sdist`` so that ``target`` becomes its one top folder."""
    scratch = target.with_name(target.name + ".unpacking")
    with tarfile.open(sdist) as archive:
        archive.extractall(scratch, filter="data")
    tops = list(scratch.iterdir())
    if len(tops) != 1:
        raise BuildError(f"{sdist.name} has {len(tops)} entries at its top; a source distribution has one folder")
    tops[0].rename(target)
    scratch.rmdir()


def stand_in_backend(recipe: Recipe) -> str:
    """Return the source of a build backend that knows the name and the version of ``recipe`` only."""
    return _STAND_IN_BACKEND.format(distribution=recipe.distribution, version=recipe.version)


def _download(recipe: Recipe, *, root: Path, work: Path, progress: Progress) -> None:
    backends = work / "backends"
    backends.mkdir()
    for backend in _BACKENDS:
        (backends / f"{backend}.py").write_text(stand_in_backend(recipe))
    (work / "sdist").mkdir()
    command = [
        str(Path(PYODIDE).with_name("python")),
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--no-binary=:all:",
        "--no-build-isolation",
        f"--dest={WORK}/sdist",
        f"{recipe.name}=={recipe.version}",
    ]
    progress.run(
        f"Fetching the source of {recipe.name} {recipe.version}",
        inside(root, work, command),
        env=build_environment() | {"PYTHONPATH": f"{WORK}/backends"},
        remedy="Check that pip reaches its index, and that the recipe's name and version exist there.",
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
