"""Where a classifier looks: how much each place of an image speaks for a class.

Without gradients, which a network in ONNX does not give: from the features of its last convolution (Score-CAM, Wang
et al. 2020), and where the graph has none, from what is lost when a place is covered (occlusion, Zeiler and Fergus
2014).
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from .onnx_graph import read_graph, with_output

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .onnx_graph import Graph

#: Runs a network on one input, an array, and gives its outputs by name.
Run = Callable[[Any], Awaitable[Mapping[str, Any]]]
#: Told how many runs are done and how many there are.
Told = Callable[[int, int], Awaitable[None]]

#: So many channels of the features, those that vary most, are looked at.
CHANNELS = 32
#: The image is covered at so many places along each side.
PLACES = 12
_POOLING = ("GlobalAveragePool", "GlobalMaxPool", "ReduceMean")


def features_of(graph: Graph) -> str | None:
    """Name of the last features that still have places: what is pooled, or what the last convolution gives."""
    last = max((number for number, node in enumerate(graph.nodes) if node.operator == "Conv"), default=None)
    if last is None:
        return None
    for node in graph.nodes[last + 1 :]:
        if node.operator in _POOLING and node.inputs:
            return node.inputs[0]
    return graph.nodes[last].outputs[0]


def exposed(network: bytes) -> tuple[bytes, str] | None:
    """The network with its last features as one more output, and their name; None when it has no convolution."""
    graph = read_graph(network)
    name = features_of(graph)
    if name is None:
        return None
    return (network if name in graph.outputs else with_output(network, name)), name


async def score_map(
    run: Run, image: NDArray[Any], axes: tuple[int, int], scores: str, features: str, target: int, told: Told
) -> NDArray[Any]:
    """How much each place speaks for a class, from 0 to 1.

    Every channel of the features, made as large as the image, is a mask; it counts as much as the class's score rises
    when only what it shows is kept.

    Args:
        run: the network with its features exposed.
        image: the network's input, with a batch of one.
        axes: of the image, those of rows and columns.
        scores: name of the output with the scores.
        features: name of the output with the features, (batch, channel, rows, columns).
        target: number of the class.
        told: is told of each run.

    Returns:
        float32 of the image's rows and columns.
    """
    import numpy as np

    shape = (image.shape[axes[0]], image.shape[axes[1]])
    found = await run(image)
    channels = np.maximum(np.asarray(found[features], np.float32)[0], 0)
    order = channels.std((1, 2)).argsort()[::-1]
    chosen = [channel for channel in order[:CHANNELS] if np.ptp(channels[channel]) > 0]
    total = np.zeros(shape, np.float32)
    base = _score(await run(_covered(image, axes, np.zeros(shape, np.float32))), scores, target)
    gains, masks = [], []
    for number, channel in enumerate(chosen):
        mask = _enlarged(channels[channel], shape)
        mask = (mask - mask.min()) / np.ptp(mask)
        gains.append(_score(await run(_covered(image, axes, mask)), scores, target) - base)
        masks.append(mask)
        await told(number + 1, len(chosen))
    for gain, mask in zip(_shares(gains), masks, strict=True):
        total += gain * mask
    return _normal(total)


async def occlusion_map(
    run: Run, image: NDArray[Any], axes: tuple[int, int], scores: str, target: int, told: Told
) -> NDArray[Any]:
    """How much of a class's score is lost when a place is covered by the image's mean, from 0 to 1."""
    import numpy as np

    rows, columns = image.shape[axes[0]], image.shape[axes[1]]
    whole = _score(await run(image), scores, target)
    lost = np.zeros((PLACES, PLACES), np.float32)
    for row in range(PLACES):
        for column in range(PLACES):
            mask = np.ones((rows, columns), np.float32)
            # Covers reach half over their neighbours', so that nothing hides at a border.
            top, bottom = _reach(row, rows)
            left, right = _reach(column, columns)
            mask[top:bottom, left:right] = 0
            lost[row, column] = whole - _score(await run(_covered(image, axes, mask)), scores, target)
            await told(row * PLACES + column + 1, PLACES * PLACES)
    return _normal(_enlarged(np.maximum(lost, 0), (rows, columns)))


def _reach(place: int, length: int) -> tuple[int, int]:
    step = length / PLACES
    return max(0, int((place - 0.5) * step)), min(length, math.ceil((place + 1.5) * step))


def _covered(image: NDArray[Any], axes: tuple[int, int], mask: NDArray[Any]) -> NDArray[Any]:
    """The image where the mask is 1, its mean where it is 0."""
    import numpy as np

    shape = [1] * image.ndim
    shape[axes[0]], shape[axes[1]] = mask.shape
    spread = (mask if axes[0] < axes[1] else mask.T).reshape(shape)
    mean = image.mean(axes, keepdims=True)
    return np.asarray(mean + (image - mean) * spread, image.dtype)


def _score(outputs: Mapping[str, Any], name: str, target: int) -> float:
    return float(outputs[name].reshape(-1)[target])


def _shares(gains: list[float]) -> Any:
    """Gains as weights that add up to 1, none of them negative."""
    import numpy as np

    kept = np.maximum(np.asarray(gains, np.float32), 0)
    return kept / kept.sum() if kept.sum() > 0 else kept


def _enlarged(small: NDArray[Any], shape: tuple[int, int]) -> NDArray[Any]:
    """A small picture made as large as the image, with smooth passages."""
    import numpy as np
    from scipy import ndimage

    places = [
        np.clip((np.arange(length) + 0.5) * size / length - 0.5, 0, size - 1)
        for length, size in zip(shape, small.shape, strict=True)
    ]
    grid = np.meshgrid(*places, indexing="ij")
    return np.asarray(ndimage.map_coordinates(small, grid, order=1, mode="nearest"), np.float32)


def _normal(values: NDArray[Any]) -> NDArray[Any]:
    largest = values.max(initial=0)
    return values / largest if largest > 0 else values
