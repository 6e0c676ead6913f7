"""Making packages.lock.json: what the wanted packages need, by the metadata of the wheels themselves.

Runs in the development environment (`python -m build_steps.relock ROOT CACHE`), which has `packaging`.
"""

from __future__ import annotations

import email.parser
import json
import sys
import tarfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from build_steps.config import Config, default_cache
from build_steps.content import sha256_of, sha256_of_file
from build_steps.errors import StepError, Unreachable
from build_steps.lock import Cdn, Lock, LockedPackage, Member, Pypi, Recipe, Source, write_lock
from build_steps.pip_client import Target, pip_download
from build_steps.wanted import Wanted, read_wanted
from build_steps.wheels import read_recipe

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

    from build_steps.lock import Origin

_WASM_ENVIRONMENT = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "platform_system": "Emscripten",
    "sys_platform": "emscripten",
}


@dataclass
class _Resolver:
    config: Config
    wanted: Wanted
    official: Mapping[str, Any]
    """The packages of pyodide-lock.json by normalised name."""
    chosen: dict[str, LockedPackage] = field(default_factory=dict)

    @property
    def target(self) -> Target:
        return Target(self.wanted.platform, self.wanted.python)

    def lock(self) -> Lock:
        pending = [Requirement(name) for name in self.wanted.packages]
        while pending:
            requirement = pending.pop(0)
            name = canonicalize_name(requirement.name)
            if name not in self.chosen:
                package, needs = self._choose(name, requirement)
                self.chosen[name] = package
                pending += needs
                self.config.report.say(f"{package.name} {package.version} ({package.origin})")
            version = self.chosen[name].version
            if not requirement.specifier.contains(version, prereleases=True):
                raise StepError(
                    f"{requirement} is needed, but {version} was chosen; set another version in the recipe."
                )
        packages = tuple(self.chosen[name] for name in sorted(self.chosen))
        return Lock(self.wanted.pyodide, self.wanted.python, packages)

    def _choose(self, name: str, requirement: Requirement) -> tuple[LockedPackage, list[Requirement]]:
        if name in self.wanted.recipes:
            return self._from_recipe(name)
        entry = self.official.get(name)
        if entry is not None and requirement.specifier.contains(entry["version"], prereleases=True):
            found = self._official(name, entry)
            if found is not None:
                return found
        path = pip_download(self.config, f"{name}{requirement.specifier}", target=self.target)
        return self._locked(name, path, "pypi", (Pypi(),))

    def _official(self, name: str, entry: dict[str, Any]) -> tuple[LockedPackage, list[Requirement]] | None:
        """The wheel of Pyodide's distribution, if a source that answers here has exactly that file."""
        sources: list[Source] = [Cdn()]
        path = None
        for carrier in self.wanted.carriers:
            wheel = pip_download(self.config, f"{carrier.package}=={carrier.version}")
            member = carrier.folder + entry["file_name"]
            data = _member(wheel, member)
            if data is not None and sha256_of(data) == entry["sha256"]:
                sources.append(Member(carrier.package, carrier.version, member))
                path = self.config.cache / "files" / entry["sha256"] / entry["file_name"]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        try:
            own = pip_download(self.config, f"{name}=={entry['version']}", target=self.target)
        except Unreachable:
            own = None
        if own is not None and sha256_of_file(own) == entry["sha256"]:
            sources.append(Pypi())
            path = own
        return None if path is None else self._locked(name, path, "pyodide", tuple(sources))

    def _locked(
        self, name: str, path: Path, origin: Origin, sources: tuple[Source, ...]
    ) -> tuple[LockedPackage, list[Requirement]]:
        with zipfile.ZipFile(path) as wheel:
            names = wheel.namelist()
            info = next(entry for entry in names if entry.endswith(".dist-info/METADATA"))
            about = email.parser.Parser().parsestr(wheel.read(info).decode())
        needs = self._needs(about)
        package = LockedPackage(
            name=name,
            version=str(parse_wheel_filename(path.name)[1]),
            file_name=path.name,
            sha256=sha256_of_file(path),
            size=path.stat().st_size,
            depends=_names(needs),
            imports=_top_level(names),
            origin=origin,
            licence=_licence(about),
            sources=sources,
        )
        return package, needs

    def _from_recipe(self, name: str) -> tuple[LockedPackage, list[Requirement]]:
        recipe = read_recipe(self.config.packages / "recipes" / name)
        sdist = pip_download(self.config, f"{name}=={recipe.version}", sdist=True)
        if sha256_of_file(sdist) != recipe.sha256:
            raise StepError(f"{sdist.name} is not the file that the recipe of {name} pins; correct its sha256.")
        with tarfile.open(sdist) as archive:
            top = sdist.name.removesuffix(".tar.gz")
            member = archive.extractfile(f"{top}/PKG-INFO")
            if member is None:
                raise StepError(f"{sdist.name} holds no PKG-INFO.")
            about = email.parser.Parser().parsestr(member.read().decode())
        needs = self._needs(about)
        entry = self.official[name]
        older = LockedPackage(
            name=name,
            version=entry["version"],
            file_name=entry["file_name"],
            sha256=entry["sha256"],
            size=None,
            depends=tuple(sorted(canonicalize_name(need) for need in entry["depends"])),
            imports=tuple(sorted(entry["imports"])),
            origin="pyodide",
            licence=_licence(about),
            sources=(Cdn(),),
        )
        tag = "cp" + self.wanted.python.replace(".", "")
        package = LockedPackage(
            name=name,
            version=recipe.version,
            file_name=f"{recipe.distribution}-{recipe.version}-{tag}-{tag}-{self.wanted.platform}.whl",
            sha256=None,
            size=None,
            depends=_names(needs),
            imports=tuple(sorted(entry["imports"])),
            origin="built",
            licence=_licence(about),
            sources=(Recipe(name, recipe.sha256),),
            fallback=older,
        )
        older_needs = [Requirement(need) for need in older.depends]
        return package, [*needs, *older_needs]

    def _needs(self, about: Message) -> list[Requirement]:
        """The requirements that hold in the browser, extras left out."""
        environment: dict[str, str] = {
            **{name: str(value) for name, value in default_environment().items()},
            **_WASM_ENVIRONMENT,
            "python_version": self.wanted.python,
            "python_full_version": f"{self.wanted.python}.0",
            "implementation_version": f"{self.wanted.python}.0",
            "extra": "",
        }
        every = [Requirement(line) for line in about.get_all("Requires-Dist") or ()]
        return [need for need in every if need.marker is None or need.marker.evaluate(environment)]


