"""Environments of plugins: made by uv from their requirements, and shared by those that ask for the same."""

from .cache import EnvironmentCache
from .environment import Environment, EnvironmentSpec
from .uv import Uv

__all__ = ["Environment", "EnvironmentCache", "EnvironmentSpec", "Uv"]
