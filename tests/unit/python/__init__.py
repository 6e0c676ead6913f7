"""Tests of the Python package `coverslip` and of the plugins that ship with the site."""
