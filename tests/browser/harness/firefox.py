"""Firefox ESR, driven over Marionette, the protocol that it speaks itself (geckodriver only translates to it).

https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import json
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .engine import Tab, unwrapped, wrapped
from .process import end, start, wait_until

PROGRAM = "/usr/bin/firefox-esr"
_PREFERENCES = {
    "marionette.port": 0,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.serviceWorkers.enabled": True,
    # Without these it would not even try to reach the collector's UDP port on this machine.
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class MarionetteError(Exception):
    """Firefox refused a command."""


class Connection:
    """Commands and their answers, each as `LENGTH:JSON` over one socket."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self._read()

    def command(self, name: str, parameters: dict[str, object], timeout: float = 60.0) -> object:
        """Send a command and wait for its answer."""
        self._number += 1
        self._socket.settimeout(timeout + 10)
        message = json.dumps([0, self._number, name, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        answer = self._read()
        if not isinstance(answer, list) or answer[1] != self._number:
            raise MarionetteError(f"{name} was answered with {answer!r}")
        if answer[2] is not None:
            raise MarionetteError(f"{name}: {answer[2]}")
        result: object = answer[3]
        return result

    def close(self) -> None:
        """Hang up."""
        self._stream.close()
        self._socket.close()

    def _read(self) -> object:
        length = b""
        while (digit := self._stream.read(1)) != b":":
            if digit == b"":
                raise MarionetteError("Firefox hung up")
            length += digit
        answer: object = json.loads(self._stream.read(int(length)))
        return answer


@dataclass
class FirefoxTab:
    """One page, known by its window handle."""

    connection: Connection
    handle: str

    def open(self, url: str) -> None:
        self._select()
        self.connection.command("WebDriver:Navigate", {"url": url})

    def evaluate(self, body: str, *args: object, timeout: float = 60.0) -> object:
        self._select()
        self.connection.command("WebDriver:SetTimeouts", {"script": int(timeout * 1000)})
        script: dict[str, object] = {"script": wrapped(body), "args": [list(args)]}
        answer = self.connection.command("WebDriver:ExecuteAsyncScript", script, timeout)
        return unwrapped(answer["value"] if isinstance(answer, dict) else answer)

    def close(self) -> None:
        self._select()
        self.connection.command("WebDriver:CloseWindow", {})

    def _select(self) -> None:
        self.connection.command("WebDriver:SwitchToWindow", {"handle": self.handle, "focus": True})


class Firefox:
    """A headless Firefox with an empty profile."""

    name = "firefox"

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="coverslip-firefox-", ignore_cleanup_errors=True)
        profile = Path(self._folder.name)
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines))
        self._program = start(
            [PROGRAM, "--headless", "--no-remote", "--marionette", "--profile", str(profile), "about:blank"],
            {"HOME": str(profile), "MOZ_DISABLE_CONTENT_SANDBOX": "1"},
        )
        try:
            port = wait_until(lambda: _port(profile), "Firefox opening its Marionette port")
            self._connection = Connection(port)
            self._connection.command("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {}}})
            answer = self._connection.command("WebDriver:GetWindowHandle", {})
            assert isinstance(answer, dict)
            self._first = str(answer["value"])
        except BaseException:
            end(self._program)
            raise

    def tab(self) -> Tab:
        # The window it began with is never closed, so there is always one from which another can be opened.
        self._connection.command("WebDriver:SwitchToWindow", {"handle": self._first, "focus": True})
        answer = self._connection.command("WebDriver:NewWindow", {"type": "tab", "focus": True})
        assert isinstance(answer, dict)
        return FirefoxTab(self._connection, str(answer["handle"]))

    def close(self) -> None:
        self._connection.close()
        end(self._program)
        self._folder.cleanup()


def _port(profile: Path) -> int | None:
    file = profile / "MarionetteActivePort"
    text = file.read_text().strip() if file.exists() else ""
    return int(text) if text else None
