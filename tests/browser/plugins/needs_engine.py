# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["iniconfig"]
# [tool.coverslip]
# name = "Reads settings"
# version = "1.0.0"
# description = "Needs a package that the site does not carry."
# ///
"""Needs a package that the site does not carry."""

import sys

import iniconfig
from coverslip import op


@op(title="Read settings")
def read(text: str = "[camera]\ngain = 3") -> str:
    """Tell the sections of an INI file."""
    sections = [section.name for section in iniconfig.IniConfig("settings.ini", text)]
    return f"{', '.join(sections)} on {sys.platform}"
