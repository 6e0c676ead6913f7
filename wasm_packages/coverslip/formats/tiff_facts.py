"""Channels and metadata of TIFF files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from .facts import ChannelFacts, channel
from .ome_xml import ome_channels, ome_image
from .tree import as_tree, xml_tree

if TYPE_CHECKING:
    import tifffile

_SHOWN_TAGS = ("ImageDescription", "Software", "DateTime", "Artist", "Make", "Model", "DocumentName", "HostComputer")


def format_of(file: tifffile.TiffFile) -> str:
    """What kind of TIFF it is."""
    kinds = {
        "OME-TIFF": file.is_ome,
        "ImageJ TIFF": file.is_imagej,
        "LSM": file.is_lsm,
        "SVS": file.is_svs,
        "NDPI": file.is_ndpi,
        "MetaMorph STK": file.is_stk,
        "GeoTIFF": file.is_geotiff,
        "BigTIFF": file.is_bigtiff,
    }
    return next((kind for kind, applies in kinds.items() if applies), "TIFF")


def pixel_facts(
    file: tifffile.TiffFile, series: tifffile.TiffPageSeries, index: int
) -> tuple[list[ChannelFacts], dict[str, Any]]:
    """Channels and metadata of one of the images."""
    tags = series.keyframe.tags
    metadata: dict[str, Any] = {
        name: as_tree(tags[name].value)
        for name in _SHOWN_TAGS
        if name in tags and not (file.is_ome and name == _SHOWN_TAGS[0])
    }
    channels: list[ChannelFacts] = []
    if file.is_ome and file.ome_metadata:
        root = ElementTree.fromstring(file.ome_metadata)  # noqa: S314 (expat refuses the entities that make this costly)
        metadata["OME"] = xml_tree(root)
        image = ome_image(root, index)
        channels = [] if image is None else ome_channels(image)
    elif file.is_imagej:
        about = dict(file.imagej_metadata or {})
        channels = _imagej_channels(about)
        about.pop("LUTs", None)
        metadata["ImageJ"] = as_tree(about)
    for name in ("lsm_metadata", "stk_metadata", "fluoview_metadata", "scn_metadata"):
        known = getattr(file, name, None)
        if known:
            metadata[name.removesuffix("_metadata").upper()] = as_tree(known)
    metadata["compression"] = as_tree(series.keyframe.compression)
    return channels, metadata


def _imagej_channels(about: dict[str, Any]) -> list[ChannelFacts]:
    count = int(about.get("channels", 1))
    tables, ranges = about.get("LUTs") or [], about.get("Ranges") or ()
    out = []
    for index in range(count):
        color = None
        if index < len(tables):
            red, green, blue = (int(value) for value in tables[index][:, -1])
            color = f"#{red:02x}{green:02x}{blue:02x}"
        if len(ranges) >= 2 * index + 2:
            window = (float(ranges[2 * index]), float(ranges[2 * index + 1]))
        elif count == 1 and "min" in about and "max" in about:
            window = (float(about["min"]), float(about["max"]))
        else:
            window = None
        out.append(channel("", color, window if window is not None and window[0] < window[1] else None))
    return out
