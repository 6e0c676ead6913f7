"""The browser of the browser tests, and the package as their test of it installs it, beside JupyterLab."""

from tests.browser.conftest import chromium, context, playwright, strangers
from tests.browser.test_installed import installed

__all__ = ["chromium", "context", "installed", "playwright", "strangers"]
