# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "numpy",
#   "scipy",
#   "scikit-image",
#   "torch==2.13.0 ; sys_platform != 'emscripten'",
#   "onnx ; sys_platform != 'emscripten'",
#   "onnxscript ; sys_platform != 'emscripten'",
#   "onnxruntime ; sys_platform != 'emscripten'",
#   "pillow ; sys_platform != 'emscripten'",
#   "bioimageio.spec==0.5.12.0 ; sys_platform != 'emscripten'",
#   "pydantic==2.12.5 ; sys_platform != 'emscripten'",
# ]
# [tool.coverslip]
# name = "Train a model"
# version = "1.0.0"
# description = "Trains a network on your own images, on an engine: to denoise, or to find what you annotated."
# license = "MIT"
# job = true
# ///
"""Training of a U-Net, whose package of bioimage.io then runs in the browser, with no network at all."""

import re
from typing import Annotated, Literal

import coverslip
from coverslip import Field, File, Image, Labels, Slider, Table, Text, Title, op
from coverslip.training.needs import bring
from coverslip.training.settings import Masking, Settings, Unlabelled

#: How long it is trained: steps, and channels of the network's finest level.
Effort = Literal["quick", "thorough", "long"]
_EFFORTS: dict[Effort, tuple[int, int]] = {"quick": (300, 16), "thorough": (1000, 24), "long": (4000, 32)}
Minutes = Annotated[float, Field(min=0, unit="min"), Title("Longest training")]
Licence = Annotated[Literal["CC-BY-4.0", "CC0-1.0", "CC-BY-SA-4.0", "MIT"], Title("Licence")]
Name = Annotated[str, Text(placeholder="Nuclei of my microscope")]
Author = Annotated[str, Text(placeholder="Ada Lovelace")]
HeldOut = Annotated[float, Slider(0.1, 0.5, step=0.05), Title("Held out")]


def check_denoise(
    image: Image,
    more: list[Image] | None = None,
    clean: Image | None = None,
    held_out: HeldOut = 0.25,
) -> None:
    """Refuse what a denoiser can't learn from."""
    from coverslip.training.denoiser_data import denoiser_data

    denoiser_data(image, Settings(held_out=held_out), clean, more or ())


def check_segment(
    image: Image,
    labels: Labels,
    more: list[Image] | None = None,
    more_labels: list[Labels] | None = None,
    unlabelled: Unlabelled = "automatic",
    background: int | None = None,
    held_out: HeldOut = 0.25,
) -> None:
    """Refuse what a segmenter can't learn from."""
    from coverslip.training.segmenter_data import segmenter_data

    settings = Settings(held_out=held_out)
    segmenter_data(image, labels, settings, unlabelled, background, more or (), more_labels or ())


@op(title="Train a denoiser", results=["Model", "Figures", "Denoised"], check=check_denoise)
async def denoise(
    image: Image,
    more: Annotated[list[Image] | None, Title("More images")] = None,
    clean: Annotated[Image | None, Title("Clean image")] = None,
    effort: Effort = "quick",
    minutes: Minutes = 0,
    masking: Masking = "noise2self",
    held_out: HeldOut = 0.25,
    seed: Annotated[int, Field(min=0)] = 0,
    name: Name = "",
    author: Author = "",
    licence: Licence = "CC-BY-4.0",
) -> tuple[File, Table, Image]:
    """Train a network to take the noise out of images like this one. No clean image is needed.

    It guesses hidden pixels from their surroundings; noise that differs from pixel to pixel can't be guessed, so it
    goes. Noise in stripes or blotches stays.

    Args:
        image: noisy, one plane or a stack of them.
        more: images with the same noise, such as those of a folder; they are learnt from, too.
        clean: the same without noise, if you have it; it only tells how good the result is.
        effort: how long it trains; “quick” is for a first look.
        minutes: after which it stops, and gives what it has learnt; 0 for no such end.
        masking: how pixels are hidden.
        held_out: share of the image that is not trained on, where the figures are measured.
        seed: the same one gives the same network.
        name: of the model.
        author: who trains it.
        licence: under which the model may be used.
    """
    bring()
    from coverslip.training.denoiser import CITATIONS, TAGS, train_denoiser
    from coverslip.training.model_package import About

    title = name or f"Denoiser of {image.name or 'an image'}"
    said = (
        f"Takes the noise out of images like {image.name or 'the one it was trained on'}; trained without a clean one."
    )
    about = About(title, said, author or "Unnamed", licence, TAGS, CITATIONS)
    settings = chosen(effort, minutes, held_out, seed, masking)
    made = await train_denoiser(image, about, settings, clean, more or ())
    return File(file_name(title), made.package, "application/zip"), made.table, Image(made.shown)


