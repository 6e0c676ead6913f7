"""Wheels from the first source that has them; the hash in the lock decides."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_steps.content import sha256_of
from build_steps.errors import StepError
from build_steps.lock import Cdn, Lock, LockedPackage, Member, Pypi, Recipe, Source
from build_steps.pip_client import Target
from build_steps.sources import Sources
from build_steps.static_server import serving
from build_steps.wheels import BuildError

from .cutting_server import CuttingServer
from .wheel_maker import wheel_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from build_steps.config import Config

    from .silent_report import SilentReport

WHEEL = wheel_bytes("small", {"small/__init__.py": "ANSWER = 42\n"})
NOBODY = "http://127.0.0.1:1/{version}/"
"""Port 1 of this machine, where nobody listens."""


class FakePip:
    """Stands in for pip: puts `files` (by requirement) where they were to be downloaded."""

    def __init__(self, files: Mapping[str, tuple[str, bytes]]) -> None:
        self.files = files
        self.asked: list[str] = []

    def __call__(
        self, argv: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> str:
        del cwd, env
        requirement = str(argv[-1])
        self.asked.append(requirement)
        name, content = self.files[requirement]
        (Path(argv[argv.index("--dest") + 1]) / name).write_bytes(content)
        return ""


def locked(
    *sources: Source, sha256: str | None = sha256_of(WHEEL), fallback: LockedPackage | None = None
) -> LockedPackage:
    return LockedPackage(
        name="small",
        version="1.0",
        file_name="small-1.0-py3-none-any.whl",
        sha256=sha256,
        size=None if sha256 is None else len(WHEEL),
        depends=(),
        imports=("small",),
        origin="pyodide",
        licence="MIT",
        sources=sources,
        fallback=fallback,
    )


def sources(
    config: Config, *, cdn: str = NOBODY, pip: FakePip | None = None, packages: tuple[LockedPackage, ...] = ()
) -> Sources:
    lock = Lock("314.0.3", "3.14", packages)
    return Sources(config, lock, Target("pyemscripten_2026_0_wasm32", "3.14"), cdn=cdn, run=pip or FakePip({}))


def carrier(content: bytes, path: Path) -> tuple[str, bytes]:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder/small.whl", content)
    return ("carrier-2-py3-none-any.whl", path.read_bytes())


def test_the_first_source_that_answers_is_taken_and_kept(small: Config) -> None:
    with serving(CuttingServer(WHEEL)) as server:
        place = sources(small, cdn=server.url + "{version}/")
        first = place.wheel(locked(Cdn(), Pypi()))
        second = place.wheel(locked(Cdn(), Pypi()))
    assert first.path.read_bytes() == WHEEL
    assert second.path == first.path
    assert len(server.asked) == 1


def test_a_host_that_is_down_is_asked_once_in_a_run(small: Config, report: SilentReport, tmp_path: Path) -> None:
    other = wheel_bytes("other", {})
    pip = FakePip({"carrier==2": carrier(WHEEL, tmp_path / "c.zip"), "small==1.0": ("other.whl", other)})
    place = sources(small, pip=pip)
    member = Member("carrier", "2", "folder/small.whl")
    assert place.wheel(locked(Cdn(), member)).path.read_bytes() == WHEEL
    assert place.wheel(locked(Cdn(), Pypi(), sha256=sha256_of(other))).path.read_bytes() == other
    assert sum("can't be reached" in line for line in report.lines) == 1


def test_a_wrong_hash_is_refused_and_named_and_the_next_source_asked(
    small: Config, report: SilentReport, tmp_path: Path
) -> None:
    pip = FakePip({"carrier==2": carrier(b"forged", tmp_path / "c.zip"), "small==1.0": ("small-1.0.whl", WHEEL)})
    found = sources(small, pip=pip).wheel(locked(Member("carrier", "2", "folder/small.whl"), Pypi()))
    assert found.path.read_bytes() == WHEEL
    assert any("folder/small.whl" in line and sha256_of(b"forged") in line for line in report.lines)


def test_a_wheel_that_changed_on_disk_is_fetched_again(small: Config) -> None:
    with serving(CuttingServer(WHEEL)) as server:
        place = sources(small, cdn=server.url + "{version}/")
        place.wheel(locked(Cdn())).path.write_bytes(b"changed")
        assert place.wheel(locked(Cdn())).path.read_bytes() == WHEEL


def test_where_it_cannot_be_built_the_older_wheel_is_taken_and_said(small: Config, report: SilentReport) -> None:
    numpy = wheel_bytes("numpy", {})
    base = LockedPackage(
        "numpy", "1.0", "numpy.whl", sha256_of(numpy), len(numpy), (), ("numpy",), "pyodide", "BSD", (Pypi(),)
    )

    def build(*_: object, **__: object) -> Path:
        raise BuildError("this machine has no compiler")

    with serving(CuttingServer(WHEEL)) as server:
        pip = FakePip({"numpy==1.0": ("numpy.whl", numpy)})
        place = sources(small, cdn=server.url + "{version}/", pip=pip, packages=(base,))
        place.build = build
        older = replace(locked(Cdn()), version="0.9")
        found = place.wheel(locked(Recipe("small", "ef" * 32), sha256=None, fallback=older))
    assert found.locked is older
    assert "this machine has no compiler" in report.lines
    assert any("!!!" in line and "Taking small 0.9 instead of 1.0." in line for line in report.lines)


def test_where_no_older_wheel_may_be_taken_a_failed_build_is_an_error(small: Config) -> None:
    def build(*_: object, **__: object) -> Path:
        raise BuildError("this machine has no compiler")

    numpy = wheel_bytes("numpy", {})
    base = LockedPackage(
        "numpy", "1.0", "numpy.whl", sha256_of(numpy), len(numpy), (), ("numpy",), "pyodide", "BSD", (Pypi(),)
    )
    place = sources(
        replace(small, older_wheels=False), pip=FakePip({"numpy==1.0": ("numpy.whl", numpy)}), packages=(base,)
    )
    place.build = build
    older = replace(locked(Cdn()), version="0.9")
    with pytest.raises(StepError, match="this machine has no compiler") as caught:
        place.wheel(locked(Recipe("small", "ef" * 32), sha256=None, fallback=older))
    assert "COVERSLIP_OLDER_WHEELS=1" in str(caught.value)


def test_where_no_source_has_it_all_answers_are_told(small: Config, tmp_path: Path) -> None:
    pip = FakePip({"carrier==2": carrier(WHEEL, tmp_path / "c.zip")})
    with pytest.raises(StepError, match=r"small-1\.0-py3-none-any\.whl could not be had") as caught:
        sources(small, pip=pip).wheel(locked(Cdn(), Member("carrier", "2", "folder/none.whl")))
    assert "can't be reached" in str(caught.value)
    assert "has no member folder/none.whl" in str(caught.value)
