"""Images opened by the page's api, and what it tells of them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from .app import App

BYTES = """
const bytesOf = (array) => new Uint8Array(array.data.buffer, array.data.byteOffset, array.data.byteLength);
const hash = async (array) => [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(array)))]
  .map((byte) => byte.toString(16).padStart(2, '0')).join('');
const told = async (image, region) => {
  const {name, format, axes, shape, dtype, pixelSize, unit, channels, sha256, levels} = image;
  const array = await image.read(region);
  const facts = {name, format, axes, shape, dtype, pixelSize, unit, channels, sha256, levels};
  return {...facts, read: {shape: array.shape, axes: array.axes, dtype: array.dtype, hash: await hash(array)}};
};
"""
"""JavaScript: `told(image, region)` gives the facts of an image and of a part of it."""
FILE = "document.getElementById('given').files"
"""JavaScript: what `give` put into the page."""


def give(app: App, *files: Path) -> None:
    """Put files into the page, as handles whose bytes nobody has read."""
    app.call(
        "document.getElementById('given')?.remove(); const input = document.createElement('input');"
        "Object.assign(input, {type: 'file', id: 'given', multiple: true, hidden: true}); document.body.append(input);"
    )
    app.page.locator("#given").set_input_files([str(file) for file in files])


def opened(app: App, file: Path, region: dict[str, Any] | None = None) -> dict[str, Any]:
    """Open a file by the page's api; gives its facts and those of a part."""
    give(app, file)
    body = f"{BYTES} const image = await coverslip.api.openImage({FILE}[0]);"
    told: dict[str, Any] = app.call(
        f"{body} try {{ return await told(image, args[0]); }} finally {{ image.close(); }}", region
    )
    return told


def same(read: dict[str, Any], expected: np.ndarray[Any, Any]) -> None:
    """Compare what was read in the page with an array, byte by byte."""
    assert (read["shape"], read["dtype"]) == (list(expected.shape), expected.dtype.name)
    assert read["hash"] == hashlib.sha256(np.ascontiguousarray(expected).tobytes()).hexdigest()
