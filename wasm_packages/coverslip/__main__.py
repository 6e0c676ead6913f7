"""`python -m coverslip`."""

import sys

from .cli import command

sys.exit(command(sys.argv[1:]))
