"""Headers of plugin files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from coverslip import HeaderError
from coverslip.header import parse_header

HEADER = """\
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "numpy",
# ]
#
# [tool.coverslip]
# name = "Count"
# license = "MIT"
# ///
"""
PLUGINS = sorted((Path(__file__).parents[3] / "py_plugins").glob("*.py"))


def test_a_header_is_read() -> None:
    assert parse_header("#!/usr/bin/env python\n" + HEADER + "import numpy\n", "count.py") == {
        "kind": "python",
        "name": "Count",
        "version": "0",
        "description": "",
        "authors": [],
        "licence": "MIT",
        "icon": "",
        "dependencies": ["numpy"],
        "requiresPython": ">=3.11",
        "permissions": {
            "network": [],
            "camera": False,
            "microphone": False,
            "clipboard": False,
            "engine": False,
            "plugins": [],
        },
        "samples": [],
    }


def test_line_ends_of_windows_and_a_byte_order_mark_do_no_harm() -> None:
    assert parse_header("\ufeff" + HEADER.replace("\n", "\r\n"), "count.py")["name"] == "Count"


def test_a_plugin_without_a_name_has_that_of_its_file() -> None:
    assert parse_header("# /// script\n# dependencies = []\n# ///\n", "a/my_count.py")["name"] == "my_count"


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
def test_the_shipped_plugins_have_headers(plugin: Path) -> None:
    header = parse_header(plugin.read_text(encoding="utf-8"), plugin.name)
    assert header["name"]
    assert header["description"]
    assert header["licence"] == "MIT"


@pytest.mark.parametrize(
    ("source", "message", "where"),
    [
        ("import numpy\n", "p.py is no Coverslip plugin: it has no header", "header"),
        (HEADER + HEADER, "p.py has two headers", "header"),
        ("# /// script\nimport numpy\n", "p.py, line 2: the header is not closed", "line 2"),
        ("# /// script\n# dependencies = []\n", "the header that opens in line 1 is not closed", "line 1"),
        ("\n# /// script\n# a = 1\n# name = \n# ///\n", "p.py, line 4: the header is not valid TOML", "line 4"),
        (HEADER.replace("name", "nmae"), "unknown key 'nmae'. Did you mean 'name'?", "nmae"),
        (HEADER.replace("dependencies", "dependancies"), "Did you mean 'dependencies'?", "dependancies"),
        (HEADER.replace('"Count"', "3"), "'name' in the header must be text, not 3", "name"),
        (HEADER.replace('"numpy"', "1"), "'dependencies' in the header must be a list of texts", "dependencies"),
        (
            HEADER.replace("[tool.coverslip]", "tool = 1").replace('# name = "Count"\n', ""),
            "'tool' in the header",
            "tool",
        ),
    ],
)
def test_an_error_names_the_file_and_the_line_or_field(source: str, message: str, where: str) -> None:
    if "tool = 1" in source:
        source = source.replace('# license = "MIT"\n', "")
    with pytest.raises(HeaderError, match=re.escape(message)) as caught:
        parse_header(source, "p.py")
    assert caught.value.where == where
