"""The page's and the service worker's code, bundled by esbuild."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from build_steps.content import digest_of, digest_of_tree, kept, sha256_of_file
from build_steps.environment import node_program
from build_steps.errors import StepError
from build_steps.programs import Run, run

if TYPE_CHECKING:
    from build_steps.config import Config

_SOURCES = (".ts", ".css", ".html", ".svg", ".txt", ".json", ".png", ".woff2")


@dataclass(frozen=True)
class Entry:
    """What stands for one name in index.html; paths are relative to the site."""

    file: str
    css: str | None
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Bundle:
    """The output of the bundler."""

    folder: Path
    entries: dict[str, Entry]

    @property
    def frame_scripts(self) -> list[str]:
        """The inline scripts of the sandbox's frames."""
        return [path.read_text(encoding="utf-8") for path in sorted((self.folder / "frames").iterdir())]

    @property
    def service_worker(self) -> str:
        """The service worker, which expects a constant `__SITE__`."""
        return (self.folder / "sw.js").read_text(encoding="utf-8")

    def app_files(self) -> list[Path]:
        """The files of the folder `app`."""
        return sorted(path for path in (self.folder / "app").rglob("*") if path.is_file())


def bundle(config: Config, *, run: Run = run) -> Bundle:
    """Bundles what pwa/index.html names and service_worker/main.ts; nothing is done when no source changed.

    Raises:
        StepError: a sandbox frame's script would end the element that holds it.
    """
    sources = [
        path
        for folder in (config.root / "pwa", config.root / "service_worker")
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in _SOURCES
    ]
    program = Path(__file__).with_suffix(".mjs")
    key = digest_of(
        [
            digest_of_tree(config.root, sources),
            sha256_of_file(config.root / "package-lock.json"),
            sha256_of_file(program),
            sha256_of_file(config.root / "tsconfig.json"),
        ]
    )

    def make(working: Path) -> None:
        config.report.say("Bundling the page …")
        # Node looks for packages upwards from the program, so it runs from a folder beside node_modules.
        run([node_program(config), program, config.root, working], cwd=config.root)

    folder = kept(config.cache, "bundle", key, make)
    about = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    entries = {
        name: Entry(file=entry["file"], css=entry["css"], needs=tuple(entry["needs"]))
        for name, entry in about["entries"].items()
    }
    made = Bundle(folder, entries)
    if any("</script" in script.lower() for script in made.frame_scripts):
        raise StepError("A sandbox frame's script holds </script>, which would end it; write it as <\\/script>.")
    return made
