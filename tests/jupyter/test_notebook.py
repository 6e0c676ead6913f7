"""The notebook of the docs in a real JupyterLab: the app is embedded, its ops run in the kernel's process."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.harness.app import PATIENCE
from tests.browser.harness.installed import Installed, clean
from tests.browser.harness.process import wait_until

from .jupyterlab import answers, jupyterlab, press_tile, run_all_but_the_last, run_the_last, save

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Frame, Page

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs" / "coverslip.ipynb"
PLUGIN = ROOT / "tests" / "browser" / "plugins" / "engine_ops.py"
#: Milliseconds that an environment for a plugin may take on a busy machine.
SLOW = 300_000
CONNECTED = "() => globalThis.coverslip?.workspace?.state.engines[0]?.state === 'connected'"
#: The engine of the notebook, which is gone, is known on this site, too.
OF_THE_TILE = """() => globalThis.coverslip?.workspace?.state.engines.some(
  ({id, state}) => id.endsWith('/user/ann/coverslip') && state === 'connected')"""
INSTALLED = "(id) => coverslip.workspace.state.plugins.some((each) => each.id === id && each.ops.length > 0)"
SHOWN = "() => coverslip.workspace.state.windows.some(({title}) => title === 'Sevens')"


def shown_app(page: Page) -> Frame:
    """The app in an output."""
    frame = page.locator("iframe[title='Coverslip'][src]").element_handle().content_frame()
    assert frame is not None
    return frame


def test_the_notebook_shows_an_app_whose_ops_run_in_its_kernel(
    installed: Installed, context: BrowserContext, tmp_path: Path
) -> None:
    with jupyterlab(installed, NOTEBOOK, tmp_path, clean()) as address:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        run_all_but_the_last(page)
        frame = shown_app(page)
        # The app, embedded, reaches its engine through Jupyter's proxy. A frame that is scrolled away draws nothing,
        # so what is awaited is asked for by time.
        frame.wait_for_function(CONNECTED, polling=100)
        assert "/user/ann/proxy/" in frame.evaluate("coverslip.workspace.state.engines[0].id")
        # Jupyter serves the files beside the notebook.
        shutil.copy(PLUGIN, tmp_path)
        source = address.replace(f"lab/tree/{NOTEBOOK.name}", f"files/{PLUGIN.name}")
        plugin = frame.evaluate("(src) => coverslip.api.installPlugin({src, confirm: false})", source)
        frame.wait_for_function(INSTALLED, arg=plugin, polling=100, timeout=SLOW)
        frame.evaluate("(id) => document.querySelector('cs-app').actions.select(id, 'hold')", plugin)
        # It waits for a file, which is there for the kernel and not for the browser.
        frame.get_by_label("Path").fill(str(tmp_path / NOTEBOOK.name))
        host = frame.evaluate("new URL(coverslip.workspace.state.engines[0].id).host")
        frame.get_by_label("Where to run").select_option(label=f"Engine {host}, now")
        frame.get_by_role("button", name="Run", exact=True).click()
        frame.get_by_role("button", name="Install there", exact=True).click()
        frame.wait_for_function(SHOWN, polling=100, timeout=SLOW)
        # The notebook is saved with its outputs, and opened again: this browser knows the engine.
        save(page)
        kept = (tmp_path / NOTEBOOK.name).read_text()
        assert "<iframe" in kept
        secrets = set(re.findall(r"token=([\w.-]+)", kept))
        assert len(secrets) == 3
        assert all(each.startswith("once.") for each in secrets)
        page.reload()
        frame = shown_app(page)
        frame.wait_for_function(CONNECTED, polling=100)
        engine = str(frame.evaluate("coverslip.workspace.state.engines[0].id"))
        health = f"{engine.rstrip('/')}/health"
        assert answers(health), health
        run_the_last(page)
        wait_until(lambda: not answers(health), "the engine being gone")
        # Nothing of a token was written.
        assert list(tmp_path.rglob("audit.log"))
        assert not list(tmp_path.rglob("tokens.json"))

        # An engine of its own, which Jupyter starts.
        launcher = context.new_page()
        launcher.set_default_timeout(PATIENCE)
        tile = press_tile(launcher, address.partition("/tree/")[0], "Coverslip")
        tile.wait_for_function(OF_THE_TILE, timeout=SLOW)
        assert "token" not in tile.url
