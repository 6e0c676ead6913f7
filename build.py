#!/usr/bin/env python3
"""Builds, serves and checks Coverslip: `python3 build.py serve`, and `python3 build.py --help` for the rest."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one should be told so
    sys.exit(f"Coverslip needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

from build_steps.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
