"""The reader's rows of the group `images`: files opened in the browser, and by native libraries on this machine."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import tifffile
from pylibCZIrw import czi

from build_steps.bench import groups
from build_steps.bench.tabs import app_tab, in_app

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from build_steps.bench.figures import Samples

_CZI = "PGC_20X.czi"
_SHAPE = (10, 2048, 2048)
"""Of the OME-TIFF: 84 MB of 16 bits in tiles, more than the app keeps whole."""
_GIVE = """() => {
  const input = document.createElement('input');
  Object.assign(input, {type: 'file', id: 'given', hidden: true});
  document.body.append(input);
}"""
_READ = """
  const [file] = document.getElementById('given').files;
  const start = performance.now();
  const image = await coverslip.api.openImage(file);
  const opened = performance.now();
  const plane = image.axes.replace(/[YXS]/g, '').split('').map((axis) => [axis, 0]);
  await image.read({...Object.fromEntries(plane), y: [1024, 1536], x: [1024, 1536]});
  const tile = performance.now();
  await image.read();
  const whole = performance.now();
  image.close();
  document.getElementById('given').remove();
  return {opened: opened - start, tile: tile - opened, whole: whole - start};
"""


@dataclass
class ReadingRows:
    """The measurements of one round; `url` is where the folder's `assets/` stand, `site` the built site."""

    context: BrowserContext
    url: str
    site: Path
    samples: Samples
    folder: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="coverslip-bench-")
    )

    def round(self) -> None:
        """Measures each row once."""
        large = self._ome_tiff()
        zeiss = self.site / "samples" / _CZI
        self.samples.add({groups.CZI_NATIVE: _timed(lambda: _read_czi(zeiss))})
        self.samples.add({groups.OME_NATIVE: _timed(lambda: tifffile.imread(large))})
        with app_tab(self.context, self.url) as page:
            # What starts the reader, and fetches what a format needs, is measured by the group of starts.
            for path in (zeiss, large):
                self._opened(page, path)
            read_czi, read_ome = self._opened(page, zeiss), self._opened(page, large)
        self.samples.add(
            {
                groups.CZI: read_czi["whole"],
                groups.OME: read_ome["whole"],
                groups.OME_OPEN: read_ome["opened"],
                groups.OME_TILE: read_ome["tile"],
            }
        )

    def _ome_tiff(self) -> Path:
        path = Path(self.folder.name) / "large.ome.tif"
        if not path.exists():
            values = np.random.default_rng(0).integers(0, 4096, _SHAPE, np.uint16)
            tifffile.imwrite(path, values, tile=(256, 256), photometric="minisblack", metadata={"axes": "ZYX"})
        return path

    @staticmethod
    def _opened(page: Page, path: Path) -> dict[str, float]:
        page.evaluate(_GIVE)
        page.locator("#given").set_input_files(path)
        found: dict[str, float] = in_app(page, _READ)
        return found


def _read_czi(path: Path) -> Any:  # noqa: ANN401 (the library is not typed)
    with czi.open_czi(str(path)) as document:
        return document.read()


def _timed(work: Any) -> float:  # noqa: ANN401 (what it gives is thrown away)
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
