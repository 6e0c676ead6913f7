"""The cross-build environment is made from Pyodide's own facts."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from build_steps.wheels import BuildError, Toolchain
from build_steps.wheels.cross_environment import assemble_cross_environment, read_release
from build_steps.wheels.pyconfig_header import pyconfig_header
from build_steps.wheels.sysconfig_data import read_sysconfig_data

if TYPE_CHECKING:
    from pathlib import Path

SIZES = {
    "SIZEOF_LONG": 4,
    "SIZEOF_SIZE_T": 4,
    "SIZEOF_VOID_P": 4,
    "SIZEOF_TIME_T": 8,
    "SIZEOF_WCHAR_T": 4,
    "SIZEOF_LONG_DOUBLE": 16,
    "ALIGNOF_LONG": 4,
}
NATIVE_SIZES = "".join(f"#define {name} 8\n" for name in SIZES)


def test_the_header_has_native_names_and_the_target_s_values() -> None:
    native = (
        f"#ifndef Py_PYCONFIG_H\n#define Py_PYCONFIG_H\n{NATIVE_SIZES}#define HAVE_FORK 1\n/* #undef WITH_WASM */\n"
    )
    header = pyconfig_header(native, SIZES | {"HAVE_FORK": 0, "WITH_WASM": 1})
    assert "#define SIZEOF_LONG 4\n" in header
    assert "#define SIZEOF_TIME_T 8\n" in header
    assert "/* #undef HAVE_FORK */\n" in header
    assert "#define WITH_WASM 1\n" in header
    assert "#ifndef Py_PYCONFIG_H\n#define Py_PYCONFIG_H\n" in header


def test_a_native_header_that_lacks_a_size_is_refused() -> None:
    with pytest.raises(BuildError, match="defines no SIZEOF_VOID_P"):
        pyconfig_header(NATIVE_SIZES.replace("SIZEOF_VOID_P", "SIZEOF_OTHER"), SIZES)


def test_sysconfigdata_of_pyodide_is_read_without_running_it(pyodide_dir: Path) -> None:
    data = read_sysconfig_data(pyodide_dir)
    assert data.python_version.startswith("3.14.")
    assert data.values["SIZEOF_VOID_P"] == 4
    assert data.values["MULTIARCH"] == "wasm32-emscripten"
    assert data.compiler_flags == ["-O2", "-g0", "-fPIC", "-fwasm-exceptions", "-sSUPPORT_LONGJMP=wasm"]


def test_the_environment_has_the_layout_that_pyodide_build_reads(
    tmp_path: Path, pyodide_dir: Path, wheel_files: dict[str, Path]
) -> None:
    root = tmp_path / "root"
    headers = root / "usr" / "include"
    (headers / "python3.14").mkdir(parents=True)
    (headers / "python3.14" / "Python.h").write_text("/* Python */\n")
    (headers / "x86_64-linux-gnu" / "python3.14").mkdir(parents=True)
    (headers / "x86_64-linux-gnu" / "python3.14" / "pyconfig.h").write_text(NATIVE_SIZES)
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("Cython==3.3.1\n")
    target = tmp_path / "cross"
    target.mkdir()
    assemble_cross_environment(
        target,
        pyodide=pyodide_dir,
        numpy_wheel=wheel_files["numpy"],
        root=root,
        constraints=constraints,
        toolchain=Toolchain(),
    )
    version = read_release(pyodide_dir).version
    assert (target / "xbuildenv").resolve() == (target / version).resolve()
    xbuildenv = target / "xbuildenv" / "xbuildenv"
    assert (xbuildenv / "requirements.txt").read_text() == f"numpy=={wheel_files['numpy'].name.split('-')[1]}\n"
    assert list(xbuildenv.glob("site-packages-extras/numpy/_core/include/numpy/arrayobject.h"))
    assert list(xbuildenv.glob("site-packages-extras/numpy/_core/lib/libnpymath.a"))
    pyodide_root = xbuildenv / "pyodide-root"
    (header,) = pyodide_root.glob("cpython/installs/python-3.14.*/include/python3.14/pyconfig.h")
    assert "#define SIZEOF_VOID_P 4\n" in header.read_text()
    assert (pyodide_root / "tools" / "constraints.txt").read_text() == "Cython==3.3.1\n"
    makefile = (pyodide_root / "Makefile.envs").read_text()
    assert f"export PYODIDE_VERSION = {version}\n" in makefile
    assert "export PYODIDE_ABI_VERSION = 2026_0\n" in makefile


def test_a_folder_that_is_no_pyodide_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="npm ci"):
        read_release(tmp_path)
    with zipfile.ZipFile(tmp_path / "python_stdlib.zip", "w") as archive:
        archive.writestr("os.py", "")
    with pytest.raises(BuildError, match="holds no _sysconfigdata"):
        read_sysconfig_data(tmp_path)
