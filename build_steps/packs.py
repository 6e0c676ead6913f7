"""Wheels, repacked for a quick start: bytecode for sources, no tests, no stubs, in a zip that does not compress."""

from __future__ import annotations

import os
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from build_steps.content import digest_of, digest_of_tree, kept, sha256_of_file
from build_steps.environment import node_program
from build_steps.errors import StepError
from build_steps.lock import read_lock
from build_steps.pip_client import Target
from build_steps.programs import Run, run
from build_steps.runtime import snapshot, snapshot_digest
from build_steps.sources import Sources, Wheel
from build_steps.wanted import read_wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from build_steps.config import Config
    from build_steps.lock import Origin

_TEST_FOLDERS = {"test", "tests"}
_TEST_FILES = {"conftest.py"}
_OWN_PACKAGES = ("coverslip", "imjoy", "imjoy_rpc", "browser/onnxruntime")
"""What every sandbox can import: our package, and the names under which plugins import it elsewhere.

Those in the folder `browser` are names of packages that are themselves used natively."""
_BUILD_ENDINGS = {
    ".a",
    ".build",
    ".c",
    ".cc",
    ".cpp",
    ".cxx",
    ".f",
    ".f90",
    ".h",
    ".hpp",
    ".pxd",
    ".pxi",
    ".pyc",
    ".pyi",
    ".pyx",
    ".rst",
    ".tp",
    ".typed",
}
"""Endings of what only a compiler, a type checker or a reader of the sources wants."""
_INFO_FILES = {"METADATA", "entry_points.txt", "top_level.txt"}
_LICENCE_NAMES = ("licen", "copying", "notice", "authors")
_MOMENT = (1980, 1, 1, 0, 0, 0)
_STUB_READER = b"attach_stub"


@dataclass(frozen=True)
class Pack:
    """A repacked package, as the page gets it (PackageEntry in pwa/src/contracts/site.ts)."""

    name: str
    version: str
    archive: Path
    depends: tuple[str, ...]
    imports: tuple[str, ...]
    origin: Origin
    licence: str


def wheels(config: Config) -> list[Wheel]:
    """Every wheel of the lock, fetched or built."""
    lock = read_lock(config.packages / "packages.lock.json")
    wanted = read_wanted(config.packages / "packages.toml")
    sources = Sources(config, lock, Target(wanted.platform, wanted.python))
    return [sources.wheel(package) for package in lock.packages]


def package_packs(config: Config, *, workers: int | None = None) -> list[Pack]:
    """Every package of the site, repacked, several at a time; a wheel that was repacked before is not touched."""
    found = wheels(config)
    snapshot(config)
    pool = ThreadPoolExecutor(workers or os.cpu_count())
    try:
        return list(pool.map(lambda wheel: _package_pack(config, wheel), found))
    finally:
        pool.shutdown(cancel_futures=True)


def coverslip_pack(config: Config) -> Pack:
    """The Python package `coverslip`, packed as the wheels are."""
    root = config.packages
    files = sorted(
        path for name in _OWN_PACKAGES for path in (root / name).rglob("*.py") if "__pycache__" not in path.parts
    )
    if not files:
        raise StepError(f"{root / 'coverslip'} holds no Python source.")
    key = digest_of([digest_of_tree(root, files), config.version, _program_digest(config)])

    def pack(working: Path) -> None:
        config.report.say("Packing coverslip …")
        tree = working / "tree"
        for path in files:
            target = tree / path.relative_to(root / "browser" if path.is_relative_to(root / "browser") else root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        info = tree / f"coverslip-{config.version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: coverslip\nVersion: {config.version}\n")
        _compile_and_zip(config, tree, working / "coverslip.zip")

    folder = kept(config.cache, "packs", key, pack)
    imports = tuple(PurePosixPath(name).name for name in _OWN_PACKAGES)
    return Pack("coverslip", config.version, folder / "coverslip.zip", (), imports, "built", "MIT")


def _package_pack(config: Config, wheel: Wheel, *, run: Run = run) -> Pack:
    locked = wheel.locked
    key = digest_of([sha256_of_file(wheel.path), _program_digest(config)])

    def pack(working: Path) -> None:
        config.report.say(f"Packing {locked.name} {locked.version} …")
        tree = working / "tree"
        with zipfile.ZipFile(wheel.path) as source:
            for name in sorted(set(kept_names(source))):
                source.extract(name, tree)
        _compile_and_zip(config, tree, working / f"{locked.name}.zip", run=run)

    archive = kept(config.cache, "packs", key, pack) / f"{locked.name}.zip"
    return Pack(locked.name, locked.version, archive, locked.depends, locked.imports, locked.origin, locked.licence)


def kept_names(wheel: zipfile.ZipFile) -> Iterable[str]:
    """The files of a wheel that a plugin can need.

    Stubs are kept where lazy_loader reads them at run time, which a source of the same wheel shows.
    """
    names = [name for name in wheel.namelist() if not name.endswith("/")]
    reads_stubs = any(name.endswith(".py") and _STUB_READER in wheel.read(name) for name in names)
    for name in names:
        path = PurePosixPath(name)
        if ".data/" in name and ".dist-info" not in name:
            continue  # scripts and headers, for a file system that programs are started from
        if path.parts[0].endswith(".dist-info"):
            if path.name in _INFO_FILES or path.name.lower().startswith(_LICENCE_NAMES) or "licenses" in path.parts:
                yield name
            continue
        if _TEST_FOLDERS.intersection(path.parts[:-1]) or path.name in _TEST_FILES:
            continue
        if path.parts[:3] == ("matplotlib", "mpl-data", "sample_data"):
            continue
        read_at_run_time = path.suffix == ".pyi" and reads_stubs
        is_licence = path.name.lower().startswith(_LICENCE_NAMES)
        if read_at_run_time or is_licence or path.suffix not in _BUILD_ENDINGS:
            yield name


def _compile_and_zip(config: Config, tree: Path, archive: Path, *, run: Run = run) -> None:
    program = Path(__file__).with_name("compile_sources.mjs")
    run([node_program(config), program, config.pyodide, snapshot(config), tree], cwd=config.root)
    write_stored_zip(tree, archive)
    shutil.rmtree(tree)


def write_stored_zip(tree: Path, archive: Path) -> None:
    """Writes the files below `tree` into a zip that depends on nothing but their names and contents."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as target:
        for path in sorted(tree.rglob("*"), key=lambda path: path.relative_to(tree).as_posix()):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(tree).as_posix(), _MOMENT)
                entry.create_system = 3
                entry.external_attr = 0o100644 << 16
                target.writestr(entry, path.read_bytes())


def _program_digest(config: Config) -> str:
    """The digest of everything besides the wheel that a pack is made by."""
    here = Path(__file__)
    programs = [here, *(here.with_name(f"compile_sources{ending}") for ending in (".py", ".mjs"))]
    return digest_of([snapshot_digest(config), *(sha256_of_file(path) for path in programs)])
