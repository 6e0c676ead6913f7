"""The network: a U-Net in two dimensions (Ronneberger et al., 2015)."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

#: Slope of the rectifiers below 0.
_LEAK = 0.1


class UNet(nn.Module):
    """Halves the resolution `depth` times and doubles it again, with what was seen on each level at hand.

    Averages instead of maxima are taken on the way down, and pixels repeated on the way up, since both leave no
    pattern of squares in what comes out (Höck et al., N2V2, 2022). Rows and columns have to be multiples of 2 ** depth.

    Args:
        inputs: channels that go in.
        outputs: channels that come out.
        width: channels of the finest level.
        depth: how often the resolution is halved.
    """

    def __init__(self, inputs: int, outputs: int, width: int, depth: int) -> None:
        super().__init__()
        widths = [width * 2**level for level in range(depth + 1)]
        self.down = nn.ModuleList(
            [_level(before, after) for before, after in zip([inputs, *widths], widths, strict=False)]
        )
        self.up = nn.ModuleList([_level(widths[level] + widths[level + 1], widths[level]) for level in range(depth)])
        self.shrink = nn.AvgPool2d(2)
        self.enlarge = nn.Upsample(scale_factor=2, mode="nearest")
        self.last = nn.Conv2d(width, outputs, 1)

    def forward(self, values: Any) -> Any:
        """(batch, inputs, rows, columns) to (batch, outputs, rows, columns)."""
        seen = []
        for number, level in enumerate(self.down):
            values = level(values if number == 0 else self.shrink(values))
            seen.append(values)
        for number in reversed(range(len(self.up))):
            values = self.up[number](torch.cat([seen[number], self.enlarge(values)], dim=1))
        return self.last(values)


def _level(before: int, after: int) -> Any:
    """Two convolutions of 3 × 3, each rectified. Nothing is normalised, so that tiles of any size give the same."""
    first, second = (nn.Conv2d(inputs, after, 3, padding=1) for inputs in (before, after))
    for convolution in (first, second):
        nn.init.kaiming_normal_(convolution.weight, a=_LEAK)
        nn.init.zeros_(convolution.bias)
    return nn.Sequential(first, nn.LeakyReLU(_LEAK), second, nn.LeakyReLU(_LEAK))


def new_network(inputs: int, outputs: int, width: int, depth: int, seed: int) -> UNet:
    """A network with weights that only the seed decides; the generator of everybody else is left as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return UNet(inputs, outputs, width, depth)
