"""The environment of the tests for every plugin: what is large (PyTorch) is installed once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from coverslip_engine.environments import Environment, EnvironmentCache

if TYPE_CHECKING:
    from collections.abc import Callable

    from coverslip_engine.environments import EnvironmentSpec


class OwnEnvironment(EnvironmentCache):
    """Gives each plugin the interpreter that runs the tests."""

    async def ensure(self, spec: EnvironmentSpec, on_log: Callable[[str], None] = lambda _: None) -> Environment:
        del on_log
        return Environment(spec.key, spec, Path(sys.prefix), Path(sys.executable), (), 0.0, 0.0)
