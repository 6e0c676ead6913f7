"""The import rules of both languages: they hold, and they would notice."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from build_steps.checks import Check, import_check_of_python, import_check_of_scripts
from build_steps.errors import ProgramFailed
from build_steps.programs import run

from .conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from build_steps.config import Config


def run_check(check: Check, folder: Path) -> None:
    run(check.argv, cwd=folder, env={"PYTHONPATH": f"{folder}:{folder / 'wasm_packages'}"})


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_the_typescript_of_the_app_keeps_the_rules(config: Config) -> None:
    run_check(import_check_of_scripts(config), config.root)


def test_the_python_keeps_the_rules(config: Config) -> None:
    run_check(import_check_of_python(config), config.root)


@pytest.mark.parametrize(
    ("file", "imported", "rule"),
    [
        ("pwa/src/rpc/peer.ts", "../ui/app.js", "rpc-imports-only-from-below"),
        ("pwa/src/ui/app.ts", "../main.js", "nothing-imports-main"),
        ("pwa/src/images/viewer.ts", "../sandbox/index.js", None),
        ("pwa/src/sandbox/index.ts", "../assets/store.js", "sandbox-imports-only-from-below"),
        ("service_worker/main.ts", "../pwa/src/rpc/peer.js", "service-worker-stands-alone"),
        ("pwa/src/ui/app.ts", "../../../service_worker/main.js", "only-assets-know-the-service-worker"),
        ("pwa/src/ui/app.ts", "pyodide", "only-the-sandbox-knows-pyodide"),
        ("pwa/src/ui/app.ts", "./nowhere.js", "no-unresolvable"),
    ],
)
@pytest.mark.parametrize("how", ["import", "import type"])
def test_a_forbidden_import_of_typescript_is_noticed(
    config: Config, tmp_path: Path, file: str, imported: str, rule: str | None, how: str
) -> None:
    rooms = ["rpc/peer", "ui/app", "main", "images/viewer", "sandbox/index", "assets/store"]
    for name in [*(f"pwa/src/{room}.ts" for room in rooms), "service_worker/main.ts"]:
        write(tmp_path / name, "export class It {}\n")
    shutil.copy(ROOT / ".dependency-cruiser.mjs", tmp_path)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    write(tmp_path / "package.json", (ROOT / "package.json").read_text())
    write(
        tmp_path / file, f"{how} {{ It }} from '{imported}';\nexport const it: It = new It();\nexport class It2 {{}}\n"
    )
    check = import_check_of_scripts(config)
    check = Check(check.name, tuple(".dependency-cruiser.mjs" if str(w).endswith(".mjs") else w for w in check.argv))
    if rule is None:
        run_check(check, tmp_path)
        return
    with pytest.raises(ProgramFailed, match=rf"error {rule}: {file}"):
        run_check(check, tmp_path)


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("wasm_packages/coverslip/rpc/peer.py", "from coverslip import runtime", "Calls know nothing of plugins"),
        ("wasm_packages/coverslip/op.py", "import pyodide", "Pyodide is imported in one place"),
        ("wasm_packages/coverslip/op.py", "from build_steps import site", "know nothing of each other"),
        ("build_steps/lock.py", "from build_steps import packs", "Commands stand on steps"),
        ("build_steps/wheels/__init__.py", "from build_steps import config", "The wheel builder stands alone"),
    ],
)
def test_a_forbidden_import_of_python_is_noticed(
    config: Config, tmp_path: Path, file: str, line: str, contract: str
) -> None:
    ignore = shutil.ignore_patterns("__pycache__", "*.lock")
    shutil.copytree(ROOT / "build_steps", tmp_path / "build_steps", ignore=ignore)
    shutil.copytree(ROOT / "wasm_packages" / "coverslip", tmp_path / "wasm_packages" / "coverslip", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / file
    path.write_text(path.read_text() + f"\n{line}\n")
    with pytest.raises(ProgramFailed, match=rf"Broken contracts\n-+\n.*{contract}"):
        run_check(import_check_of_python(config), tmp_path)
