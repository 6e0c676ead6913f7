"""Wheels, repacked: what stays, what goes, and that all of it still imports."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_steps.content import sha256_of
from build_steps.errors import ProgramFailed
from build_steps.lock import Lock, LockedPackage, Pypi, write_lock
from build_steps.packs import Pack, coverslip_pack, kept_names, package_packs, write_stored_zip
from build_steps.runtime import snapshot

from .conftest import ROOT
from .wheel_maker import wheel_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from build_steps.config import Config

    from .silent_report import SilentReport


def kept(files: Iterable[str], source: str = "") -> set[str]:
    content = wheel_bytes("small", dict.fromkeys(files, source))
    with zipfile.ZipFile(io.BytesIO(content)) as wheel:
        return set(kept_names(wheel))


INFO = {"small-1.0.dist-info/METADATA", "small-1.0.dist-info/licenses/LICENSE"}


def test_what_a_plugin_can_need_stays() -> None:
    needed = {
        "small/__init__.py",
        "small/fast.cpython-314-wasm32-emscripten.so",
        "small/data/look.png",
        "small/LICENSE.rst",
    }
    assert kept(needed) == needed | INFO


def test_tests_sources_of_compilers_and_stubs_go() -> None:
    gone = {
        "small/tests/test_it.py",
        "small/tests/data/big.npy",
        "small/conftest.py",
        "small/_fast.pyx",
        "small/fast.h",
    }
    gone |= {"small/__init__.pyi", "small/py.typed", "small-1.0.data/scripts/tool"}
    assert kept(gone | {"small/__init__.py"}) == {"small/__init__.py"} | INFO


def test_stubs_stay_where_lazy_loader_reads_them() -> None:
    files = {"small/__init__.py", "small/__init__.pyi"}
    source = "import lazy_loader\n__getattr__, __dir__, _ = lazy_loader.attach_stub(__name__, __file__)\n"
    assert kept(files, source) == files | INFO


def test_a_stored_zip_depends_on_names_and_contents_alone(tmp_path: Path) -> None:
    archives = []
    for moment, order in enumerate((("a.txt", "b/c.txt"), ("b/c.txt", "a.txt"))):
        tree = tmp_path / str(moment)
        for name in order:
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(name)
        write_stored_zip(tree, tmp_path / f"{moment}.zip")
        archives.append((tmp_path / f"{moment}.zip").read_bytes())
    assert archives[0] == archives[1]
    with zipfile.ZipFile(tmp_path / "0.zip") as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


@pytest.fixture
def two_wheels(small: Config) -> Config:
    """A site that carries two small packages, whose wheels are in the cache already."""
    (small.packages / "packages.toml").write_text((ROOT / "wasm_packages" / "packages.toml").read_text())
    packages = []
    for name in ("alpha", "beta"):
        content = wheel_bytes(name, {f"{name}/__init__.py": f"def answer():\n    return '{name}'\n"})
        file_name = f"{name}-1.0-py3-none-any.whl"
        folder = small.cache / "files" / sha256_of(content)
        folder.mkdir(parents=True)
        (folder / file_name).write_bytes(content)
        packages.append(
            LockedPackage(
                name, "1.0", file_name, sha256_of(content), len(content), (), (name,), "pypi", "MIT", (Pypi(),)
            )
        )
    write_lock(Lock("314.0.3", "3.14", tuple(packages)), small.packages / "packages.lock.json")
    return small


def test_an_interrupted_build_goes_on_where_it_was(
    two_wheels: Config, report: SilentReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("build_steps.packs.write_stored_zip", interrupt_at_the_second(write_stored_zip))
    with pytest.raises(KeyboardInterrupt):
        package_packs(two_wheels, workers=1)
    monkeypatch.setattr("build_steps.packs.write_stored_zip", write_stored_zip)
    assert [pack.name for pack in package_packs(two_wheels)] == ["alpha", "beta"]
    assert [line for line in report.lines if line.startswith("Packing")] == [
        "Packing alpha 1.0 …",
        "Packing beta 1.0 …",
        "Packing beta 1.0 …",
    ]


def interrupt_at_the_second(function: Callable[..., None]) -> Callable[..., None]:
    """`function`, which is interrupted when it is called again."""
    calls: list[object] = []

    def counted(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        function(*arguments)

    return counted


def test_bytecode_names_the_place_where_it_will_be_installed(two_wheels: Config) -> None:
    alpha = package_packs(two_wheels)[0]
    with zipfile.ZipFile(alpha.archive) as archive:
        assert "alpha/__init__.py" not in archive.namelist()
        bytecode = archive.read("alpha/__init__.pyc")
    assert bytecode[4:8] == b"\x01\0\0\0", "its flags say: known by hash, never checked"
    assert b"/lib/python3.14/site-packages/alpha/__init__.py" in bytecode
    assert str(two_wheels.root).encode() not in bytecode
    assert str(two_wheels.cache).encode() not in bytecode


def test_a_source_that_does_not_compile_stops_the_build_and_is_named(small: Config) -> None:
    (small.packages / "coverslip").mkdir()
    (small.packages / "coverslip" / "broken.py").write_text("def (:\n")
    with pytest.raises(ProgramFailed, match=r"broken\.py"):
        coverslip_pack(small)


@pytest.fixture(scope="session")
def packs(config: Config) -> list[Pack]:
    """The packages of the site."""
    return package_packs(config)


def test_every_package_of_the_site_imports_from_its_pack(config: Config, packs: list[Pack], tmp_path: Path) -> None:
    job = {
        "pyodide": str(config.pyodide),
        "snapshot": str(snapshot(config)),
        "packages": {
            pack.name: {"archive": str(pack.archive), "depends": pack.depends, "imports": pack.imports}
            for pack in packs
        },
    }
    (tmp_path / "job.json").write_text(json.dumps(job))
    done = subprocess.run(
        ["node", Path(__file__).with_name("import_packs.mjs"), tmp_path / "job.json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {pack.name: "ok" for pack in packs}
