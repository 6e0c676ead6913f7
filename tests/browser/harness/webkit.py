"""WebKitGTK's MiniBrowser under Xvfb, driven by WebKitWebDriver (https://www.w3.org/TR/webdriver2/ over HTTP)."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import tempfile
from dataclasses import dataclass

from .engine import Tab, unwrapped, wrapped
from .process import end, start, wait_until

PROGRAM = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"
DRIVER = "WebKitWebDriver"


class WebDriverError(Exception):
    """The driver refused a command."""


@dataclass
class Session:
    """One automated browser."""

    port: int
    path: str = ""

    def command(self, method: str, path: str, body: object = None, timeout: float = 60.0) -> object:
        """Send a command; its answer's `value`.

        Raises:
            WebDriverError: with the driver's message.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout + 10)
        try:
            content = json.dumps({} if body is None else body) if method == "POST" else None
            connection.request(method, self.path + path, content, {"content-type": "application/json"})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if answer.status != 200:
            raise WebDriverError(f"{method} {path}: {text[:500]}")
        value: object = json.loads(text)["value"]
        return value


@dataclass
class WebKitTab:
    """One page, known by its window handle."""

    session: Session
    handle: str

    def open(self, url: str) -> None:
        self._select()
        self.session.command("POST", "/url", {"url": url})

    def evaluate(self, body: str, *args: object, timeout: float = 60.0) -> object:
        self._select()
        self.session.command("POST", "/timeouts", {"script": int(timeout * 1000)})
        script = {"script": wrapped(body), "args": [list(args)]}
        return unwrapped(self.session.command("POST", "/execute/async", script, timeout))

    def close(self) -> None:
        self._select()
        self.session.command("DELETE", "/window")

    def _select(self) -> None:
        self.session.command("POST", "/window", {"handle": self.handle})


class WebKit:
    """A WebKitGTK browser with an empty profile on a display of its own."""

    name = "webkit"

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="coverslip-webkit-", ignore_cleanup_errors=True)
        self._display, number = _display()
        self._driver: subprocess.Popen[bytes] | None = None
        try:
            homes = ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
            env = dict.fromkeys(homes, self._folder.name) | {
                "DISPLAY": f":{number}",
                "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
                "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
                "LIBGL_ALWAYS_SOFTWARE": "1",
            }
            port = self._start_driver(env)
            options = {"webkitgtk:browserOptions": {"binary": PROGRAM, "args": ["--automation"]}}
            answer = Session(port).command("POST", "/session", {"capabilities": {"alwaysMatch": options}})
            assert isinstance(answer, dict)
            self._session = Session(port, f"/session/{answer['sessionId']}")
            self._first = str(self._session.command("GET", "/window"))
        except BaseException:
            self._stop()
            raise

    def _start_driver(self, env: dict[str, str]) -> int:
        """Start the driver, which can't choose a port itself; gives the port."""
        for _ in range(5):
            port = _free_port()
            self._driver = start([DRIVER, f"--port={port}"], env)
            if _listens_or_ends(self._driver, port):
                return port
            end(self._driver)
        raise OSError("each of five free ports was taken by another program before WebKitWebDriver was there")

    def tab(self) -> Tab:
        # The window it began with is never closed, so there is always one from which another can be opened.
        self._session.command("POST", "/window", {"handle": self._first})
        answer = self._session.command("POST", "/window/new", {"type": "tab"})
        assert isinstance(answer, dict)
        return WebKitTab(self._session, str(answer["handle"]))

    def close(self) -> None:
        self._session.command("DELETE", "")
        self._stop()

    def _stop(self) -> None:
        if self._driver is not None:
            end(self._driver)
        end(self._display)
        self._folder.cleanup()


def _display() -> tuple[subprocess.Popen[bytes], int]:
    """Start an X server on a display that is free; it chooses and tells the number."""
    ours, its = os.pipe()
    try:
        program = subprocess.Popen(
            ["Xvfb", "-displayfd", str(its), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
            pass_fds=[its],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    finally:
        os.close(its)
    with os.fdopen(ours) as answer:
        return program, int(answer.readline())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens_or_ends(program: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until a program listens on the port; False if it ends instead, since the port is another's."""
    return wait_until(lambda: _listens(port) or program.poll(), f"{DRIVER} listening") is True


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
