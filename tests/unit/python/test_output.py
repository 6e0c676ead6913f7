"""What a plugin prints."""

from __future__ import annotations

import asyncio

from coverslip.output import INTERVAL, LINES_A_SECOND, LONGEST_LINE, LineWriter

from tests.unit.python.asynchronous import asynchronous


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def writer() -> tuple[LineWriter, list[str], Clock]:
    sent: list[str] = []
    clock = Clock()
    return LineWriter(sent.append, clock), sent, clock


def test_whole_lines_are_sent() -> None:
    out, sent, _ = writer()
    print("a", 1, file=out)
    assert sent == ["a 1"]


def test_the_beginning_of_a_line_waits_for_its_end() -> None:
    out, sent, _ = writer()
    out.write("a")
    out.flush()
    assert sent == []
    out.write("b\n")
    assert sent == ["ab"]


def test_lines_that_follow_soon_share_a_message() -> None:
    out, sent, clock = writer()
    for index in range(5):
        print(index, file=out)
    clock.now = INTERVAL
    out.write("5\n")
    assert sent == ["0", "1\n2\n3\n4\n5"]


def test_a_flood_is_bounded_and_counted() -> None:
    out, sent, clock = writer()
    for index in range(10_000):
        clock.now = index * 1e-4
        print(index, file=out)
    out.drain()
    lines = "\n".join(sent).splitlines()
    left_out = sum(int(line.split()[1]) for line in lines if line.startswith("…"))
    kept = [line for line in lines if not line.startswith("…")]
    assert len(kept) + left_out == 10_000
    assert len(kept) <= 2 * LINES_A_SECOND
    assert len(sent) <= 1 / INTERVAL + 2


def test_of_a_line_that_is_drawn_anew_the_last_state_counts() -> None:
    out, sent, _ = writer()
    out.write("10%\r20%\r30%\n")
    assert sent == ["30%"]


def test_a_line_without_end_is_cut() -> None:
    out, sent, _ = writer()
    out.write("x" * (LONGEST_LINE + 10))
    assert sent == ["x" * LONGEST_LINE + "…"]


def test_draining_sends_what_is_left() -> None:
    out, sent, _ = writer()
    out.write("a\nb")
    out.drain()
    assert "\n".join(sent) == "a\nb"
    out.drain()
    assert len(sent) == 2


@asynchronous
async def test_the_last_lines_are_sent_by_the_loop() -> None:
    sent: list[str] = []
    arrived = asyncio.Event()

    def send(text: str) -> None:
        sent.append(text)
        if "b" in text:
            arrived.set()

    out = LineWriter(send)
    print("a", file=out)
    print("b", file=out)
    await arrived.wait()
    assert sent == ["a", "b"]
