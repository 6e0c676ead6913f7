# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy", "scipy", "scikit-image"]
# [tool.coverslip]
# name = "Run a model"
# version = "1.0.0"
# description = "Runs a neural network on an image, tile by tile: models of bioimage.io and of ZEISS, and bare ONNX."
# license = "MIT"
# samples = ["PGC_20X.czi", "PGC_20X_nucleus_detector.czseg"]
# ///
"""Neural networks on images of any size."""

import mimetypes
import time
from collections.abc import Callable
from contextvars import copy_context
from hashlib import sha256
from typing import Annotated, Any

import coverslip
import numpy as np
from coverslip import (
    Accept,
    Field,
    Figure,
    File,
    Image,
    Labels,
    Markdown,
    Overlay,
    Shapes,
    Slider,
    Table,
    Title,
    api,
    models,
    op,
    progress,
)
from coverslip.bioimage.activation import exposed, occlusion_map, score_map
from coverslip.bioimage.card import card
from coverslip.bioimage.channels import class_labels
from coverslip.bioimage.description import ModelDescription
from coverslip.bioimage.detection import as_rows, as_shapes, detect
from coverslip.bioimage.detector import Detector, detector_of
from coverslip.bioimage.device_test import has_test, replay_test
from coverslip.bioimage.errors import InputMismatch
from coverslip.bioimage.opening import OpenedModel, open_file
from coverslip.bioimage.outcome import Wanted, as_image, as_labels, kind_of, measured
from coverslip.bioimage.plain_onnx import PLAIN, describe_network
from coverslip.bioimage.plain_outputs import tells_of_the_whole
from coverslip.bioimage.prediction import Prediction
from coverslip.bioimage.relations import main_input
from coverslip.bioimage.score_table import as_table
from coverslip.bioimage.single_input import at_length, fitted
from coverslip.errors import ArgumentError

ENDINGS = (".zip", ".czann", ".czseg", ".czmodel", ".onnx")
Model = Annotated[File, Accept(*ENDINGS), Title("Model")]
Array = np.ndarray[Any, Any]
#: What sessions call the type of texts, in the app and natively.
TEXTS = ("U", "object")
#: Seconds between two pictures of what is done so far.
_PICTURES = 2.0


@op(title="Run a model", results=["Summary", "Table", "Output", "Labels", "Boxes"])
async def run(
    image: Image,
    model: Model,
    result: Wanted = "automatic",
    threshold: Annotated[float, Slider(0, 1, step=0.05)] = 0.5,
    smallest: Annotated[int, Field(min=0, unit="px")] = 50,
    tile: Annotated[int | None, Field(min=16, unit="px")] = None,
    second: Annotated[Image | None, Title("Second image")] = None,
    output: Annotated[int | None, Field(min=1)] = None,
) -> tuple[str, Table | None, Image | None, Labels | None, Shapes | None]:
    """Run a model on an image, and make of its output what it is: an image, labels or boxes with a table, or scores.

    Args:
        image: any size; times, depths and channels that the model does not take together are gone through one by one.
        model: a zip of bioimage.io, a ZEISS model, or a network in ONNX.
        result: what is made of the output. “automatic” makes objects of two classes, classes of more, and leaves other
            numbers as they are.
        threshold: above which an output of one channel shows something; the score that an object in a box has at least.
        smallest: pixels that an object has at least.
        tile: how long tiles are at most, where the model leaves that open.
        second: where the model takes two images.
        output: number of the output that is shown, where the model gives several.
    """
    _, described, session = await loaded(model)
    async with session:
        detector = detector_of(session) if described.format == PLAIN and output is None else None
        if detector is not None:
            return await detected(described, session, detector, image, threshold)
        number = chosen_output(described, output)
        images = images_for(described, image, second)
        if described.format == PLAIN and tells_of_the_whole(described, session):
            images = {name: at_length(described, each) for name, each in images.items()}
            tile = max(max(each.shape) for each in images.values())
        prediction = Prediction(described, session, images, tile=tile)
        preview = Preview(prediction, number)
        started = time.monotonic()
        await progress(0.1, f"Tile 1 of {prediction.count}")
        async for done in prediction:
            passed = time.monotonic() - started
            left = passed / done.number * (done.count - done.number)
            share = 0.1 + 0.8 * done.number / done.count
            await progress(share, f"Tile {done.number} of {done.count}", seconds_left=left)
            await preview.show()
        await progress(0.92, "Making the result")
        shown, labels, table = results_of(prediction, number, result, threshold, smallest)
        await preview.close()
        passed = time.monotonic() - started
        tiles = "1 tile" if prediction.count == 1 else f"{prediction.count} tiles"
        said = f"{described.name}: {tiles} in {passed:.1f} s on {session.device}."
        if labels is not None and table is not None:
            said += f" {len(table)} objects."
        if len(described.outputs) > 1:
            names = ", ".join(f"{place} {each.id}" for place, each in enumerate(described.outputs, 1))
            said += f" This is output {number + 1} of several: {names}."
        # What comes last stands in front.
        return said, table, shown, labels, None


