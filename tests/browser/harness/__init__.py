"""Servers and browsers that the tests drive."""
