"""The rules of bioimage.io, as its own package `bioimageio.spec` has them."""

from __future__ import annotations

import hashlib
import warnings
from typing import TYPE_CHECKING, Any

from .errors import DescriptionError, NotOffered
from .yaml_text import references

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .package import Package
    from .yaml_text import Reference

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
    for reference in references(content):
        _check_file(reference, package)
    from bioimageio.spec import InvalidDescr, ValidationContext, build_description

    with warnings.catch_warnings():
        # What it warns of (a cover's proportions, say) keeps no model from being run.
        warnings.simplefilter("ignore")
        # Its own checks of files would also ask GitHub for the authors, and every address that is named.
        context = ValidationContext(perform_io_checks=False, log_warnings=False, progressbar=False)
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


def _check_file(reference: Reference, package: Package) -> None:
    """Refuse a file that is missing or is another one than the description means."""
    source, field = reference.source, reference.field
    if source not in package:
        if not reference.is_address:
            raise DescriptionError(f"{package.name} holds no file {source!r}, which {field} names.", field)
        if not reference.is_needed:
            return
        raise DescriptionError(
            f"{package.name} does not hold its network: {field} names {source}. Fetch the model as a whole, as a zip.",
            field,
        )
    if reference.sha256:
        actual = hashlib.sha256(package.read(source)).hexdigest()
        if actual != reference.sha256.lower():
            raise DescriptionError(
                f"{source} in {package.name} is not the file that is described: SHA256 mismatch, {field} tells"
                f" {reference.sha256}, but it has {actual}. Fetch the model again.",
                field,
            )


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
