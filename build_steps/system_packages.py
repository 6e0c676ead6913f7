"""Debian packages that the tests need: three browsers, and a screen for the one that has no headless mode."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from build_steps.errors import ProgramFailed, StepError
from build_steps.programs import Run, run

if TYPE_CHECKING:
    from collections.abc import Collection

    from build_steps.config import Config

_PROGRAMS = {
    "chromium": "chromium",
    "firefox-esr": "firefox-esr",
    "WebKitWebDriver": "webkit2gtk-driver",
    "Xvfb": "xvfb",
}
"""The package of each program."""


def browsers(config: Config, programs: Collection[str] = tuple(_PROGRAMS), *, run: Run = run) -> None:
    """Installs what is missing of these programs when this user may.

    Raises:
        StepError: something is missing and can't be installed from here.
    """
    missing = sorted(
        {package for program, package in _PROGRAMS.items() if program in programs and shutil.which(program) is None}
    )
    if not missing:
        return
    command = f"apt-get install {' '.join(missing)}"
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise StepError(f"The browser tests need {', '.join(missing)}: run `{command}` as root, then try again.")
    config.report.say(f"Installing {', '.join(missing)} …")
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(["apt-get", "update", "-qq"], env=env)
        run(["apt-get", "install", "-qq", "--no-install-recommends", *missing], env=env)
    except ProgramFailed as error:
        raise StepError(f"`{command}` failed. Check the network and run the tests again.\n{error}") from error
