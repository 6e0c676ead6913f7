"""The folder that the benchmark serves: the built site, plain Pyodide with the original wheels, the pages.

All of it stands below `assets/`, which the static server lets browsers keep: the interpreter's compiled code is then
kept for plain Pyodide and for JupyterLite too.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_steps.content import digest_of, digest_of_tree, folder_in_progress, sha256_of_file
from build_steps.environment import node_program
from build_steps.packs import wheels
from build_steps.pip_client import Target, pip_download
from build_steps.programs import run
from build_steps.runtime import FILES
from build_steps.site import site
from build_steps.wanted import read_wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from build_steps.config import Config
    from build_steps.sources import Wheel

PAGES = Path(__file__).with_name("pages")
VARIANTS: dict[str, tuple[str, ...]] = {"bare": (), "numpy": ("numpy",), "scikit_image": ("scikit-image",)}
"""Plugins that are made from pages/timed.py: they differ in what they need."""


def www(config: Config) -> Path:
    """The folder to serve, without JupyterLite."""
    root = config.cache / "bench" / "www"
    site(dataclasses.replace(config, out=root / "assets" / "site", base=""))
    _pages(config, root / "assets" / "pages")
    pyodide_folder(config, root / "assets" / "pyodide", ("numpy", "scikit-image"))
    return root


def _pages(config: Config, folder: Path) -> None:
    sources = [path for path in (config.root / "pwa").rglob("*.ts") if path.is_file()]
    own = [path for path in PAGES.iterdir() if path.is_file()]
    key = digest_of([digest_of_tree(config.root, sources), digest_of_tree(PAGES, own)])

    def fill(working: Path) -> None:
        for path in own:
            if path.suffix in {".js", ".html"} or path.name in {"arrays.py", "film.py", "tiled.py"}:
                shutil.copyfile(path, working / path.name)
        text = (PAGES / "timed.py").read_text(encoding="utf-8")
        for name, needs in VARIANTS.items():
            made = text.replace("# dependencies = []", f"# dependencies = {json.dumps(needs)}")
            (working / f"{name}.py").write_text(made, encoding="utf-8")
        run([node_program(config), PAGES / "bundle.mjs", config.root, working], cwd=config.root)

    kept_folder(folder, key, fill)


def pyodide_folder(config: Config, folder: Path, packages: Iterable[str]) -> None:
    """The npm package `pyodide` with the original wheels of `packages` and of their needs, and a lock that names them.

    Raises:
        Unreachable: a package that the site does not carry can't be had from PyPI.
    """
    lock = json.loads((config.pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    known: dict[str, Any] = lock["packages"]
    ours = {wheel.locked.name: wheel for wheel in wheels(config)}
    known |= {name: _entry(wheel) for name, wheel in ours.items()}
    wanted = read_wanted(config.packages / "packages.toml")
    target = Target(wanted.platform, wanted.python)
    files = {}
    for name in _closure({name: entry["depends"] for name, entry in known.items()}, packages):
        entry = known[name]
        path = (
            ours[name].path
            if name in ours
            else pip_download(config, f"{entry['name']}=={entry['version']}", target=target)
        )
        # The registry's own file of a pure package differs in its bytes from the one that Pyodide packed anew.
        entry |= {"file_name": path.name, "sha256": sha256_of_file(path)}
        files[path.name] = path

    def fill(working: Path) -> None:
        for name in FILES:
            shutil.copyfile(config.pyodide / name, working / name)
        for name, path in files.items():
            shutil.copyfile(path, working / name)
        (working / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")

    kept_folder(folder, digest_of([lock, sorted(files)]), fill)


def _entry(wheel: Wheel) -> dict[str, Any]:
    locked = wheel.locked
    return {
        "name": locked.name,
        "version": locked.version,
        "depends": list(locked.depends),
        "imports": list(locked.imports),
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def _closure(depends: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    """The packages and all that they need, sorted."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop().replace("_", "-").lower()
        if name not in found:
            found.add(name)
            waiting += depends[name]
    return sorted(found)


def kept_folder(folder: Path, key: str, fill: Callable[[Path], None]) -> None:
    """Makes `folder` anew unless it was made from the same inputs."""
    stamp = folder.with_name(f".{folder.name}.key")
    if folder.is_dir() and stamp.exists() and stamp.read_text() == key:
        return
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    with folder_in_progress(folder) as working:
        fill(working)
    stamp.write_text(key)
