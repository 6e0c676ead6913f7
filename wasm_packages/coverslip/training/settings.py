"""How a network is trained."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

Masking = Literal["noise2self", "noise2void"]
#: What pixels without a label are; "automatic" looks at the image.
Unlabelled = Literal["automatic", "background", "unknown"]


@dataclass(frozen=True)
class Settings:
    """What may be chosen, with what is sensible for one image on a processor.

    Attributes:
        steps: how often the weights are changed at most; each step sees `batch` patches.
        batch: patches that are seen at once.
        patch: pixels along both sides of a patch.
        width: channels of the finest level of the U-Net; each level below has twice as many.
        depth: how often the U-Net halves the resolution.
        rate: learning rate at its highest (Smith & Topin, Super-Convergence, 2018: it rises, and then falls to 0).
        every: steps from one look at the validation part to the next; each is a checkpoint.
        patience: such looks without anything better after which training stops early.
        validation: share of the data for training that is kept for these looks.
        held_out: share of all data that neither training nor its looks see; the figures are measured there.
        minutes: after which training stops at its next look; 0 for no such end, and for the same network again.
        masking: how pixels are hidden for denoising.
        seed: of the weights, patches and masks: the same seed and data give the same network on the same processor.
    """

    steps: int = 300
    batch: int = 6
    patch: int = 64
    width: int = 16
    depth: int = 2
    rate: float = 2e-3
    every: int = 20
    patience: int = 8
    validation: float = 0.2
    held_out: float = 0.25
    minutes: float = 0.0
    masking: Masking = "noise2self"
    seed: int = 0

    @property
    def stride(self) -> int:
        """What lengths have to be a multiple of, so that halving leaves no rest."""
        return 1 << self.depth

    @property
    def halo(self) -> int:
        """Pixels at the edges of a tile to which the network's surroundings may be missing, in whole strides.

        Two convolutions of 3 × 3 on each level, on the way down and on the way up, see 2 pixels of their level farther;
        a pixel of the coarsest level stands for a square, of which it may be at either end on both ways.
        """
        down = sum(2 << level for level in range(self.depth + 1))
        up = sum(2 << level for level in range(self.depth))
        reach = down + up + 2 * (self.stride - 1)
        return -(-reach // self.stride) * self.stride

    def with_patch(self, patch: int) -> Self:
        """The same with patches of another size."""
        return replace(self, patch=patch)

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers and texts by name."""
        return asdict(self)
