"""Tests with a Ray cluster, which `build.py test cluster` runs: its start takes longer than all they prove."""
