"""The tiles' rows of the group `models`: what it costs to run a model tile by tile, beside the network itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from build_steps.bench import groups
from build_steps.bench.tabs import app_tab, in_app

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from build_steps.bench.figures import Samples

_MODEL = "PGC_20X_nucleus_detector.czseg"
_WIDTH = 1888
"""Of the image: two tiles of 1024 that share their halos."""
_RUN = """
  const {address} = argument;
  const site = await (await fetch('site.json')).json();
  const sample = site.samples.find(({name}) => name === argument.model);
  const packed = (await fetch(sample.file.path)).body;
  const stream = sample.file.encoding === 'gzip' ? packed.pipeThrough(new DecompressionStream('gzip')) : packed;
  const model = new File([await new Response(stream).blob()], argument.model);
  const plugin = await coverslip.api.getPlugin({src: address, confirm: false});
  return plugin.tiled(model, argument.width);
"""


@dataclass
class Tiles:
    """The measurements of one round; `url` is where the folder's `assets/` stand."""

    context: BrowserContext
    url: str
    samples: Samples

    def round(self) -> None:
        """Measures each row once."""
        with app_tab(self.context, self.url) as page:
            given = {"address": f"{self.url}pages/tiled.py", "model": _MODEL, "width": _WIDTH}
            whole, network = in_app(page, _RUN, given)
            self.samples.add({groups.TILED: whole * 1000, groups.TILES: network * 1000})