async def detected(
    model: ModelDescription, session: models.Session, detector: Detector, image: Image, threshold: float
) -> tuple[str, Table | None, None, None, Shapes | None]:
    """The objects that a detector finds, as rows of a table and as boxes over the image."""
    await progress(0.1, "Looking for objects")
    started = time.monotonic()
    boxes = await detect(model, session, detector, image, threshold)
    passed = time.monotonic() - started
    count = len(boxes.scores)
    said = f"{model.name}: {count} object{'' if count == 1 else 's'} in {passed:.1f} s on {session.device}."
    if count == 0:
        return f"{said} None has a score of {threshold:g} or more; try a lower threshold.", None, None, None, None
    name = f"Objects of {model.name}"
    return said, as_rows(boxes, image, name), None, None, as_shapes(boxes, image, name)


@op(title="About a model", results=["Cover", "Card"])
async def about(
    model: Model, test: Annotated[bool, Title("Test it on this device")] = True
) -> tuple[Figure | None, Markdown]:
    """Who made a model, under which licence, what goes in and comes out, and whether it works here.

    Args:
        model: a zip of bioimage.io, a ZEISS model, or a network in ONNX.
        test: replays the test that the model brings, and tells how far the result is from what its authors got.
    """
    opened, described, session = await loaded(model)
    async with session:
        found, fault = None, ""
        if test and has_test(described):
            await progress(0.6, "Replaying the model's test")
            try:
                found = await replay_test(described, opened.package, session)
            except coverslip.CoverslipError as error:
                fault = str(error)
    # The card comes last, so that it is what stands in front.
    return cover_of(opened, described), Markdown(card(described, opened.package, found, fault))


@op(title="Where a classifier looks", results=["Map", "Scores"])
async def explain(
    image: Image,
    model: Model,
    number: Annotated[int | None, Field(min=0), Title("Class")] = None,
) -> tuple[Annotated[Image, Overlay()], Table]:
    """Show which places of an image speak for a class.

    Args:
        image: one plane; it is made as large as the model takes it.
        model: a classifier.
        number: of the class, from 0; the one with the largest score when left empty.
    """
    opened, described, session = await loaded(model)
    async with session:
        given = fitted(described, image)
        taken = session.inputs[0].name
        scores = session.outputs[chosen_output(described, None)].name

        async def scored(values: Array) -> dict[str, Array]:
            return dict(await session.run({taken: values}))

        found = np.asarray((await scored(given.values))[scores])
        first = found.reshape(-1)
        if max(found.shape, default=1) < first.size:
            raise InputMismatch(
                f"{model.name} is no classifier: it gives {scores!r} of shape {found.shape}, which are no scores."
                " Run it with “Run a model”."
            )
        target = int(first.argmax()) if number is None else number
        if target >= first.size:
            raise ArgumentError(
                f"{model.name} has {first.size} classes, from 0 to {first.size - 1}, and none of the number {target}."
                " Give one of these, or leave Class empty.",
                "explain",
                "number",
            )

        async def told(done: int, count: int) -> None:
            await progress(0.2 + 0.75 * done / count, f"Looking {done} of {count}")

        inside = exposed(opened.weights)
        if inside is None:
            heat = await occlusion_map(scored, given.values, given.axes, scores, target, told)
        else:
            deeper = await models.load(
                inside[0],
                name=f"{described.name}, features",
                external_data=opened.external or None,
                beside=sha256(opened.weights).hexdigest(),
            )

            async def looked(values: Array) -> dict[str, Array]:
                return dict(await deeper.run({taken: values}))

            async with deeper:
                heat = await score_map(looked, given.values, given.axes, scores, inside[1], target, told)
    shown = given.on_image(heat)
    classes = list(class_labels(described.outputs[chosen_output(described, None)], first.size))
    return shown, Table({"class": classes, "score": first.tolist()}, name=f"Scores of {described.name}")


def cover_of(opened: OpenedModel, described: ModelDescription) -> Figure | None:
    """The first cover of a model that is a picture."""
    for name in described.covers:
        mime = mimetypes.guess_type(name)[0] or ""
        if mime in ("image/png", "image/jpeg", "image/gif"):
            return Figure(opened.package.read(name), mime)
    return None


async def loaded(model: File) -> tuple[OpenedModel, ModelDescription, Any]:
    """A model, what is known of it, and its network, ready to run."""
    await progress(0.0, "Reading the model")
    opened = await open_file(model.name, model.data)
    await progress(0.02, "Loading the network")
    weights = opened.description.weights if opened.description is not None else None
    session = await models.load(
        opened.weights,
        name=model.name,
        sha256=weights.sha256 if weights is not None else "",
        external_data=opened.external or None,
        on_progress=told_of(model.name),
    )
    try:
        described = opened.description or describe_network(model.name, session)
    except coverslip.CoverslipError:
        await session.release()
        raise
    return opened, described, session


