"""Learning to take the noise out of images, from the noisy images themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from .masking import GRID, grid_hidden, hidden
from .patches import Patches

if TYPE_CHECKING:
    from .planes import Planes
    from .settings import Settings
    from .split import Region, Split

#: Grids of hidden pixels that are looked at in the validation part.
_PHASES = (0, GRID + 2, 2 * GRID + 1, 3 * GRID + 3)
#: Share of the pixels that hot and dead ones stay below.
_FEW = 1e-3
#: Of what follows from the seed: the masks are not drawn as the patches are.
_MASKS = 1


class Denoising:
    """Guesses hidden pixels from their surroundings.

    Attributes:
        limits: between which values all pixels are brought, where there are hot or dead ones.
        mean: of each channel in the part for training.
        deviation: the standard deviation of each channel there.
        stride: what lengths have to be a multiple of.

    Args:
        planes: noisy.
        parts: what is for what.
        settings: how it is learnt; `patch` has to fit into the parts.
    """

    def __init__(self, planes: Planes, parts: Split, settings: Settings) -> None:
        self.stride = settings.stride
        self.inputs = self.outputs = planes.shape[1]
        self.limits = limits(planes)
        planes = self._clipped(planes)
        seen = np.concatenate([region.of(planes).reshape(self.inputs, -1) for region in parts.training], 1)
        self.mean = seen.mean(1, dtype=np.float64)
        self.deviation = np.maximum(seen.std(1, dtype=np.float64), 1e-6)
        self._settings = settings
        self._planes = self.normalised(planes)
        self._patches = Patches([self._planes], parts.training, settings.patch, settings.seed)
        self._parts = [self._fitting(region) for region in parts.validation]

    def normalised(self, planes: Planes) -> Planes:
        """Planes as they go into the network."""
        shape = (1, -1, 1, 1)
        planes = self._clipped(planes)
        return np.asarray((planes - self.mean.reshape(shape)) / self.deviation.reshape(shape), np.float32)

    def loss(self, network: Any, step: int, device: Any) -> Any:
        """The mean squared error of the guesses of hidden pixels."""
        (patches,) = self._patches.draw(step, self._settings.batch)
        random = np.random.default_rng([self._settings.seed, step, _MASKS])
        given, mask = hidden(patches, self._settings.masking, random)
        return _error(network, given, patches, mask, device)

    def look(self, network: Any, device: Any) -> dict[str, float]:
        """The same error in the validation part, always for the same pixels."""
        errors = []
        for part in self._parts:
            for phase in _PHASES:
                given, mask = grid_hidden(part, phase)
                errors.append(float(_error(network, given, part, mask, device)))
        return {"validation": float(np.mean(errors))}

    def preview(self, network: Any, device: Any) -> np.ndarray[Any, np.dtype[Any]]:
        """Noisy and denoised."""
        part = self._parts[0]
        made = network(torch.from_numpy(part).to(device)).float().cpu().numpy()
        return np.concatenate([part[0, 0], made[0, 0]], 1)

    def _clipped(self, planes: Planes) -> Planes:
        return planes if self.limits is None else planes.clip(*self.limits)

    def _fitting(self, region: Region) -> Planes:
        """A region as a batch of one, cut to whole strides."""
        pixels = region.of(self._planes)
        stride = self.stride
        rows, columns = (length // stride * stride for length in pixels.shape[-2:])
        return np.ascontiguousarray(pixels[None, :, :rows, :columns])


def limits(planes: Planes) -> tuple[float, float] | None:
    """Between which values all pixels lie but hot and dead ones, which alone would decide what is learnt.

    Such pixels are few and stand alone. Medians of 3 × 3 pixels know nothing of them, and reach nearly as far as the
    picture; what lies farther away than twice their range is none of it. None where nothing does.
    """
    from scipy import ndimage

    typical = ndimage.median_filter(planes, (1, 1, 3, 3))
    far = 2 * float(np.ptp(typical))
    lowest, highest = float(typical.min()) - far, float(typical.max()) + far
    share = float(((planes < lowest) | (planes > highest)).mean())
    # Where all that is seen stands alone, as single photons do, it is the picture.
    return (lowest, highest) if far > 0 and 0 < share < _FEW else None


def _error(network: Any, given: Any, true: Any, mask: Any, device: Any) -> Any:
    made = network(torch.from_numpy(np.ascontiguousarray(given)).to(device)).float()
    weights = torch.from_numpy(mask).to(device).float()
    squares = (made - torch.from_numpy(np.ascontiguousarray(true)).to(device)) ** 2
    return (squares * weights).sum() / (weights.sum() * true.shape[1])