@op(title="Train a segmenter", results=["Model", "Figures", "Objects"], check=check_segment)
async def segment(
    image: Image,
    labels: Annotated[Labels, Title("Annotated objects")],
    more: Annotated[list[Image] | None, Title("More images")] = None,
    more_labels: Annotated[list[Labels] | None, Title("Labels of more images")] = None,
    unlabelled: Annotated[Unlabelled, Title("Pixels without a label are")] = "automatic",
    background: Annotated[int | None, Field(min=1), Title("Label of background")] = None,
    effort: Effort = "quick",
    minutes: Minutes = 0,
    held_out: HeldOut = 0.25,
    smallest: Annotated[int, Field(min=0, unit="px")] = 50,
    split: Annotated[bool, Title("Split at waists")] = True,
    seed: Annotated[int, Field(min=0)] = 0,
    name: Name = "",
    author: Author = "",
    licence: Licence = "CC-BY-4.0",
) -> tuple[File, Table, Labels]:
    """Train a network to find objects like those that are annotated. The figures compare it with Otsu's threshold.

    Args:
        image: one plane or a stack of them, with or without channels.
        labels: objects in it: labels that were painted, or a mask. Some are enough.
        more: images of the same kind, such as those of a folder.
        more_labels: theirs, as many and in the same order.
        unlabelled: “automatic” takes them as background where nearly all objects have a label, else as unknown.
        background: number of the label with which background was painted; with it, objects may be scribbled, too.
        effort: how long it trains; “quick” is for a first look.
        minutes: after which it stops, and gives what it has learnt; 0 for no such end.
        held_out: share of the image that is not trained on, where the figures are measured.
        smallest: pixels that an object has at least.
        split: whether what is narrow in its middle is two objects, as “split objects” of “Run a model” has it.
        seed: the same one gives the same network.
        name: of the model.
        author: who trains it.
        licence: under which the model may be used.
    """
    bring()
    from coverslip.training.model_package import About
    from coverslip.training.segmenter import CITATIONS, TAGS, train_segmenter

    title = name or f"Segmenter of {image.name or 'an image'}"
    said = f"Finds objects like those that were annotated in {image.name or 'the image it was trained on'}."
    about = About(title, said, author or "Unnamed", licence, TAGS, CITATIONS)
    settings = chosen(effort, minutes, held_out, seed)
    made = await train_segmenter(
        image,
        labels,
        about,
        settings,
        smallest,
        split=split,
        unlabelled=unlabelled,
        background=background,
        more=more or (),
        more_labels=more_labels or (),
    )
    return File(file_name(title), made.package, "application/zip"), made.table, Labels(made.shown)


def chosen(effort: Effort, minutes: float, held_out: float, seed: int, masking: Masking = "noise2self") -> Settings:
    """The settings for what a person chose."""
    steps, width = _EFFORTS[effort]
    return Settings(steps=steps, width=width, minutes=minutes, held_out=held_out, seed=seed, masking=masking)


def file_name(title: str) -> str:
    """A name of a file out of a title."""
    return f"{re.sub(r'[^A-Za-z0-9-]+', '_', title).strip('_') or 'model'}.zip"


if __name__ == "__main__":
    coverslip.main()