def told_of(name: str) -> Callable[[Any], None]:
    """Something that tells the person what the app does with a model: it is called by the app, so the call is kept."""
    here = copy_context()
    words = {
        "wait": "Waiting for another model's run",
        "compile": f"Making {name} ready to run",
        "measure": "Trying the graphics card and the processor",
    }

    def tell(step: dict[str, Any]) -> None:
        stage, done = step["stage"], step["fraction"]
        if stage == "download":
            here.run(progress, None if done is None else 0.02 + 0.06 * done, f"Fetching {step['text']}")
        elif stage in words:
            here.run(progress, 0.1 if stage == "measure" else 0.08, words[stage])

    return tell


def images_for(model: ModelDescription, image: Image, second: Image | None) -> dict[str, Image]:
    """The images by the ids of the model's inputs: the first one that shows space, and the next one."""
    main = main_input(model)
    others = [each for each in model.inputs if each is not main]
    needed = [each for each in others if not each.optional]
    if second is None and not needed:
        return {main.id: image}
    names = ", ".join(repr(each.id) for each in model.inputs)
    if len(needed) > 1 or not others:
        count = f"{len(needed) + 1} images" if others else "one image"
        raise InputMismatch(f"{model.name} takes {count} ({names}); one or two are given here.")
    if second is None:
        raise InputMismatch(f"{model.name} takes two images, {names}. Choose the other one as Second image.")
    return {main.id: image, (needed or others)[0].id: second}


def chosen_output(model: ModelDescription, number: int | None) -> int:
    """Place of the output that is shown, from 0: the first one with numbers when none is chosen."""
    if number is None:
        return next((place for place, each in enumerate(model.outputs) if each.dtype not in TEXTS), 0)
    if number > len(model.outputs):
        raise ArgumentError(
            f"{model.name} gives {len(model.outputs)} output{'s' if len(model.outputs) > 1 else ''}, and none of the"
            f" number {number}.",
            "run",
            "output",
        )
    return number - 1


def results_of(
    prediction: Prediction, number: int, result: Wanted, threshold: float, smallest: int
) -> tuple[Image | None, Labels | None, Table | None]:
    """An output of a model as it is looked at."""
    output = prediction.model.outputs[number]
    tensor = prediction.outputs()[output.id]
    kind = kind_of(output, tensor)
    if kind == "table":
        return None, None, as_table(output, tensor)
    shown = as_image(prediction.model, output, tensor, prediction.image)
    wanted = result
    if wanted == "automatic":
        several = "C" in shown.axes and shown.shape[shown.axes.index("C")] > 2
        wanted = "as it is" if kind == "image" else "classes" if kind == "classes" and several else "objects"
    if kind == "labels" and result == "automatic":
        return None, Labels(shown), None
    if wanted == "as it is":
        return shown, None, None
    labels = as_labels(output, shown, wanted, threshold=threshold, smallest=smallest)
    whole = all(letter in "ZYX" or length == 1 for letter, length in zip(labels.axes, labels.shape, strict=True))
    table = measured(labels, prediction.image) if whole and wanted in ("objects", "split objects") else None
    return None, labels, table


class Preview:
    """A window in which tiles appear as they are done. It stays when the run is stopped, with what is done by then.

    Args:
        prediction: what is shown.
        number: of the output that is shown, from 0.
    """

    def __init__(self, prediction: Prediction, number: int) -> None:
        self._prediction = prediction
        self._number = number
        self._window: Any = None
        self._shown = time.monotonic()

    async def show(self) -> None:
        """Show what is done, unless that was just before."""
        now = time.monotonic()
        if not api.connected() or self._prediction.complete or now - self._shown < _PICTURES:
            return
        picture = self._picture()
        if picture is None:
            return
        if self._window is None:
            self._window = await api.createWindow({"type": "image", "name": picture.name, "data": picture})
            await self._window.on("view", self._look)
        else:
            await self._window.setImage(picture)
        self._shown = time.monotonic()

    async def close(self) -> None:
        """Take the window away, since the whole result comes now."""
        if self._window is not None:
            await self._window.close()

    def _look(self, view: dict[str, Any]) -> None:
        """Run those tiles first that the person looks at."""
        x, y = view["center"]
        self._prediction.look_at({"X": x, "Y": y})

    def _picture(self) -> Image | Labels | None:
        model = self._prediction.model
        output = model.outputs[self._number]
        tensor = self._prediction.outputs().get(output.id)
        if tensor is None or kind_of(output, tensor) == "table":
            return None
        shown = as_image(model, output, tensor, self._prediction.image)
        if "C" in shown.axes and kind_of(output, tensor) == "classes":
            shown = Image(as_labels(output, shown, "classes"))
        return Image(np.asarray(shown), like=shown, name=f"{model.name}, so far")


if __name__ == "__main__":
    coverslip.main()
