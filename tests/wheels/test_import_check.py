"""The import check, on the built wheels and on modules made for the purpose."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from build_steps.wheels import BuildError, check_imports
from build_steps.wheels.import_check import require_resolved
from build_steps.wheels.wasm_module import WasmError, read_wasm_module

if TYPE_CHECKING:
    from pathlib import Path

# How many extension modules each wheel has at its recipe's version.
MODULES = {"scikit-image": 54, "pywavelets": 4}


@pytest.mark.parametrize("name", MODULES)
def test_pyodide_has_everything_that_a_built_wheel_imports(
    name: str, wheel_files: dict[str, Path], pyodide_dir: Path
) -> None:
    report = check_imports(wheel_files[name], pyodide=pyodide_dir)
    assert report.missing == {}
    assert report.modules == MODULES[name]
    assert report.imports > report.modules * 10


def number(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + number(rest) if rest else bytes([low])


def text(value: str) -> bytes:
    return number(len(value.encode())) + value.encode()


def section(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + number(len(content)) + content


def wasm(imports: list[bytes], exports: list[str], *, custom: str | None = None) -> bytes:
    parts = [b"\0asm\x01\0\0\0"]
    if custom is not None:
        parts.append(section(0, text(custom)))
    parts.append(section(2, number(len(imports)) + b"".join(imports)))
    parts.append(section(7, number(len(exports)) + b"".join(text(name) + b"\0\0" for name in exports)))
    return b"".join(parts)


def function(name: str) -> bytes:
    return text("env") + text(name) + b"\0\0"


@pytest.fixture
def small_pyodide(tmp_path: Path) -> Path:
    (tmp_path / "pyodide.asm.wasm").write_bytes(wasm([function("from_javascript")], ["PyErr_Occurred"]))
    return tmp_path


def wheel_of(folder: Path, modules: dict[str, bytes]) -> Path:
    path = folder / "made-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in modules.items():
            archive.writestr(name, content)
    return path


def test_names_the_module_and_the_symbol_that_nothing_provides(small_pyodide: Path) -> None:
    known = [function(name) for name in ("PyErr_Occurred", "from_javascript", "own", "__memory_base")]
    module = wasm([*known, function("pthread_kill")], ["own"], custom="dylink.0")
    wheel = wheel_of(small_pyodide, {"made/_core.so": module, "made/__init__.py": b""})
    report = check_imports(wheel, pyodide=small_pyodide)
    assert (report.modules, report.imports) == (1, 5)
    assert report.missing == {"made/_core.so": ("pthread_kill",)}
    with pytest.raises(BuildError, match=r"made/_core\.so: pthread_kill"):
        require_resolved(wheel, pyodide=small_pyodide)


def test_refuses_a_wheel_without_modules(small_pyodide: Path) -> None:
    wheel = wheel_of(small_pyodide, {"made/__init__.py": b""})
    with pytest.raises(BuildError, match="no extension module"):
        require_resolved(wheel, pyodide=small_pyodide)


def test_refuses_a_module_that_was_not_linked_as_a_side_module(small_pyodide: Path) -> None:
    wheel = wheel_of(small_pyodide, {"made/_core.so": wasm([], [])})
    with pytest.raises(BuildError, match=r"made/_core\.so .*dylink\.0"):
        check_imports(wheel, pyodide=small_pyodide)


def test_refuses_a_native_module(small_pyodide: Path) -> None:
    wheel = wheel_of(small_pyodide, {"made/_core.so": b"\x7fELF" + bytes(60)})
    with pytest.raises(BuildError, match=r"made/_core\.so .*not a WebAssembly module"):
        check_imports(wheel, pyodide=small_pyodide)


def test_reads_imports_of_every_kind() -> None:
    kinds = {
        "a_function": b"\x00" + number(300),
        "a_table": b"\x01\x70\x01" + number(1) + number(1000),
        "a_memory": b"\x02\x00" + number(70000),
        "a_global": b"\x03\x7f\x01",
        "a_tag": b"\x04\x00" + number(9),
    }
    module = read_wasm_module(wasm([text("env") + text(name) + kind for name, kind in kinds.items()], ["b"]))
    assert module.imports == {("env", name) for name in kinds}
    assert module.exports == {"b"}


@pytest.mark.parametrize("cut", [9, 12, 20])
def test_a_module_that_ends_early_is_an_error(cut: int) -> None:
    with pytest.raises(WasmError, match="ends in the middle"):
        read_wasm_module(wasm([function("PyErr_Occurred")], [])[:cut])
