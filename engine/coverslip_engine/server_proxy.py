"""The engine as a tile of JupyterLab's launcher: what jupyter-server-proxy asks for by its entry point."""

from __future__ import annotations

import secrets
import sys
import urllib.parse
from typing import Any

from .cli import TOKEN_VARIABLE

#: Seconds for the first start, with cold disks.
_TIMEOUT = 120


def setup() -> dict[str, Any]:
    """How the proxy starts an engine, and opens the app with it. Only who may use Jupyter is told the token."""
    secret = secrets.token_urlsafe(32)
    page = "#/app?" + urllib.parse.urlencode({"engine": ".", "token": secret})
    return {
        "command": [sys.executable, "-m", "coverslip_engine", "--port", "{port}", "--behind-proxy"],
        "environment": {TOKEN_VARIABLE: secret},
        "timeout": _TIMEOUT,
        # A tab of its own can be isolated, which gives the app several threads.
        "new_browser_tab": True,
        "launcher_entry": {"title": "Coverslip", "path_info": f"coverslip/{page}"},
    }
