# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Crashes"
# version = "1.0.0"
# description = "Breaks its interpreter."
# ///
"""Wrong on purpose: a system call throws in JavaScript, which ends the interpreter without a word from Python."""

from pathlib import Path

import pyodide_js
from coverslip import op


@op(title="Crash")
def crash(really: bool = True) -> str:
    """Open a file that can't be fetched."""
    if really:
        pyodide_js.FS.createLazyFile("/", "crash", "http://127.0.0.1:9/crash", True, False)
        Path("/crash").read_bytes()
    return "whole"
