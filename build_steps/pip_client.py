"""Files from PyPI, through pip, so that whatever index this machine is set up for is asked."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from build_steps.content import digest_of, folder_in_progress
from build_steps.errors import ProgramFailed, Unreachable
from build_steps.programs import Run, run

if TYPE_CHECKING:
    from pathlib import Path

    from build_steps.config import Config

_BACKENDS = ("setuptools.build_meta", "mesonpy", "hatchling.build", "flit_core.buildapi", "poetry.core.masonry.api")
_BACKEND = """import pathlib


def prepare_metadata_for_build_wheel(directory, config_settings=None):
    folder = pathlib.Path(directory, "{name}-{version}.dist-info")
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    return folder.name


class __legacy__:
    prepare_metadata_for_build_wheel = staticmethod(prepare_metadata_for_build_wheel)
"""


@dataclass(frozen=True)
class Target:
    """The platform that a wheel is for."""

    platform: str
    python: str

    @property
    def options(self) -> list[str]:
        """The options of pip that choose it."""
        tag = "cp" + self.python.replace(".", "")
        return ["--platform", self.platform, "--python-version", self.python, "--implementation", "cp", "--abi", tag]


def pip_download(
    config: Config, requirement: str, *, target: Target | None = None, sdist: bool = False, run: Run = run
) -> Path:
    """Downloads the one file of `requirement` (such as "numpy==2.4.3"), without what it needs, and gives its path.

    With `target` it is the wheel for that platform, or the pure one; with `sdist` its sources. What was downloaded
    once is kept.

    Raises:
        Unreachable: PyPI does not answer or has no such file.
    """
    kind = (
        ["--no-binary", ":all:", "--no-build-isolation", "--ignore-requires-python"]
        if sdist
        else ["--only-binary", ":all:"]
    )
    options = [*kind, *(target.options if target else [])]
    folder = config.cache / "pypi" / digest_of([requirement, options])
    found = _only_file(folder)
    if found is not None:
        return found
    config.report.say(f"Downloading {requirement} from PyPI …")
    shutil.rmtree(folder, ignore_errors=True)
    with folder_in_progress(folder) as working:
        command: list[str | Path] = [
            config.venv_python,
            "-m",
            "pip",
            "download",
            "--no-deps",
            "--quiet",
            "--disable-pip-version-check",
        ]
        tries = ["--retries", "5", "--resume-retries", "5"]
        env = {"PYTHONPATH": str(_stand_ins(config, requirement))} if sdist else {}
        try:
            run([*command, *tries, *options, "--dest", working, requirement], cwd=config.root, env=env)
        except ProgramFailed as error:
            raise Unreachable(f"PyPI has no file for {requirement}, or can't be reached: {error}") from error
    found = _only_file(folder)
    if found is None:
        raise Unreachable(f"pip gave no file for {requirement}.")
    return found


def _stand_ins(config: Config, requirement: str) -> Path:
    """A folder with stand-ins of the build backends.

    `pip download` asks the backend of a source distribution for its metadata, which may want a compiler and always
    runs code of the package. A stand-in gives the two facts that pip checks.
    """
    name, version = requirement.split("==")
    source = _BACKEND.format(name=name.replace("-", "_"), version=version)
    folder = config.cache / "stand-ins" / digest_of(source)
    if not folder.is_dir():
        with folder_in_progress(folder) as working:
            for module in _BACKENDS:
                path = working.joinpath(*module.split(".")).with_suffix(".py")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(source, encoding="utf-8")
                if path.parent != working:
                    (path.parent / "__init__.py").write_text("", encoding="utf-8")
    return folder


def _only_file(folder: Path) -> Path | None:
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return files[0] if len(files) == 1 else None
