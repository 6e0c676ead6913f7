"""A plugin that tests run in Pyodide."""

import asyncio
import importlib
import sys
from typing import Any

import numpy as np
from coverslip import File, Image, op, progress


@op
def invert(image: Image) -> Image:
    return Image(255 - np.asarray(image))


@op
def echo(value: Any) -> Any:
    return value


@op
def double(x: float) -> float:
    return 2 * x


@op
def kept() -> int:
    from coverslip.rpc.message_port import shared_pool

    return shared_pool.bytes


@op
def shout(file: File) -> File:
    return File(file.name.upper(), file.data.upper(), file.mime)


@op
async def pieces(value: Any) -> list[bytes]:
    return [piece async for piece in value.pieces(2)]


@op
def fail() -> None:
    raise ValueError("on purpose")


@op
def absent() -> None:
    importlib.import_module("skimage")


@op
def leave() -> None:
    sys.exit(3)


@op
def devour() -> Any:
    return np.ones(2**33, np.uint8)


@op
def chatter() -> None:
    for number in range(20_000):
        print(number)


@op
def loop() -> None:
    while True:
        pass


@op
def loop_printing() -> None:
    while True:
        print("x")


@op
async def loop_reporting() -> None:
    while True:
        progress(0.5)


@op
def loop_in_numpy() -> None:
    while True:
        np.ones(1000).sum()


@op
async def loop_in_task() -> None:
    async def endless() -> None:
        while True:
            pass

    await asyncio.gather(endless(), asyncio.sleep(0))


@op
def look(data: bytes, name: str) -> Any:
    from coverslip.formats import read_image

    image = read_image(data, name)
    return [list(image.shape), image.dtype.name, float(np.asarray(image, float).mean())]
