"""bioimage.io's descriptions, read into ours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import rdf_tensors_04, rdf_tensors_05
from .description import Citation, ModelDescription, Person, Tolerance, Weights
from .errors import DescriptionError, NotOffered
from .package import DESCRIPTIONS
from .specification import checked, text_of
from .training_record import read_record
from .yaml_text import parse

if TYPE_CHECKING:
    from .description import TensorDescription
    from .package import Package


def read_rdf(package: Package) -> ModelDescription:
    """The model that a package of bioimage.io describes.

    Raises:
        DescriptionError: when there is no description, or a field of it is wrong.
        NotOffered: when its weights are there in other formats only.
    """
    name = package.first(DESCRIPTIONS)
    if name is None:
        raise DescriptionError(f"{package.name} holds no {' or '.join(DESCRIPTIONS)}, so it describes no model.")
    content = checked(parse(package.read(name), name), package)
    old = str(content["format_version"]).startswith("0.4")
    tensors = rdf_tensors_04 if old else rdf_tensors_05
    return ModelDescription(
        name=content["name"],
        format=f"bioimage.io {content['format_version']}",
        inputs=_tested(tensors.inputs(content), package),
        outputs=_tested(tensors.outputs(content), package),
        weights=_weights(content, package.name),
        description=text_of(content, "description"),
        version=text_of(content, "version"),
        authors=tuple(
            Person(each["name"], text_of(each, "affiliation"), text_of(each, "orcid")) for each in content["authors"]
        ),
        citations=tuple(Citation(each["text"], text_of(each, "doi"), text_of(each, "url")) for each in content["cite"]),
        licence=text_of(content, "license"),
        tags=tuple(content["tags"]),
        covers=tuple(source for source in map(_source, content["covers"]) if source in package),
        documentation=documentation if (documentation := _source(content.get("documentation"))) in package else "",
        tolerances=_tolerances(content, old=old),
        training=read_record(content.get("config") or {}),
    )


def _tested(tensors: tuple[TensorDescription, ...], package: Package) -> tuple[TensorDescription, ...]:
    """The tensors, with those of their tests that are there: some lie at addresses."""
    return tuple(each if each.test in package else replace(each, test="") for each in tensors)


def _source(entry: Any) -> str:
    """The name of a file that an entry names, by itself or in its field `source`; "" when there is none."""
    source = entry.get("source") if isinstance(entry, dict) else entry
    return source if isinstance(source, str) else ""


def _weights(content: dict[str, Any], name: str) -> Weights:
    offered = {kind: entry for kind, entry in content["weights"].items() if entry}
    entry = offered.get("onnx")
    if entry is None:
        raise NotOffered(
            f"{name} has weights in {', '.join(sorted(offered))}, but none in ONNX, the format that is run here. "
            "bioimageio.core adds them: `bioimageio add-weights`.",
            "weights",
        )
    return Weights(_source(entry), text_of(entry, "sha256"), _source(entry.get("external_data")))


def _tolerances(content: dict[str, Any], *, old: bool) -> tuple[Tolerance, ...]:
    config = content.get("config") or {}
    if old:
        kept = (((config.get("bioimageio") or {}).get("test_kwargs") or {}).get("onnx")) or {}
        return (Tolerance(kept.get("relative_tolerance", 1e-3), kept.get("absolute_tolerance", 1e-3)),) if kept else ()
    stated = (config.get("bioimageio") or {}).get("reproducibility_tolerance") or ()
    return tuple(
        Tolerance(
            each["relative_tolerance"],
            each["absolute_tolerance"],
            each["mismatched_elements_per_million"],
            tuple(each["output_ids"]),
        )
        for each in stated
        if not each["weights_formats"] or "onnx" in each["weights_formats"]
    )
