"""Running a model on an image, tile by tile."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .canvas import Canvas
from .errors import InputMismatch
from .layout import Layout, TilePlace, lay_out
from .padding import part
from .plain_onnx import PLAIN
from .plain_outputs import learned
from .planes import Planes, letter_of
from .processing import apply_steps, refuse_unknown
from .relations import main_input, relations
from .statistics import Statistics
from .tensor import Tensor
from .whole_steps import split_steps

if TYPE_CHECKING:
    from coverslip.image import NDArray

    from .description import ModelDescription, TensorDescription
    from .session import Session


@dataclass(frozen=True)
class TileDone:
    """A tile that has been run.

    Attributes:
        number: how many are done by now.
        count: how many there are.
        plane: place along the image's axes that are gone through, by letter.
        region: start and stop of the tile on the image, by letter.
    """

    number: int
    count: int
    plane: Mapping[str, int]
    region: Mapping[str, tuple[int, int]]


class Prediction:
    """One run of a model on an image. Iterate over it (`async for tile in prediction`) to run it.

    Stop iterating whenever you want: what is done is kept in `outputs()`.

    Args:
        model: what is known of it.
        session: its network.
        images: one an input, by the id of the description; or the image of the only input.
        tile: how long tiles are at most where the model leaves it open.
        focus: place on the image, by letter, whose tiles come first; its middle when absent.

    Raises:
        InputMismatch: when an image has not the channels or axes that the model takes, or is missing.
        NotOffered: when a step of the description can't be carried out.
    """

    def __init__(
        self,
        model: ModelDescription,
        session: Session,
        images: NDArray | Mapping[str, NDArray],
        *,
        tile: int | None = None,
        focus: Mapping[str, float] | None = None,
    ) -> None:
        refuse_unknown(model)
        self.model = model
        self.session = session
        self._main = main_input(model)
        given = images if isinstance(images, Mapping) else {self._main.id: images}
        self.image = _wanted(model, given, self._main)
        self._inputs = {tensor.id: Planes(given[tensor.id], tensor) for tensor in model.inputs if tensor.id in given}
        self._planes = self._inputs[self._main.id]
        first = next(iter(self._planes)).tensor
        axes = [axis for axis in self._main.axes if axis.kind not in ("batch", "channel")]
        self._letters = {axis.id: letter_of(axis) for axis in axes}
        self._lengths = {axis.id: first.sizes[axis.id] for axis in axes}
        for tensor in model.inputs:
            if tensor is not self._main and tensor.id in given:
                self._fit(tensor)
        self._tile = tile
        self.layout: Layout = lay_out(model, self._lengths, tile)
        self._focus: dict[str, float] = {}
        self.look_at(focus or {})
        self._arrays: dict[str, Any] = {}
        self._canvases: dict[tuple[int, ...], dict[str, Canvas]] = {}
        self._statistics: dict[tuple[int, ...], Statistics] = {}
        self._steps = {output.id: split_steps(output, self.layout.cuts) for output in model.outputs}
        self.count = len(self._planes) * len(self.layout)
        self.number = 0

    async def __aiter__(self) -> AsyncIterator[TileDone]:
        """Run every tile; each is given when it is done."""
        for planes in zip(*(self._in_step(each) for each in self._inputs.values()), strict=False):
            tensors = dict(zip(self._inputs, (plane.tensor for plane in planes), strict=True))
            index = next(plane.index for plane, name in zip(planes, self._inputs, strict=True) if name == self._main.id)
            statistics = Statistics(tensors)
            key = tuple(index.values())
            self._statistics[key] = statistics
            self._canvases[key] = {output.id: self._canvas(output, key) for output in self.model.outputs}
            waiting, focus = self.layout.places(self._focus), self._focus
            while waiting:
                if focus is not self._focus:
                    focus = self._focus
                    waiting = self.layout.nearest(waiting, focus)
                place = waiting.pop(0)
                results, layout = await self._run_tile(tensors, statistics, place), self.layout
                if self._learns(results):
                    self._canvases[key] = {output.id: self._canvas(output, key) for output in self.model.outputs}
                    if self.layout != layout:
                        waiting, focus = self.layout.places(self._focus), self._focus
                        continue
                for identity, tensor in self._outputs(results, statistics).items():
                    self._canvases[key][identity].add(place.index, tensor)
                self.number += 1
                yield TileDone(self.number, self.count, index, self._on_image(place))

    def look_at(self, focus: Mapping[str, float]) -> None:
        """Run the tiles first that lie nearest to a place on the image, by letter; also while it runs."""
        self._focus = {axis: focus[letter] for axis, letter in self._letters.items() if letter in focus}

    async def run(self) -> dict[str, Tensor]:
        """Run every tile, and give the outputs by their id."""
        async for _ in self:
            pass
        return self.outputs()

    @property
    def complete(self) -> bool:
        """Whether every tile is done."""
        return self.number == self.count

    def outputs(self) -> dict[str, Tensor]:
        """What there is so far, by the id of the output; 0 where no tile is yet.

        The axes are those of the image that were gone through, by letter, and then those of the output without its
        batch. Steps that look at a whole output are carried out here.
        """
        found: dict[str, Tensor] = {}
        for output in self.model.outputs:
            if output.id not in self._arrays:
                continue
            whole = self._arrays[output.id].view()
            dims = output.dims
            for key, canvases in self._canvases.items():
                tensor = canvases[output.id].tensor()
                if tensor is None:
                    continue
                later = self._steps[output.id][1]
                if later:
                    statistics = self._statistics[key].with_tensors({output.id: tensor})
                    tensor = apply_steps(later, tensor, output.id, statistics)
                if tensor.data.dtype != whole.dtype:
                    whole = whole.astype(tensor.data.dtype)
                elif later and whole.base is self._arrays[output.id]:
                    whole = whole.copy()
                whole[key] = tensor.data
            batch = [number for number, axis in enumerate(output.axes) if axis.kind == "batch"]
            lead = len(self._planes.extra)
            whole = whole.squeeze(tuple(lead + number for number in batch))
            kept = tuple(dim for number, dim in enumerate(dims) if number not in batch)
            found[output.id] = Tensor(whole, (*self._planes.extra, *kept))
        return found

    def _fit(self, tensor: TensorDescription) -> None:
        """Refuse an image that does not lie on that of the main input.

        Raises:
            InputMismatch: naming the axis along which it has another length.
        """
        planes, main = self._inputs[tensor.id], self._main.id
        if len(planes) not in (1, len(self._planes)):
            raise InputMismatch(
                f"{tensor.id!r} has {len(planes)} planes, but {main!r} has {len(self._planes)}: give one plane, or as"
                " many.",
                tensor.id,
            )
        sizes = next(iter(planes)).tensor.sizes
        for dim, relation in relations(self.model, tensor).items():
            wanted = relation.length(self._lengths[relation.axis])
            if sizes[dim] != wanted:
                raise InputMismatch(
                    f"{tensor.id!r} is {sizes[dim]} long along {dim}, but with this image for {main!r} it has to be"
                    f" {wanted} long.",
                    tensor.id,
                )

    def _in_step(self, planes: Planes) -> Any:
        """An input's planes; an only one again and again, for as long as others have more."""
        if len(planes) == 1 and len(self._planes) > 1:
            only = next(iter(planes))
            return (only for _ in range(len(self._planes)))
        return planes

    def _canvas(self, output: TensorDescription, key: tuple[int, ...]) -> Canvas:
        def allocate(shape: tuple[int, ...], dtype: Any) -> Any:
            import numpy as np

            whole = (*self._planes.extra.values(), *shape)
            if output.id not in self._arrays:
                self._arrays[output.id] = np.zeros(whole, dtype)
            if self._arrays[output.id].shape != whole:
                raise InputMismatch(
                    f"The network gave {output.id!r} another length for each plane of the image, so they can't be put"
                    " together. Run this model on one plane.",
                    output.id,
                )
            return self._arrays[output.id][key]

        return Canvas(output.id, relations(self.model, output), self.layout.cuts, allocate)

    async def _run_tile(
        self, tensors: Mapping[str, Tensor], statistics: Statistics, place: TilePlace
    ) -> dict[str, Any]:
        """What the network gives for a tile, by the ids of the outputs."""
        feeds = {}
        for description, value in zip(self.model.inputs, self.session.inputs, strict=False):
            if description.id not in tensors:
                continue
            region = {}
            for dim, relation in relations(self.model, description).items():
                start = relation.place(place.region[relation.axis][0])
                region[dim] = (start, start + relation.length(self.layout.cuts[relation.axis].block))
            values = Tensor(part(tensors[description.id], region, description.padding), description.dims)
            made = apply_steps(description.steps, values, description.id, statistics)
            feeds[value.name] = _repeated(made, description)
        results = await self.session.run(feeds)
        return {
            description.id: results[value.name]
            for description, value in zip(self.model.outputs, self.session.outputs, strict=False)
        }

    def _learns(self, results: Mapping[str, Any]) -> bool:
        """Take from a first tile what the outputs of a network without a description are.

        Returns:
            whether there was something to learn; the tiles may lie elsewhere then.
        """
        if self.number > 0 or self.model.format != PLAIN:
            return False
        blocks = {axis: made.block for axis, made in self.layout.cuts.items()}
        found = learned(self.model, blocks, {identity: array.shape for identity, array in results.items()})
        if found == self.model:
            return False
        self.model = found
        self.layout = lay_out(self.model, self._lengths, self._tile)
        self.count = len(self._planes) * len(self.layout)
        self._steps = {output.id: split_steps(output, self.layout.cuts) for output in self.model.outputs}
        return True

    def _outputs(self, results: Mapping[str, Any], statistics: Statistics) -> dict[str, Tensor]:
        """A tile's outputs after the steps that need no more than a tile.

        Raises:
            InputMismatch: when they are not as long as their description says.
        """
        outputs = {}
        for description in self.model.outputs:
            tensor = _described(results[description.id], description)
            for dim, relation in relations(self.model, description).items():
                told, got = relation.length(self.layout.cuts[relation.axis].block), tensor.sizes[dim]
                if told != got:
                    raise InputMismatch(
                        f"The network gave {description.id!r} with {got} places along {dim}, where {told} were expected"
                        " by its description. Its size, scale, or offset there is wrong.",
                        description.id,
                    )
            outputs[description.id] = apply_steps(self._steps[description.id][0], tensor, description.id, statistics)
        return outputs

    def _on_image(self, place: TilePlace) -> dict[str, tuple[int, int]]:
        region = {}
        for axis, (start, stop) in place.region.items():
            region[self._letters[axis]] = (max(start, 0), min(stop, self.layout.cuts[axis].length))
        return region


