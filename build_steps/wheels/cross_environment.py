"""The cross-build environment, in the layout that ``pyodide xbuildenv install`` unpacks.

On an open network that command downloads it from Pyodide's release archive. Its parts are in the
package registries too: headers in Debian's python3.14-dev, everything that depends on the target in
npm's ``pyodide`` and in the official numpy wheel.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .debian_root import EMSCRIPTEN
from .errors import BuildError
from .pyconfig_header import pyconfig_header
from .sysconfig_data import MODULE, SysconfigData, read_sysconfig_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .toolchain import Toolchain

# What Pyodide 314 compiled CPython with. Other flags mean another ABI, which nobody has looked at yet.
_KNOWN_FLAGS = ["-O2", "-g0", "-fPIC", "-fwasm-exceptions", "-sSUPPORT_LONGJMP=wasm"]
_NUMPY_FOLDERS = ("numpy/_core/include/", "numpy/_core/lib/", "numpy/random/lib/")


@dataclass(frozen=True)
class PyodideRelease:
    """What npm's ``pyodide`` says about itself."""

    version: str
    abi: str
    emscripten: str


def read_release(pyodide: Path) -> PyodideRelease:
    """Read the release's versions out of the unpacked npm package ``pyodide``."""
    try:
        version = json.loads((pyodide / "package.json").read_text())["version"]
        info = json.loads((pyodide / "pyodide-lock.json").read_text())["info"]
    except (FileNotFoundError, KeyError) as error:
        raise BuildError(f"{pyodide} is not npm's pyodide package, unpacked ({error}): run `npm ci`") from error
    emscripten = str(info["platform"]).removeprefix("emscripten_").replace("_", ".")
    return PyodideRelease(str(version), str(info["abi_version"]), emscripten)


def assemble_cross_environment(
    target: Path, *, pyodide: Path, numpy_wheel: Path, root: Path, constraints: Path, toolchain: Toolchain
) -> None:
    """Write the environment to ``target``, an empty folder that builds see as PYODIDE_XBUILDENV_PATH.

    Args:
        target: the folder, moved as a whole without harm (its links are relative).
        pyodide: npm's ``pyodide``, unpacked.
        numpy_wheel: the official numpy wheel for that Pyodide.
        root: the Debian root that has the CPython headers.
        constraints: the pins that isolated build environments are installed with.
        toolchain: what else decides about flags.

    Raises:
        BuildError: when a part doesn't look as expected.
    """
    release = read_release(pyodide)
    sysconfig = read_sysconfig_data(pyodide)
    if sysconfig.compiler_flags != _KNOWN_FLAGS:
        raise BuildError(
            f"Pyodide {release.version} was compiled with {' '.join(sysconfig.compiler_flags)}, not with "
            f"{' '.join(_KNOWN_FLAGS)}: check what the new flags mean for wheels, then change _KNOWN_FLAGS"
        )
    version = target / release.version
    pyodide_root = version / "xbuildenv" / "pyodide-root"
    pyodide_root.mkdir(parents=True)
    _write_python(pyodide_root, root=root, sysconfig=sysconfig, python=toolchain.python)
    _write_numpy(version / "xbuildenv", numpy_wheel)
    (pyodide_root / "tools").mkdir()
    shutil.copyfile(constraints, pyodide_root / "tools" / "constraints.txt")
    variables = _variables(release, sysconfig, toolchain)
    exports = "".join(f"export {name} = {value}\n" for name, value in variables.items())
    (pyodide_root / "Makefile.envs").write_text(exports + "\n.output_vars:\n\t@env\n")

    compiler = version / "emsdk" / "upstream" / "emscripten"
    compiler.parent.mkdir(parents=True)
    compiler.symlink_to(EMSCRIPTEN)
    (version / ".build-python-version").write_text(toolchain.python)
    (version / ".installed").touch()
    (target / "xbuildenv").symlink_to(release.version)


def _write_python(pyodide_root: Path, *, root: Path, sysconfig: SysconfigData, python: str) -> None:
    install = pyodide_root / "cpython" / "installs" / f"python-{sysconfig.python_version}"
    (install / "sysconfigdata").mkdir(parents=True)
    (install / "sysconfigdata" / f"{MODULE}.py").write_text(sysconfig.text)
    (install / "lib").mkdir()
    headers = install / "include" / f"python{python}"
    shutil.copytree(root / "usr" / "include" / f"python{python}", headers)
    native = list((root / "usr" / "include").glob(f"*-linux-gnu*/python{python}/pyconfig.h"))
    if len(native) != 1:
        raise BuildError(f"Expected one pyconfig.h of Python {python} in the Debian root, found {len(native)}")
    (headers / "pyconfig.h").write_text(pyconfig_header(native[0].read_text(), sysconfig.values))


def _write_numpy(xbuildenv: Path, wheel: Path) -> None:
    name, version = wheel.name.split("-")[:2]
    if name != "numpy":
        raise BuildError(f"{wheel.name} is not a numpy wheel")
    with zipfile.ZipFile(wheel) as archive:
        members = [
            member
            for member in archive.namelist()
            if member.startswith(_NUMPY_FOLDERS) or (member.startswith("numpy/") and member.endswith(".pxd"))
        ]
        if not any(member.endswith("libnpymath.a") for member in members):
            raise BuildError(f"{wheel.name} holds no libnpymath.a: it isn't the official wheel for Pyodide")
        archive.extractall(xbuildenv / "site-packages-extras", members)
    (xbuildenv / "requirements.txt").write_text(f"numpy=={version}\n")


def _variables(release: PyodideRelease, sysconfig: SysconfigData, toolchain: Toolchain) -> Mapping[str, str]:
    major, minor, micro = sysconfig.python_version.split(".")
    flags = " ".join(sysconfig.compiler_flags)
    link = ["-O2", "-g0", "-sWASM_BIGINT", "-fwasm-exceptions", "-sSUPPORT_LONGJMP=wasm", *toolchain.extra_link_flags]
    return {
        "PYVERSION": sysconfig.python_version,
        "PYMAJOR": major,
        "PYMINOR": minor,
        "PYMICRO": micro,
        "PYODIDE_VERSION": release.version,
        "PYODIDE_ABI_VERSION": release.abi,
        "PYODIDE_EMSCRIPTEN_VERSION": release.emscripten,
        "PLATFORM_TRIPLET": str(sysconfig.values["MULTIARCH"]),
        "SYSCONFIG_NAME": MODULE,
        "CPYTHONINSTALL": "$(PYODIDE_ROOT)/cpython/installs/python-$(PYVERSION)",
        "TARGETINSTALLDIR": "$(CPYTHONINSTALL)",
        "SYSCONFIGDATA_DIR": "$(CPYTHONINSTALL)/sysconfigdata/",
        "PYTHONINCLUDE": "$(CPYTHONINSTALL)/include/python$(PYMAJOR).$(PYMINOR)",
        "PIP_CONSTRAINT": "$(PYODIDE_ROOT)/tools/constraints.txt",
        "CFLAGS_BASE": flags,
        "CXXFLAGS_BASE": "",
        "LDFLAGS_BASE": " ".join(link),
    }
