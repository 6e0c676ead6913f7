# /// script
# requires-python = ">=3.11"
# dependencies = ["coverslip", "requests", "httpx", "fsspec"]
# [tool.coverslip]
# name = "Asks the network"
# version = "1"
# description = "Fetches a text in every way that Python has."
# index = ["@INDEX@"]
# network = ["@ORIGIN@"]
# ///
"""Ways into the network."""

import urllib.request
from importlib import import_module

from coverslip import main, op

# By name, since most of them are there in the browser only.
fsspec, httpx, micropip, requests, http = map(
    import_module, ("fsspec", "httpx", "micropip", "requests", "pyodide.http")
)


async def by_httpx(url: str) -> str:
    async with httpx.AsyncClient() as client:
        return str((await client.get(url)).text)


async def by_pyfetch(url: str) -> str:
    return str(await (await http.pyfetch(url)).text())


def by_urllib(url: str) -> str:
    with urllib.request.urlopen(url) as answer:
        return str(answer.read().decode())


def by_fsspec(url: str) -> str:
    with fsspec.open(url) as file:
        return str(file.read().decode())


async def by_micropip(url: str) -> str:
    await micropip.install(url.replace("/text", "/other-1.0-py3-none-any.whl"))
    return str(import_module("other").TEXT)


WAYS = {
    "pyfetch": by_pyfetch,
    "open_url": lambda url: http.open_url(url).read(),
    "urllib": by_urllib,
    "requests": lambda url: requests.get(url, timeout=30).text,
    "httpx": by_httpx,
    "fsspec": by_fsspec,
    "micropip": by_micropip,
}


@op(title="Ask")
async def ask(url: str) -> str:
    """Say what each way gives, or why it gives nothing."""
    said = []
    for name, way in WAYS.items():
        try:
            text = way(url)
            said.append(f"{name}: {await text if hasattr(text, '__await__') else text}")
        except Exception as error:
            said.append(f"{name}: {error}")
    return "\n".join(said)


if __name__ == "__main__":
    main()
