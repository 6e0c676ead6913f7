"""The benchmark: what of Coverslip is measured, against what, and how. `build.py bench` runs it."""
