"""The viewer's rows of the group `images`: panning a large picture, what it holds of it, and pictures from Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from build_steps.bench import groups
from build_steps.bench.tabs import app_tab, in_app

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from build_steps.bench.figures import Samples

_SIDE = 10_000
_SECONDS = 4
"""For which the picture is moved, at each of two magnifications."""
_PICTURES = 120
"""Pictures that Python shows one after the other."""
_OPEN = """
  const {NDArray, api} = coverslip;
  const side = argument;
  const data = new Uint16Array(side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) data[y * side + x] = ((x * 13 + y * 7) & 4095) + (((x >> 6) ^ (y >> 6)) & 255) * 64;
  const image = new NDArray(data, [side, side], 'uint16', {axes: 'YX'});
  await api.createWindow({type: 'image', data: image, name: 'large'});
"""
_PAN = """
async (window, [resolution, seconds]) => {
  const {viewer} = window;
  viewer.follow({center: [1500, 1500], resolution});
  await viewer.drawn();
  const times = [];
  const begun = performance.now();
  let last = begun;
  while (last - begun < seconds * 1000) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    times.push(now - last);
    last = now;
    // 900 screen pixels a second, whatever the frames.
    const moved = ((now - begun) / 1000) * 900 * resolution;
    viewer.follow({center: [1500 + (moved % 6000), 1500 + ((moved / 2) % 6000)]});
  }
  times.sort((a, b) => a - b);
  return [times.reduce((sum, time) => sum + time, 0) / times.length, times[Math.floor(times.length * 0.95)]];
}
"""
_MEMORY = """
  const {bytes} = await performance.measureUserAgentSpecificMemory();
  return bytes / 1e6;
"""
_FILM = """
  const plugin = await coverslip.api.getPlugin({src: argument.src, confirm: false});
  return plugin.film(argument.pictures);
"""


@dataclass
class ViewerRows:
    """The measurements of one round; `url` is where the folder's `assets/` stand."""

    context: BrowserContext
    url: str
    samples: Samples

    def round(self) -> None:
        """Measures each row once."""
        with app_tab(self.context, self.url) as page:
            in_app(page, _OPEN, _SIDE)
            self._pan(page)
        with app_tab(self.context, self.url) as page:
            seconds = in_app(page, _FILM, {"src": f"{self.url}pages/film.py", "pictures": _PICTURES})
            self.samples.add({groups.FILM: seconds * 1000 / _PICTURES})

    def _pan(self, page: Page) -> None:
        window = page.locator("cs-image-window")
        window.wait_for()
        page.wait_for_function("() => coverslip.workspace.state.windows[0].layers[0].channels[0].contrast !== null")
        before = in_app(page, _MEMORY)
        full, full_slow = window.evaluate(_PAN, [1, _SECONDS])
        far, _ = window.evaluate(_PAN, [4, _SECONDS])
        self.samples.add(
            {
                groups.PAN_FULL: full,
                groups.PAN_FULL_SLOW: full_slow,
                groups.PAN_FAR: far,
                groups.PAN_MEMORY: in_app(page, _MEMORY) - before,
            }
        )