def _names(needs: list[Requirement]) -> tuple[str, ...]:
    return tuple(sorted({canonicalize_name(need.name) for need in needs}))


def _member(wheel: Path, name: str) -> bytes | None:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name) if name in archive.namelist() else None


def _top_level(names: list[str]) -> tuple[str, ...]:
    """The importable modules at the top of a wheel, private ones left out."""
    found = set()
    for name in names:
        top, _, rest = name.partition("/")
        if rest.endswith((".py", ".so")) and top.isidentifier():
            found.add(top)
        elif not rest and top.endswith((".py", ".so")):
            found.add(top.split(".")[0])
    return tuple(sorted(name for name in found if not name.startswith("_")))


def _licence(about: Message) -> str:
    """The licence's name: its SPDX expression, or what older metadata say in one line."""
    expression = about.get("License-Expression")
    if expression:
        return str(expression)
    for classifier in about.get_all("Classifier") or ():
        if classifier.startswith("License :: OSI Approved :: "):
            return str(classifier.rsplit(" :: ", 1)[1])
    text = str(about.get("License") or "").strip()
    return text.splitlines()[0][:80] if text else "not named in its metadata"


def relock(config: Config) -> Path:
    """Resolves packages.toml and writes packages.lock.json.

    Raises:
        StepError: npm `pyodide` has another version, or what is wanted can't be had together.
    """
    wanted = read_wanted(config.packages / "packages.toml")
    text = (config.pyodide / "pyodide-lock.json").read_text(encoding="utf-8")
    version = json.loads((config.pyodide / "package.json").read_text(encoding="utf-8"))["version"]
    if version != wanted.pyodide:
        raise StepError(f"packages.toml wants pyodide {wanted.pyodide}, but {version} is installed; make them equal.")
    official = {str(canonicalize_name(name)): entry for name, entry in json.loads(text)["packages"].items()}
    path = config.packages / "packages.lock.json"
    write_lock(_Resolver(config, wanted, official).lock(), path)
    return path


if __name__ == "__main__":
    try:
        relock(Config(root=Path(sys.argv[1]), out=Path(sys.argv[1]) / "dist", cache=default_cache()))
    except StepError as problem:
        sys.exit(str(problem))
