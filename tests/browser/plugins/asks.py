# /// script
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Asks"
# description = "Asks for points, and gives shapes around them."
# ///
"""Asks for drawings, and gives some."""

from typing import Annotated

import numpy as np
from coverslip import Ask, Image, Points, Shapes, Table, op


@op(title="Boxes around points", results=["Boxes", "Places"])
def around(image: Image, spots: Annotated[Points, Ask("Click the nuclei")], size: float = 5) -> tuple[Shapes, Table]:
    """Draw a box around each point that lies on the image."""
    places = np.asarray(spots)
    places = places[(places < image.shape).all(axis=1)]
    corners = np.array([[-1, -1], [-1, 1], [1, 1], [1, -1]]) * size
    boxes = Shapes([place + corners for place in places], name="Boxes")
    return boxes, Table({"y": places[:, 0], "x": places[:, 1]})


@op(title="Area of shapes")
def area(image: Image, region: Annotated[Shapes, Ask("Outline the region")]) -> str:
    """Count the pixels of a region."""
    return f"{int(region.to_mask(image.shape).sum())} pixels, unit {region.unit or 'px'}"
