"""The rules of bioimage.io, as its own package `bioimageio.spec` has them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from .errors import DescriptionError, NotOffered
from .yaml_text import sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .package import Package

#: Versions of the format that are read.
VERSIONS = ("0.4", "0.5")


def checked(content: dict[str, Any], package: Package) -> dict[str, Any]:
    """The content of a description with its defaults filled in, checked with the files and hashes that it names.

    Raises:
        DescriptionError: naming every field that is wrong, and why.
        NotOffered: when it is no model, or is written in another version of the format.
    """
    version = str(content.get("format_version", ""))
    if content.get("type", "model") != "model":
        raise NotOffered(f"{package.name} describes a {content.get('type')}, not a model.", "type")
    if not version.startswith(VERSIONS):
        raise NotOffered(
            f"{package.name} is written in version {version or 'unknown'} of bioimage.io's format; "
            f"{' and '.join(VERSIONS)} are read. Write it anew with a current bioimageio.spec.",
            "format_version",
        )
    for source, field in sources(content).items():
        if source not in package:
            raise DescriptionError(f"{package.name} holds no file {source!r}, which {field} names.", field)
    from bioimageio.spec import InvalidDescr, ValidationContext, build_description

    with package.as_zip() as files, warnings.catch_warnings():
        # What it warns of (a cover's proportions, say) keeps no model from being run.
        warnings.simplefilter("ignore")
        context = ValidationContext(root=files, perform_io_checks=True, log_warnings=False, progressbar=False)
        described = build_description(content, context=context)
    if isinstance(described, InvalidDescr):
        faults = [
            (".".join(map(str, error.loc)), error.msg.removeprefix("Value error, "))
            for detail in described.validation_summary.details
            for error in detail.errors
        ]
        raise DescriptionError(
            f"{package.name} is no valid description. {_told(faults)}", faults[0][0] if faults else ""
        )
    plain: dict[str, Any] = described.model_dump(mode="json")
    return plain


def _told(faults: Iterable[tuple[str, str]]) -> str:
    """One sentence a field; where a field may be written in several ways each says why it is not that."""
    by_field: dict[str, list[str]] = {}
    for where, why in faults:
        by_field.setdefault(where, []).append(why)
    return " ".join(f"{where or 'As a whole'}: {'; '.join(dict.fromkeys(whys))}." for where, whys in by_field.items())


def text_of(entry: Mapping[str, Any], key: str) -> str:
    """A field that may be absent, as a text."""
    value = entry.get(key)
    return "" if value is None else str(value)
