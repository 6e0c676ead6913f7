# /// script
# requires-python = ">=3.11"
# dependencies = ["coverslip", "numpy"]
# [tool.coverslip]
# name = "Shows a viewer"
# version = "1.0.0"
# description = "Adds layers to a window and changes them."
# ///
"""A plugin that works with an image window as napari's users do."""

import time
from typing import Any

import numpy as np
from coverslip import api, op

heard: list[Any] = []


@op(title="Show layers")
async def layers() -> list[str]:
    """Open a window with a layer of each kind, and listen to it."""
    image = np.zeros((40, 60), np.uint16)
    image[:, 30:] = 1000
    viewer = await api.createWindow({"type": "image", "name": "From Python", "data": image})
    labels = np.zeros((40, 60), np.int32)
    labels[10:20, 10:20] = 7
    nuclei = await viewer.add_labels(labels, name="nuclei", opacity=1.0)
    points = await viewer.add_points(np.array([[30.0, 40.0], [5.0, 50.0]]), size=4, face_color="yellow")
    shapes = await viewer.add_shapes([[[2, 2], [8, 22]]], shape_type="rectangle", edge_color="cyan")
    more = await viewer.add_image(image, colormap="green", contrast_limits=[0, 500], blending="additive", visible=False)
    await viewer.on("picked", heard.append)
    await nuclei.set(contour=1)
    await points.set_data([[1.0, 2.0]])
    await shapes.remove()
    await more.set(gamma=0.5)
    return [nuclei.kind, points.kind, shapes.kind, more.name]


@op(title="What was heard")
async def picked() -> list[Any]:
    """Give what the window told."""
    return heard


@op(title="Film")
async def film(frames: int, size: int = 512) -> float:
    """Show so many pictures one after the other in one layer; gives the seconds that took."""
    rows, columns = np.mgrid[:size, :size]
    pictures = [((rows + columns + 8 * shift) % 256).astype(np.uint16) for shift in range(8)]
    viewer = await api.createWindow({"type": "image", "name": "Film", "data": pictures[0]})
    layer = await viewer.add_image(pictures[0], name="film", contrast_limits=[0, 255])
    begun = time.perf_counter()
    for frame in range(frames):
        await layer.set_data(pictures[frame % len(pictures)])
    return time.perf_counter() - begun
