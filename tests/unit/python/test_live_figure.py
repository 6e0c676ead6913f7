"""Figures that are drawn anew for their windows, and matplotlib's backend of the app."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from coverslip import Figure, api
from coverslip.live_figure import LiveFigure
from coverslip.running import run_op
from matplotlib.figure import Figure as MatplotlibFigure
from PIL import Image as Pillow


def a_figure() -> tuple[MatplotlibFigure, Any]:
    figure = MatplotlibFigure()
    axes = figure.subplots()
    axes.plot([0, 10], [0, 100])
    axes.set(xlim=(0, 10), ylim=(0, 100))
    return figure, axes


def size_of(picture: bytes) -> tuple[int, int]:
    return Pillow.open(io.BytesIO(picture)).size


def test_a_figure_is_drawn_for_the_place_that_it_is_shown_in() -> None:
    figure, _ = a_figure()
    drawn = LiveFigure(figure).draw(600, 400, 2)
    assert size_of(drawn["picture"]) == (1200, 800)
    (place,) = drawn["axes"]
    assert place["moves"]
    assert place["frame"] == pytest.approx([0.125, 0.12, 0.9, 0.89])


def test_a_smaller_box_zooms_in_and_home_goes_back() -> None:
    figure, axes = a_figure()
    live = LiveFigure(figure)
    live.draw(600, 400, 1, [{"axes": 0, "box": [0.5, 0, 1, 0.5]}])
    assert (*axes.get_xlim(), *axes.get_ylim()) == pytest.approx((5, 10, 0, 50))
    live.draw(600, 400, 1, [{"axes": 0, "box": [0.1, 0, 1.1, 1]}])
    assert axes.get_xlim() == pytest.approx((5.5, 10.5))
    live.draw(600, 400, 1, home=True)
    assert (*axes.get_xlim(), *axes.get_ylim()) == pytest.approx((0, 10, 0, 100))


def test_a_logarithmic_axis_is_cut_as_it_is_seen() -> None:
    figure, axes = a_figure()
    axes.set(yscale="log", ylim=(1, 10_000))
    LiveFigure(figure).draw(600, 400, 1, [{"axes": 0, "box": [0, 0.25, 1, 0.5]}])
    assert axes.get_ylim() == pytest.approx((10, 100))


def test_what_can_not_be_moved_says_so_and_stays() -> None:
    figure = MatplotlibFigure()
    polar = figure.add_subplot(121, projection="polar")
    shown = figure.add_subplot(122)
    bar = figure.colorbar(shown.imshow(np.eye(3)), ax=shown)
    live = LiveFigure(figure)
    before = (polar.get_ylim(), bar.ax.get_ylim())
    drawn = live.draw(600, 400, 1, [{"axes": each, "box": [0, 0, 0.5, 0.5]} for each in (0, 2, 7)])
    assert [each["moves"] for each in drawn["axes"]] == [False, True, False]
    assert (polar.get_ylim(), bar.ax.get_ylim()) == before


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_a_figure_is_saved_in_every_format_always_with_the_same_bytes(kind: Any, start: bytes) -> None:
    figure, _ = a_figure()
    saved = LiveFigure(figure).save(kind)
    assert saved.startswith(start)
    if kind != "svg":
        assert LiveFigure(figure).save(kind) == saved


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="png, svg or pdf, not as exe"):
        LiveFigure(a_figure()[0]).save("exe")  # type: ignore[arg-type]


class Host:
    """The app, as far as windows go."""

    def __init__(self) -> None:
        self.windows: list[dict[str, Any]] = []

    def __getitem__(self, name: str) -> Any:
        assert name in ("createWindow", "log")

        def call(*args: Any, **_: Any) -> asyncio.Future[None]:
            if name == "createWindow":
                self.windows.append(args[0])
            done: asyncio.Future[None] = asyncio.get_event_loop().create_future()
            done.set_result(None)
            return done

        return call


@pytest.fixture
def host() -> Any:
    backend = plt.get_backend()
    plt.close("all")
    plt.switch_backend("module://coverslip.matplotlib_backend")
    made = Host()
    api.connect(made)  # type: ignore[arg-type]
    yield made
    api.connect(None)
    plt.close("all")
    plt.switch_backend(backend)


def run(op: Any) -> list[Figure]:
    left: list[Figure] = []
    asyncio.run(run_op(op, [], {}, left.append))
    return left


def test_show_opens_a_window_from_sync_and_async_ops_and_the_figure_is_done_with(host: Host) -> None:
    def sync() -> None:
        plt.plot([1, 2])
        plt.title("Line")
        plt.show()
        assert plt.get_fignums() == []

    async def later() -> None:
        await asyncio.sleep(0)
        plt.figure(num=7)
        plt.plot([1, 2])
        plt.show()

    assert [run(sync), run(later)] == [[], []]
    assert [(each["type"], each["name"]) for each in host.windows] == [("figure", "Line"), ("figure", "Figure 7")]
    figure = host.windows[0]["data"]
    assert figure.data.startswith(b"\x89PNG")
    assert size_of(figure.live.draw(300, 200)["picture"]) == (300, 200)


def test_a_figure_that_is_shown_and_kept_is_drawn_in_its_one_window(host: Host) -> None:
    def op() -> None:
        (line,) = plt.plot([1, 2])
        plt.show(block=False)
        line.set_ydata([2, 1])
        plt.show(block=False)

    assert run(op) == []
    assert len({each["window_id"] for each in host.windows}) == 1
    assert len(host.windows) == 3
    assert host.windows[0]["data"] != host.windows[1]["data"]


def test_figures_that_are_left_open_or_empty_are_no_matter_of_show(host: Host) -> None:
    def op() -> None:
        plt.figure()
        plt.show()
        plt.plot([1, 2])

    (left,) = run(op)
    assert (left.title, host.windows) == ("", [])
    assert left.live is not None


def test_without_an_app_showing_says_so(host: Host) -> None:
    api.connect(None)
    plt.plot([1])
    with pytest.warns(UserWarning, match="no app to show"):
        plt.show()
    assert host.windows == []


def test_outside_of_the_app_the_backend_is_matplotlibs_own() -> None:
    program = "import coverslip, matplotlib.pyplot as p; print(p.get_backend())"
    own = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=own)
    assert "coverslip" not in out.stdout