def _wanted(model: ModelDescription, given: Mapping[str, NDArray], main: TensorDescription) -> NDArray:
    """The image of the main input, once it is sure that all inputs are there."""
    stray = [name for name in given if name not in {tensor.id for tensor in model.inputs}]
    missing = [tensor.id for tensor in model.inputs if tensor.id not in given and not tensor.optional]
    if stray or missing or main.id not in given:
        raise InputMismatch(
            f"{model.name} takes {', '.join(repr(tensor.id) for tensor in model.inputs)}, "
            f"but it was given {', '.join(map(repr, given)) or 'nothing'}."
        )
    return given[main.id]


def _repeated(tensor: Tensor, description: TensorDescription) -> Any:
    """The values as often as a network of a fixed batch takes them."""
    import numpy as np

    times = [axis.length if axis.kind == "batch" and isinstance(axis.length, int) else 1 for axis in description.axes]
    return tensor.data if math.prod(times) == 1 else np.tile(tensor.data, times)


def _described(array: Any, description: TensorDescription) -> Tensor:
    """What a network gave, with the axes of its description; of a batch the first.

    Raises:
        InputMismatch: when it has another number of axes.
    """
    if array.ndim != len(description.axes):
        # Axes of length 1 that only the one side counts.
        long = [length for length in array.shape if length > 1]
        shape = [1 if isinstance(axis.length, int) and axis.length == 1 else None for axis in description.axes]
        if shape.count(None) == len(long) and math.prod(long) == array.size:
            rest = iter(long)
            array = array.reshape([1 if length == 1 else next(rest) for length in shape])
    if array.ndim != len(description.axes):
        raise InputMismatch(
            f"The network gave {description.id!r} with {array.ndim} axes, {array.shape}, "
            f"but its description has {len(description.axes)}: {', '.join(description.dims)}.",
            description.id,
        )
    firsts = tuple(slice(0, 1) if axis.kind == "batch" else slice(None) for axis in description.axes)
    return Tensor(array[firsts], description.dims)
