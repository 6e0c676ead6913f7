"""What OME-XML tells of an image (OME schema 2016-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .facts import ChannelFacts, channel

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NAMELESS = "}"


def children(element: Element, name: str) -> list[Element]:
    """The children of a name, whatever version of the schema they are of."""
    return [child for child in element if child.tag.rpartition(_NAMELESS)[2] == name]


def ome_image(root: Element, index: int) -> Element | None:
    """The element Pixels of one of the images."""
    images = [pixels for image in children(root, "Image") for pixels in children(image, "Pixels")]
    return images[min(index, len(images) - 1)] if images else None


def ome_channels(pixels: Element) -> list[ChannelFacts]:
    """The channels of an image; one of several samples (colours) counts once for each step along C."""
    return [channel(each.get("Name", ""), _color(each.get("Color"))) for each in children(pixels, "Channel")]


def _color(text: str | None) -> str | None:
    """A colour that is written as a signed whole number of red, green, blue and alpha."""
    if text is None:
        return None
    try:
        value = int(text) & 0xFFFFFFFF
    except ValueError:
        return None
    return f"#{value >> 8:06x}"
