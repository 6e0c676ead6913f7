"""JupyterLab in an environment of its own, and what a person does in one of its notebooks."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError

from tests.browser.harness.process import end, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Page

    from tests.browser.harness.installed import Installed

#: The notebook is in front, and its kernel takes cells.
_READY = """() => {
  const panel = globalThis.jupyterapp?.shell.currentWidget;
  return panel?.context?.isReady && panel.sessionContext.isReady
    && panel.sessionContext.session?.kernel?.status === 'idle'
    && jupyterapp.commands.isEnabled('notebook:run-cell');
}"""
#: Cells that are scrolled away stay in the page.
_SETTINGS = '{"windowingMode": "none"}'


@contextmanager
def jupyterlab(installed: Installed, notebook: Path, folder: Path, env: Mapping[str, str]) -> Iterator[str]:
    """JupyterLab on loopback, below a path and without a token of its own; gives the address of the notebook in it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    home = folder / "home"
    settings = home / "config" / "lab" / "user-settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(_SETTINGS)
    shutil.copy(notebook, folder)
    variables = {
        **env,
        "PATH": f"{installed.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
    }
    words = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    words += ["--IdentityProvider.token=", "--ServerApp.base_url=/user/ann/", f"--ServerApp.root_dir={folder}"]
    with (folder / "jupyter.log").open("wb") as log:
        program = subprocess.Popen(
            [installed.program("jupyter-lab"), *words, "--expose-app-in-browser"],
            env=variables,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}/user/ann/"
            wait_until(lambda: program.poll() is not None or answers(f"{address}api"), "JupyterLab")
            assert program.poll() is None, (folder / "jupyter.log").read_text()
            yield f"{address}lab/tree/{notebook.name}"
        finally:
            end(program)


def run_all_but_the_last(page: Page) -> None:
    """Run the cells above the last one, as the menu does."""
    _at_the_last_cell(page, "notebook:run-all-above")


def run_the_last(page: Page) -> None:
    """Run the last cell."""
    _at_the_last_cell(page, "notebook:run-cell")


def save(page: Page) -> None:
    """Save the notebook, outputs included."""
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")


def press_tile(page: Page, address: str, title: str) -> Page:
    """Press a tile of the launcher; gives the tab that it opens.

    Args:
        page: a tab of its own; what it shows is left.
        address: JupyterLab's, without a notebook: that would open once more, at some time, and come to the front.
        title: how the tile's begins.
    """
    page.goto(f"{address}?reset")
    with page.expect_popup() as opened:
        page.locator(f".jp-LauncherCard[title^='{title}']").click()
    return opened.value


def _at_the_last_cell(page: Page, command: str) -> None:
    # Once there is a kernel to run them.
    page.wait_for_function(_READY)
    ran = page.evaluate(
        """async (command) => {
          const cells = jupyterapp.shell.currentWidget.content;
          cells.activeCellIndex = cells.widgets.length - 1;
          return jupyterapp.commands.execute(command);
        }""",
        command,
    )
    assert ran, page.locator(".jp-OutputArea").all_inner_texts()


def answers(address: str) -> bool:
    """Whether there is somebody at an address."""
    try:
        with urllib.request.urlopen(address) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
