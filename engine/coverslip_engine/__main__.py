"""`python -m coverslip_engine` is `coverslip-engine`."""

from .cli import main

main()
