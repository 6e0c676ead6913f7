"""Plugins that work at the same time and for one another: in Python, in JavaScript, in the page, and far away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from .harness.far import far_python

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .harness.app import App

SIDE = 256
SUMS = """
  const sums = (joined) => {
    const half = joined.data.length / 2;
    const sum = (values) => values.reduce((a, b) => a + b, 0);
    return [joined.dtype, [...joined.shape], sum(Float64Array.from(joined.data.subarray(0, half))),
            sum(Float64Array.from(joined.data.subarray(half)))];
  };
  const [sources, composer, side, url] = args;
  const far = url ? await (await coverslip.connect(url)).itself() : null;
"""
BY_PLUGIN = (
    SUMS
    + """
  const plugin = await coverslip.api.getPlugin({src: composer});
  return sums(await plugin.compose(sources, side, far));
"""
)
BY_PAGE = (
    SUMS
    + """
  const [first, second, third] = await Promise.all(sources.map((src) => coverslip.api.getPlugin({src})));
  const image = new coverslip.NDArray(Float32Array.from({length: side * side}, (_, index) => index), [side, side]);
  let come = 0;
  let open;
  const everybody = new Promise((resolve) => { open = resolve; });
  const meet = async () => { come += 1; if (come === 2) open(); await everybody; };
  const [shifted, doubled] = await Promise.all([
    first.shift(image, 3, meet), (far ?? second).double(image, meet),
  ]);
  return sums(await third.join(shifted, doubled));
"""
)


@pytest.fixture(scope="module")
def sources(shared_app: App) -> list[str]:
    return [shared_app.plugin(f"parts.py?{name}") for name in ("first", "second", "third")]


@pytest.fixture(scope="module")
def far() -> Iterator[str]:
    with far_python() as address:
        yield address


def expected() -> list[object]:
    image = np.arange(SIDE * SIDE, dtype=np.float32)
    return ["float32", [2 * SIDE, SIDE], float((image + 3).sum(dtype=float)), float((image * 2).sum(dtype=float))]


@pytest.mark.parametrize("composer", ["gathers.py", "gathers.imjoy.html"])
def test_a_plugin_gathers_two_others_and_gives_a_third_what_both_gave(
    shared_app: App, sources: list[str], composer: str
) -> None:
    assert shared_app.call(BY_PLUGIN, sources, shared_app.plugin(composer), SIDE, None) == expected()


@pytest.mark.parametrize("composer", ["gathers.py", "gathers.imjoy.html"])
def test_one_of_them_may_be_cpython_over_a_websocket(
    shared_app: App, sources: list[str], far: str, composer: str
) -> None:
    assert shared_app.call(BY_PLUGIN, sources, shared_app.plugin(composer), SIDE, far) == expected()


def test_the_page_composes_in_the_same_way(shared_app: App, sources: list[str], far: str) -> None:
    assert shared_app.call(BY_PAGE, sources, None, SIDE, None) == expected()
    assert shared_app.call(BY_PAGE, sources, None, SIDE, far) == expected()


def test_a_server_that_is_not_there_is_said_to_be_unreachable(shared_app: App) -> None:
    body = "try { await (await coverslip.connect(args[0])).nothing(); } catch (error) { return error.message; }"
    assert "can't be reached at ws://127.0.0.1:1/" in shared_app.call(body, "ws://127.0.0.1:1/")
