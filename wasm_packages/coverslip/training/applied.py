"""What a packed model makes of an image, by the same code and in the same tiles as in the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coverslip import models
from coverslip.bioimage.opening import open_file
from coverslip.bioimage.prediction import Prediction
from coverslip.image import Image

from .errors import TrainingError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    Array = np.ndarray[Any, np.dtype[Any]]


async def applied(package: bytes, planes: Sequence[Array]) -> AsyncIterator[Array]:
    """Run a model on planes, each (channels, rows, columns), one after the other; each result is like that, too."""
    opened = await open_file("model.zip", package)
    if opened.description is None:
        raise TrainingError("The packed model has no description; report this with the versions of your packages.")
    session: Any = await models.load(opened.weights)
    async with session:
        for plane in planes:
            image = Image(plane if len(plane) > 1 else plane[0], axes="CYX" if len(plane) > 1 else "YX")
            outputs = await Prediction(opened.description, session, image).run()
            result = outputs[opened.description.outputs[0].id].data
            yield np.asarray(result if result.ndim == 3 else result[None])
