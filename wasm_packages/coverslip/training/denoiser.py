"""Training of a denoiser, from images to a package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from coverslip.bioimage.description import Citation, Step
from coverslip.progress import progress

from .applied import applied
from .denoiser_data import denoiser_data
from .denoising import Denoising
from .masking import GRID, grid_hidden, surroundings
from .metrics import psnr
from .model_package import U_NET, About, describe, pack
from .onnx_file import export
from .outcome import Outcome
from .patches import fitting_size
from .pictures import cover, grey
from .planes import as_image, planes_of
from .provenance import provenance
from .trainer import Trainer
from .watched import END, trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coverslip.image import NDArray

    from .network import UNet
    from .planes import Planes
    from .settings import Settings
    from .split import Region

TAGS = ("denoising", "self-supervised", "unet", "2d")
CITATIONS = (
    Citation("Batson & Royer, Noise2Self, ICML 2019", doi="10.48550/arXiv.1901.11365"),
    Citation("Krull et al., Noise2Void, CVPR 2019", doi="10.48550/arXiv.1811.10980"),
    U_NET,
)
#: The figure that needs no clean image.
BLIND = "error where pixels were hidden"
#: The figure that needs one.
PSNR = "PSNR (dB)"


async def train_denoiser(
    image: NDArray,
    about: About,
    settings: Settings,
    clean: NDArray | None = None,
    more: Sequence[NDArray] = (),
    device: str = "",
) -> Outcome:
    """Train a network to take the noise out of an image, by nothing but the image.

    Args:
        image: noisy; a stack gives many planes.
        about: what stands in the package.
        settings: how it is trained.
        clean: the same without noise, where there is one; it is only used for the figures.
        more: images with the same noise; they are learnt from, too.
        device: where; the graphics card if there is one.

    Raises:
        TrainingError: when the image can't be trained on, or the network came out wrong.
    """
    learnt = denoiser_data(image, settings, clean, more)
    planes, truth, parts = learnt.planes, learnt.truth, learnt.parts
    settings = settings.with_patch(fitting_size(settings.patch, parts.training, settings.stride))
    task = Denoising(planes, parts, settings)
    trainer = Trainer(task, settings, device)
    network = await trained(trainer)
    await progress(END, "Writing the network in ONNX")
    file = export(network, task.inputs, settings)
    model = describe(
        about,
        settings,
        task.inputs,
        (
            Step("ensure_dtype", {"dtype": "float32"}),
            *clipping(task),
            Step("fixed_zero_mean_unit_variance", along_channels(mean=task.mean, std=task.deviation)),
        ),
        (Step("scale_linear", along_channels(gain=task.deviation, offset=task.mean)),),
        [f"channel{number}" for number in range(task.outputs)],
    )
    figures = {BLIND: blind_errors(network, task, planes, parts.held_out)}
    held = [region.of(planes) for region in parts.held_out]
    draft = pack(model, file, held[0], b"", {"held_out": figures})
    await progress(END + 0.03, "Measuring on the data that was held out")
    made = [each async for each in applied(draft, held)]
    if truth is not None:
        true = [region.of(truth) for region in parts.held_out]
        peak = float(truth.max()) - float(truth.min())
        figures[PSNR] = {"before": _psnr(held, true, peak), "after": _psnr(made, true, peak)}
    await progress(END + 0.06, "Denoising the image")
    shown = np.stack([each async for each in applied(draft, list(planes_of(image)))])
    data = {"noisy": image} if clean is None else {"noisy": image, "clean": clean}
    data |= {f"noisy {number}": each for number, each in enumerate(learnt.more, 2)}
    origin = provenance(trainer, settings, data, figures, file.error)
    picture = cover(grey(held[0][0]), grey(made[0][0], held[0][0]))
    package = pack(model, file, held[0], picture, origin)
    return Outcome(package, figures, as_image(shown, image, f"{image.name or 'image'}, denoised"), origin)


def clipping(task: Denoising) -> tuple[Step, ...]:
    """The step that brings hot and dead pixels to where the others are."""
    if task.limits is None:
        return ()
    lowest, highest = task.limits
    return (Step("clip", {"min": lowest, "max": highest}),)


def along_channels(**values: Any) -> dict[str, Any]:
    """Arguments of a step: plain numbers for one channel, one number each for several."""
    if all(len(each) == 1 for each in values.values()):
        return {name: float(each[0]) for name, each in values.items()}
    return {**{name: [float(number) for number in each] for name, each in values.items()}, "axis": "channel"}


def blind_errors(network: UNet, task: Denoising, planes: Planes, regions: Sequence[Region]) -> dict[str, float]:
    """Root mean square of the errors of guesses of hidden pixels, in the image's own values.

    "before" guesses the mean of the neighbours. Neither can become smaller than the noise itself.
    """
    before, after, count = 0.0, 0.0, 0
    stride = task.stride
    for region in regions:
        raw = region.of(planes)
        rows, columns = (length // stride * stride for length in raw.shape[-2:])
        given = task.normalised(raw[None])[..., :rows, :columns]
        for phase in range(GRID**2):
            masked, mask = grid_hidden(given, phase)
            with torch.inference_mode():
                guessed = network(torch.from_numpy(masked)).numpy()
            scale = task.deviation.reshape(1, -1, 1, 1)
            wide = np.broadcast_to(mask, given.shape)
            before += float((((surroundings(given) - given) * scale)[wide] ** 2).sum())
            after += float((((guessed - given) * scale)[wide] ** 2).sum())
            count += int(wide.sum())
    return {"before": (before / count) ** 0.5, "after": (after / count) ** 0.5}


def _psnr(images: Sequence[Any], clean: Sequence[Any], peak: float) -> float:
    flat, true = (np.concatenate([each.ravel() for each in group]) for group in (images, clean))
    return psnr(flat, true, peak)
