"""Packages on the nodes of a cluster: whether they can be had, told at once and in the installer's own words.

Ray itself copies a node's whole environment first, tries three times, and tells nothing meanwhile.
"""

from __future__ import annotations

import os
import subprocess
import sys

from coverslip_engine.environments.uv import find_uv
from coverslip_engine.errors import EnvironmentFailed

#: What stands before the installer's own words in an error of Ray's.
_BEFORE_WORDS = "lines of stdout:"


def find_packages(requirements: list[str]) -> tuple[bool, list[str]]:
    """Look for packages, on the node that runs this, as Ray's `runtime_env` will: with uv, as the node has set it up.

    Returns:
        Whether they can be installed, and what uv said.
    """
    try:
        uv = find_uv()
    except EnvironmentFailed:
        # Ray brings one along when it makes an environment.
        return True, []
    command = [uv, "pip", "install", "--dry-run", "--no-progress", "--break-system-packages"]
    looked = subprocess.run(
        [*command, "--python", sys.executable, "--", *requirements],
        env={**os.environ, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = [line.strip(" ×│╰─▶") for line in looked.stdout.decode(errors="replace").splitlines()]
    return looked.returncode == 0, [line for line in said if line]


def installers_words(error: str) -> str:
    """What the installer said, out of the error in which Ray reports it."""
    words = error.rpartition(_BEFORE_WORDS)[2]
    return " ".join(line.strip(" ×│╰─▶") for line in words.splitlines() if line.strip())
