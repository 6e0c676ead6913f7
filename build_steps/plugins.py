"""The plugins that ship with the site, described as the page would describe them."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from build_steps.content import digest_of, kept, sha256_of_file
from build_steps.environment import node_program
from build_steps.programs import Run, run
from build_steps.runtime import runtime_digest, snapshot

if TYPE_CHECKING:
    from build_steps.config import Config
    from build_steps.packs import Pack


@dataclass(frozen=True)
class Plugin:
    """A shipped plugin; `header` and `ops` are as in pwa/src/contracts/plugin.ts."""

    path: Path
    header: dict[str, object]
    ops: list[object]


def shipped_plugins(config: Config, packs: list[Pack], coverslip: Pack, *, run: Run = run) -> list[Plugin]:
    """The plugins of the folder py_plugins, by name."""
    files = sorted((config.root / "py_plugins").glob("*.py"))
    if not files:
        return []
    here = Path(__file__)
    programs = [
        here.with_name("describe_plugins.mjs"),
        here.with_name("describe_plugin.py"),
        *(config.root / "pwa" / "src" / "plugins" / name for name in ("header.ts", "requirements.ts")),
    ]
    key = digest_of(
        [
            [(path.name, sha256_of_file(path)) for path in [*files, *programs]],
            [(pack.name, pack.depends, sha256_of_file(pack.archive)) for pack in [*packs, coverslip]],
            runtime_digest(config),
        ]
    )

    def describe(working: Path) -> None:
        config.report.say("Describing the plugins …")
        job = {
            "pyodide": str(config.pyodide),
            "snapshot": str(snapshot(config)),
            "coverslip": str(coverslip.archive),
            "packages": {pack.name: {"archive": str(pack.archive), "depends": pack.depends} for pack in packs},
            "plugins": [str(path) for path in files],
        }
        with tempfile.TemporaryDirectory() as scratch:
            job_file = Path(scratch) / "job.json"
            job_file.write_text(json.dumps(job), encoding="utf-8")
            out = working / "plugins.json"
            run([node_program(config), programs[0], config.root, job_file, out], cwd=config.root)

    folder = kept(config.cache, "plugins", key, describe)
    described = json.loads((folder / "plugins.json").read_text(encoding="utf-8"))
    return [Plugin(path, entry["header"], entry["ops"]) for path, entry in zip(files, described, strict=True)]
