"""From a recipe to a wheel in the cache."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .cross_environment import assemble_cross_environment, read_release
from .debian_root import EMSCRIPTEN, EMSCRIPTEN_CACHE, PYODIDE, debian_root
from .errors import BuildError
from .import_check import require_resolved
from .machine import build_environment, check_machine
from .namespace import WORK, inside
from .phase import Progress
from .recipe import Recipe, read_recipe
from .repack import repack_wheel
from .sdist import fetched_sdist, unpack_sdist
from .toolchain import Toolchain, constraints_file, wheel_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class _Inputs:
    recipe: Recipe
    key: str
    constraints: Path
    cache: Path
    pyodide: Path
    numpy_wheel: Path
    toolchain: Toolchain

    @property
    def entry(self) -> Path:
        return self.cache / "wheels" / self.key


def built_wheel(
    recipe: str,
    *,
    recipes: Path,
    cache: Path,
    pyodide: Path,
    numpy_wheel: Path,
    report: Callable[[str], None],
) -> Path:
    """Return the wheel for ``recipe`` from the cache, building it when the cache doesn't hold it.

    The cache holds wheels/<key>/<wheel>, toolchain/<key>/ and sources/. Each of them appears by a rename,
    so an interrupted build leaves nothing that a later one would take for finished. Two builds with the
    same cache wait for each other.

    Args:
        recipe: the name of a folder in ``recipes``.
        recipes: the folder with one folder a package, and constraints.txt.
        cache: a folder that is kept between runs.
        pyodide: npm's ``pyodide``, unpacked.
        numpy_wheel: the official numpy wheel for that Pyodide.
        report: called with a line at each phase change and about every ten seconds in between.

    Raises:
        BuildError: with a sentence that says what to do.
    """
    # pip and the compiler work on these paths from elsewhere.
    recipes, cache, pyodide = recipes.resolve(), cache.expanduser().resolve(), pyodide.resolve()
    if not (recipes / recipe).is_dir():
        known = ", ".join(sorted(path.parent.name for path in recipes.glob("*/meta.yaml"))) or "none"
        raise BuildError(f"{recipes} has no recipe {recipe!r}; it has: {known}")
    if not numpy_wheel.is_file():
        raise BuildError(f"{numpy_wheel} is missing: fetch the locked wheels first")
    toolchain = Toolchain()
    key = wheel_key(
        recipes / recipe,
        pyodide_version=read_release(pyodide).version,
        numpy_sha256=hashlib.sha256(numpy_wheel.read_bytes()).hexdigest(),
        toolchain=toolchain,
    )
    inputs = _Inputs(
        read_recipe(recipes / recipe), key, constraints_file(recipes), cache, pyodide, numpy_wheel, toolchain
    )
    if (wheel := _cached(inputs.entry)) is not None:
        return wheel
    check_machine()
    with _lock(cache, report):
        # Whoever held the lock may have built the same wheel.
        return _cached(inputs.entry) or _build(inputs, report)


def _cached(entry: Path) -> Path | None:
    return next(entry.glob("*.whl"), None)


@contextmanager
def _lock(cache: Path, report: Callable[[str], None]) -> Iterator[None]:
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "build.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("Waiting for another build that uses the same cache …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build(inputs: _Inputs, report: Callable[[str], None]) -> Path:
    part = inputs.entry.with_name(inputs.key + ".part")
    if part.exists():
        report("Discarding what an interrupted build left")
        shutil.rmtree(part)
    log = inputs.cache / "logs" / f"{inputs.recipe.name}.log"
    log.unlink(missing_ok=True)
    progress = Progress(report, log)
    root = debian_root(
        inputs.toolchain, constraints=inputs.constraints, folder=inputs.cache / "toolchain", progress=progress
    )
    work = part / "work"
    work.mkdir(parents=True)
    _prepare(inputs, root, work, progress)
    _compile(inputs, root, work, progress)

    built = list((work / "recipes" / inputs.recipe.name / "dist").glob("*.whl"))
    if len(built) != 1:
        raise BuildError(f"pyodide-build made {len(built)} wheels of {inputs.recipe.name} instead of one; see {log}")
    done = part / "entry"
    done.mkdir()
    repack_wheel(built[0], done / built[0].name, epoch=inputs.toolchain.source_date_epoch)
    found = require_resolved(done / built[0].name, pyodide=inputs.pyodide)
    report(f"{built[0].name}: {found.imports} imports of {found.modules} modules, all of them in Pyodide")
    shutil.copytree(root.parent / "versions", done / "toolchain")
    done.rename(inputs.entry)
    shutil.rmtree(part)
    return inputs.entry / built[0].name


def _prepare(inputs: _Inputs, root: Path, work: Path, progress: Progress) -> None:
    sdist = fetched_sdist(inputs.recipe, root=root, sources=inputs.cache / "sources", work=work, progress=progress)
    folder = work / "recipes" / inputs.recipe.name
    shutil.copytree(inputs.recipe.folder, folder)
    unpack_sdist(sdist, folder / inputs.recipe.source)
    cross = work / "cross"
    cross.mkdir()
    assemble_cross_environment(
        cross,
        pyodide=inputs.pyodide,
        numpy_wheel=inputs.numpy_wheel,
        root=root,
        constraints=inputs.constraints,
        toolchain=inputs.toolchain,
    )


def _compile(inputs: _Inputs, root: Path, work: Path, progress: Progress) -> None:
    environment = build_environment(epoch=inputs.toolchain.source_date_epoch) | {
        "EM_CACHE": EMSCRIPTEN_CACHE,
        "PYODIDE_XBUILDENV_PATH": f"{WORK}/cross",
        # Debian's compiler is newer than the one that Pyodide's tag names; see the recipes' README.
        "SKIP_EMSCRIPTEN_VERSION_CHECK": "1",
    }
    # Emscripten's own folder goes before /usr/bin: some of its tools don't work through Debian's links there.
    environment["PATH"] = f"{Path(PYODIDE).parent}:{EMSCRIPTEN}:{environment['PATH']}"
    command = [PYODIDE, "build-recipes-no-deps", inputs.recipe.name, "--recipe-dir", f"{WORK}/recipes"]
    progress.run(
        f"Compiling {inputs.recipe.name} {inputs.recipe.version}",
        inside(root, work, command),
        env=environment,
        remedy="The compiler's words are in the log.",
    )
