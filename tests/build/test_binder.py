"""What Binder reads, by the rules of repo2docker: one folder, an environment of conda, and a script behind it."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import ruyaml

ROOT = Path(__file__).parents[2]
BINDER = ROOT / "binder"


def test_there_is_one_folder_with_nothing_that_stands_for_something_else() -> None:
    assert not (ROOT / ".binder").exists()
    assert {path.name for path in BINDER.iterdir()} == {"environment.yml", "postBuild"}


def test_the_environment_has_a_python_for_the_app_and_the_node_that_builds_it() -> None:
    told = ruyaml.YAML(typ="safe").load(BINDER / "environment.yml")
    assert told.keys() == {"channels", "dependencies"}
    wanted = dict(each.partition("=")[::2] for each in told["dependencies"])
    assert wanted.keys() == {"python", "nodejs", "pip"}
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert f">={wanted['python']}" == needed
    assert int(wanted["nodejs"]) >= 20


def test_the_script_can_be_run_and_installs_the_extras_that_there_are() -> None:
    script = BINDER / "postBuild"
    assert script.read_text().startswith("#!/bin/bash\n")
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    (extras,) = re.findall(r"coverslip\[([a-z,]+)\]", script.read_text())
    offered = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(extras.split(",")) <= offered.keys()
