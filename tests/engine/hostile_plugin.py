# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Hostile"
# version = "1.0.0"
# description = "Does what no plugin should."
# ///
"""A plugin of the tests."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from coverslip import api, ctx, op, progress


@op
def add(a: int, b: int = 1) -> int:
    """Add."""
    return a + b


@op
def fail(text: str) -> None:
    """Raise."""
    raise ValueError(text)


@op
async def never() -> None:
    """Run for ever, and never give others a turn."""
    progress(None, "begun")
    while True:
        pass


@op
async def deaf() -> None:
    """Run for ever, whatever is raised."""
    progress(None, "begun")
    while True:
        try:
            await asyncio.sleep(3600)
        except BaseException:  # noqa: S112 (that is what it is for)
            continue


@op
def abort() -> None:
    """Crash the interpreter."""
    print("last words")
    os.abort()


@op
def print_binary() -> None:
    """Print what is no text, by Python and by another program."""
    sys.stdout.buffer.write(b"\xff\xfe\x00 grain\n")
    subprocess.run([sys.executable, "-c", "print('from a child')"], check=True)
    sys.stderr.write("a warning\n")


@op
def grow() -> None:
    """Take memory, bit by bit, for ever."""
    held = []
    while True:
        held.append(os.urandom(2**20))


@op
def take_at_once() -> int:
    """Take a lot of memory in one piece."""
    return len(bytes(2**36))


@op
def burn() -> None:
    """Use the processor for ever."""
    while True:
        pass


@op
async def fork(folder: str) -> None:
    """Start processes that leave the group, lose their parent and listen to no signal, and then go on for ever."""
    code = (
        "import os, signal, sys, time\n"
        "for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)\n"
        "os.fork() and os._exit(0)\n"
        "open(sys.argv[1], 'w').write(str(os.getpid()))\n"
        "time.sleep(3600)"
    )
    for number in range(3):
        subprocess.run([sys.executable, "-c", code, f"{folder}/{number}"], start_new_session=True, check=True)
    if os.fork() == 0:
        Path(folder, "3").write_text(str(os.getpid()))
        while True:
            signal.pause()
    while sum(1 for each in Path(folder).iterdir() if each.read_text()) < 4:
        await asyncio.sleep(0.01)
    progress(None, "begun")
    await asyncio.sleep(3600)


@op
async def ask(question: str) -> str:
    """Call a function of the caller's page."""
    answer = await api.prompt(question)
    return f"{question} {answer}"


@op
async def steps(count: int, wait_at: int = -1) -> dict[str, object]:
    """Go through steps, keeping each; wait for ever at one of them in the first attempt."""
    begun = ctx.resumed()
    first = 0 if begun is None else begun["step"] + 1
    for step in range(first, count):
        await ctx.metrics({"step": step, "loss": 1 / (step + 1)})
        await ctx.checkpoint({"step": step, "weights": b"\x00\x01" * step})
        if step == wait_at and begun is None:
            await asyncio.sleep(3600)
    return {"first": first, "weights": None if begun is None else begun["weights"]}
