"""The Debian root that holds the compiler and pyodide-build."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from .machine import CA_BUNDLE, apt_options, build_environment, debian_mirror, host_ca_bundle
from .namespace import WORK, inside, isolated
from .toolchain import Toolchain, toolchain_key

if TYPE_CHECKING:
    from .phase import Progress

PYODIDE = "/opt/pyodide-build/bin/pyodide"
EMSCRIPTEN = "/usr/share/emscripten"
EMSCRIPTEN_CACHE = "/opt/emscripten-cache"

_PROBE = "int answer(void) { return 42; }\n"


def debian_root(toolchain: Toolchain, *, constraints: Path, folder: Path, progress: Progress) -> Path:
    """Return the root for ``toolchain`` under ``folder``, making it when it isn't there yet.

    It is made beside its place and renamed into it when complete, so that a root that exists is whole;
    what an interrupted run left is discarded. The caller holds the cache's lock.

    Raises:
        BuildError: when a package can't be fetched or the compiler doesn't work.
    """
    home = folder / toolchain_key(toolchain, constraints)
    root = home / "root"
    for leftover in folder.glob("*.part"):
        progress.report(f"Discarding a half-made toolchain: {leftover.name[:12]}…")
        shutil.rmtree(leftover)
    if not home.exists():
        part = home.with_name(home.name + ".part")
        part.mkdir(parents=True)
        _bootstrap(toolchain, part / "root", progress)
        connect(part / "root")
        _install_pyodide_build(toolchain, part, constraints, progress)
        _record_versions(part, progress)
        part.rename(home)
    connect(root)
    return root


def connect(root: Path) -> None:
    """Give ``root`` this machine's name resolution and certificates as they are now."""
    for name in ("resolv.conf", "hosts"):
        target = root / "etc" / name
        target.unlink(missing_ok=True)
        shutil.copyfile(Path("/etc") / name, target)
    bundle = host_ca_bundle()
    if bundle is not None:
        target = root / CA_BUNDLE.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        shutil.copyfile(bundle, target)


def _bootstrap(toolchain: Toolchain, root: Path, progress: Progress) -> None:
    command = [
        "mmdebstrap",
        "--mode=root",
        "--variant=apt",
        f"--include={','.join(toolchain.packages)}",
        "--dpkgopt=path-exclude=/usr/share/doc/*",
        "--dpkgopt=path-exclude=/usr/share/man/*",
        *(f"--aptopt={option}" for option in apt_options()),
        toolchain.suite,
        str(root),
        debian_mirror(),
    ]
    progress.run(
        f"Making a Debian {toolchain.suite} root with the compiler",
        isolated(command),
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        remedy=f"Check that this machine's Debian mirror carries {toolchain.suite}.",
    )


def _install_pyodide_build(toolchain: Toolchain, part: Path, constraints: Path, progress: Progress) -> None:
    root = part / "root"
    work = part / "work"
    work.mkdir()
    (root / WORK.lstrip("/")).mkdir()
    shutil.copyfile(constraints, work / "constraints.txt")
    (work / "probe.c").write_text(_PROBE)
    environment = build_environment() | {"EM_CACHE": EMSCRIPTEN_CACHE}
    venv = str(Path(PYODIDE).parent.parent)
    progress.run(
        "Making the environment for pyodide-build",
        inside(root, work, [f"python{toolchain.python}", "-m", "venv", venv]),
        env=environment,
        remedy=f"The root needs the package python{toolchain.python}-venv.",
    )
    progress.run(
        f"Installing pyodide-build {toolchain.pyodide_build}",
        inside(
            root,
            work,
            [
                f"{venv}/bin/python",
                "-m",
                "pip",
                "install",
                "--only-binary=:all:",
                f"--constraint={WORK}/constraints.txt",
                f"pyodide-build=={toolchain.pyodide_build}",
            ],
        ),
        env=environment,
        remedy="Check that pip reaches its index, and that constraints.txt pins versions that exist.",
    )
    # The first link also fills Emscripten's cache, which every later build then shares.
    flags = ["-O2", "-fPIC", "-fwasm-exceptions", "-sSIDE_MODULE=1", *toolchain.extra_link_flags]
    progress.run(
        "Trying the compiler",
        inside(root, work, ["emcc", *flags, f"{WORK}/probe.c", "-o", f"{WORK}/probe.so"]),
        env=environment,
        remedy="The suite's emscripten package may be broken at the moment.",
    )
    shutil.rmtree(work)


def _record_versions(part: Path, progress: Progress) -> None:
    script = "dpkg-query -W -f '${Package} ${Version}\\n' >/build/packages.txt && emcc --version >/build/emcc.txt"
    versions = part / "versions"
    versions.mkdir()
    progress.run(
        "Recording the toolchain's versions",
        inside(part / "root", versions, ["sh", "-c", script]),
        env=build_environment(),
        remedy="The root seems incomplete; run the build again.",
    )
    progress.report("Compiler: " + (versions / "emcc.txt").read_text().splitlines()[0])
