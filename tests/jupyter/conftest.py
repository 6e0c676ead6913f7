"""The browser of the browser tests, and the package beside JupyterLab."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from build_steps.wheel import wheel
from tests.browser.conftest import chromium, context, playwright, strangers
from tests.browser.harness.installed import Installed, install

if TYPE_CHECKING:
    from build_steps.config import Config

__all__ = ["chromium", "context", "installed", "playwright", "strangers"]


@pytest.fixture(scope="module")
def installed(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own."""
    return install(config, wheel(config), tmp_path_factory.mktemp("installed") / "venv")
