"""Models of ZEISS: `.czann`, and the older `.czseg` and `.czmodel`: zips with a network and what is known of it.

What the fields mean is published with ZEISS's package czmodel ("CZANN Model Specification") and with the plugin
napari-czann-segment.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from .axis import Axis
from .description import ModelDescription, Step, TensorDescription, Weights
from .errors import DescriptionError, NotOffered

if TYPE_CHECKING:
    from .package import Package


def is_zeiss(package: Package) -> bool:
    """Whether a package is one of ZEISS's."""
    return any(name.endswith(".model") for name in package.names)


def read_zeiss(package: Package) -> ModelDescription:
    """The model that such a file holds.

    Raises:
        DescriptionError: naming the field that is missing or wrong.
        NotOffered: when the network is no ONNX, or finds objects instead of giving an image.
    """
    weights = _only(package, ".model")
    if package.read(weights)[:2] == b"PK":
        raise NotOffered(f"{package.name} holds a network of TensorFlow; only those in ONNX are run here.", "ModelName")
    if any(name.endswith(".json") for name in package.names):
        return _from_json(package, _only(package, ".json"), weights)
    return _from_xml(package, _only(package, ".xml"), weights)


def _only(package: Package, ending: str) -> str:
    found = [name for name in package.names if name.endswith(ending)]
    if len(found) != 1:
        raise DescriptionError(
            f"{package.name} holds {len(found)} files that end with {ending}; a ZEISS model holds one."
        )
    return found[0]


def _from_xml(package: Package, name: str, weights: str) -> ModelDescription:
    """The older form: width and height of a tile, and its border, which counts to nothing."""
    try:
        root = ElementTree.fromstring(package.read(name))  # noqa: S314 (expat refuses entities that grow)
    except ElementTree.ParseError as error:
        raise DescriptionError(f"{name} in {package.name} is no XML: {error}.") from error

    def whole(field: str, default: int | None = None) -> int:
        text = root.findtext(field)
        if text is None and default is not None:
            return default
        if text is None or not text.strip().isdigit():
            raise DescriptionError(f"{name}: {field} has to be a whole number, but it is {text!r}.", field)
        return int(text)

    classes = tuple(item.get("Name") or "" for item in root.iterfind("TrainingClasses/Item"))
    pixels = " ".join(item.get("PixelType") or "" for item in root.iterfind("Channels/Item"))
    scaled = (root.findtext("ScaleInputsByBitdepth") or "true").strip().lower() == "true"
    return _described(
        weights,
        name=root.findtext("ModelName") or package.name,
        version=root.get("Version") or "",
        description=(root.findtext("Description") or "").strip(),
        height=whole("TotalTileHeight"),
        width=whole("TotalTileWidth"),
        channels=3 if "Bgr" in pixels or "Rgb" in pixels else 1,
        border=whole("BorderSize", 0),
        classes=classes,
        scaled=scaled,
        reversed_colours="Bgr" in pixels,
    )


def _from_json(package: Package, name: str, weights: str) -> ModelDescription:
    """The current form: the shape of an input, and how much tiles overlap, which is twice their border."""
    try:
        content: dict[str, Any] = json.loads(package.read(name))
        height, width, channels = content["InputShape"]
        overlap = content.get("MinOverlap") or [0]
        classes = tuple(map(str, content.get("Classes") or ()))
        kind = str(content["Type"])
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DescriptionError(f"{name} in {package.name} is no JSON: {error}.") from error
    except KeyError as error:
        raise DescriptionError(f"{name} in {package.name} has no field {error}.", str(error.args[0])) from error
    except (TypeError, ValueError) as error:
        raise NotOffered(
            f"{name} in {package.name}: InputShape has to be height, width and channels; models of stacks are not run.",
            "InputShape",
        ) from error
    if kind.endswith("Detection"):
        raise NotOffered(f"{package.name} finds boxes around objects ({kind}), which is not run here.", "Type")
    return _described(
        weights,
        name=str(content.get("ModelName") or package.name),
        version=str(content.get("FormatVersion") or ""),
        description="",
        height=int(height),
        width=int(width),
        channels=int(channels),
        border=max(map(int, overlap)) // 2,
        classes=classes,
        scaled=True,
        image=not kind.endswith("Classification"),
    )


def _described(
    weights: str,
    *,
    name: str,
    version: str,
    description: str,
    height: int,
    width: int,
    channels: int,
    border: int,
    classes: tuple[str, ...],
    scaled: bool,
    image: bool = True,
    reversed_colours: bool = False,
) -> ModelDescription:
    space = (Axis("y", "space", height), Axis("x", "space", width))
    steps = [Step("scale_by_bit_depth") if scaled else Step("ensure_dtype", {"dtype": "float32"})]
    if reversed_colours:
        # Trained on colours in the order blue, green, red.
        steps.append(Step("reverse", {"axis": "channel"}))
    shown = tuple(Axis(axis.id, axis.kind, axis.length, halo=border) for axis in space) if image else ()
    return ModelDescription(
        name=name,
        format=f"ZEISS {version}".strip(),
        description=description,
        inputs=(
            TensorDescription(
                "image", (Axis("batch", "batch", 1), *space, Axis("channel", "channel", channels)), steps=tuple(steps)
            ),
        ),
        outputs=(
            TensorDescription(
                "classes" if classes else "result",
                (
                    Axis("batch", "batch", 1),
                    *shown,
                    Axis("channel", "channel", len(classes) or channels, names=classes),
                ),
                categories=classes,
            ),
        ),
        weights=Weights(weights),
        edges="clamp",
    )
