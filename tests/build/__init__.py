"""Tests of build.py and its steps."""
