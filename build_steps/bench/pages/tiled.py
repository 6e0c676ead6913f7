# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Tiled"
# version = "1.0.0"
# description = "Runs a model on an image, and tells how much of the time the network took."
# ///
"""What the benchmark of tiles runs."""

import time
from collections.abc import Mapping
from typing import Any

import numpy as np
from coverslip import File, Image, models, op
from coverslip.bioimage import Prediction, open_file


class Watched:
    """A session that adds up how long it runs."""

    def __init__(self, session: models.Session) -> None:
        self._session = session
        self.inputs, self.outputs, self.device = session.inputs, session.outputs, "cpu"
        self.seconds = 0.0

    async def run(self, inputs: Mapping[str, Any], /) -> Mapping[str, Any]:
        """Run the network."""
        begun = time.perf_counter()
        try:
            return await self._session.run(inputs)
        finally:
            self.seconds += time.perf_counter() - begun


@op(title="Tiled")
async def tiled(model: File, width: int) -> list[float]:
    """Run a model on noise of 1024 × `width` pixels; gives the seconds of all, and of the network alone."""
    opened = await open_file(model.name, model.data)
    assert opened.description is not None
    session = Watched(await models.load(opened.weights, device="cpu"))
    image = Image(np.random.default_rng(1).integers(0, 65535, (1024, width), "uint16"))
    begun = time.perf_counter()
    await Prediction(opened.description, session, image).run()
    return [time.perf_counter() - begun, session.seconds]
