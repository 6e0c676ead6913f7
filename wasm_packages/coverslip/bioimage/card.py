"""What a person wants to know of a model before it is run, as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .axis import Follows, Steps, Varies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .axis import Axis
    from .description import ModelDescription, TensorDescription
    from .device_test import DeviceTest
    from .package import Package
    from .training_record import TrainingRecord

#: Longer documentation is cut; who wants all of it finds it in the package.
_DOCUMENTATION = 6000


def card(model: ModelDescription, package: Package, test: DeviceTest | None = None, fault: str = "") -> str:
    """The card of a model.

    Args:
        model: what is known of it.
        package: its files.
        test: how its own test went on this device, if it was made.
        fault: why the test could not be made, if that was tried.
    """
    parts = [f"# {_plain(model.name)}", _mark(test, fault), _plain(model.description), *_credits(model)]
    if model.training is not None:
        parts += _training(model.training)
    parts += ["## Inputs and outputs", _tensors(model)]
    # The README of a model that was trained here says the same, for tools that show nothing else.
    if model.training is None and model.documentation and model.documentation in package:
        text = package.read(model.documentation).decode("utf-8", "replace")
        parts += ["## Documentation", _below(text[:_DOCUMENTATION]) + (" …" if len(text) > _DOCUMENTATION else "")]
    return "\n\n".join(part for part in parts if part) + "\n"


def _mark(test: DeviceTest | None, fault: str) -> str:
    if fault:
        return f"> ⚠ The model's own test could not be made: {_plain(fault)}"
    if test is None:
        return "> The model has not been tested on this device."
    word = "✓ passed" if test.passed else "✗ failed"
    lines = [f"> **{word}** the model's own test on this device ({test.device})"]
    lines += [
        f"> - {_plain(each.output)}: largest difference {each.largest:.3g}, mean {each.mean:.3g} "
        f"(allowed: {each.tolerance.absolute:g} + {each.tolerance.relative:g} × value; "
        f"{each.farther / 1e4:.3g} % of the values are farther off)"
        for each in test.outputs
    ]
    return "\n".join(lines)


def _credits(model: ModelDescription) -> list[str]:
    rows = [("Format", model.format), ("Version", model.version), ("Licence", model.licence)]
    people = ", ".join(each.name + (f" ({each.affiliation})" if each.affiliation else "") for each in model.authors)
    rows += [("Authors", people), ("Tags", ", ".join(model.tags))]
    facts = [f"- **{name}**: {_plain(value)}" for name, value in rows if value]
    cited = [
        f"- {_plain(each.text)}" + "".join(f" <{link}>" for link in _links(each.doi, each.url))
        for each in model.citations
    ]
    return ["\n".join(facts), *(["**Please cite**", "\n".join(cited)] if cited else [])]


def _links(doi: str, url: str) -> Iterable[str]:
    if doi:
        yield f"https://doi.org/{doi}"
    elif url.startswith(("https://", "http://")):
        yield url


def _training(record: TrainingRecord) -> list[str]:
    figures = ["| measure | before | after |", "|---|---|---|"]
    figures += [f"| {_plain(each.measure)} | {each.before:.4g} | {each.after:.4g} |" for each in record.figures]
    data = [
        f"- **{_plain(each.part)}**: {_plain(each.name) or 'without a name'}, "
        f"{' × '.join(map(str, each.shape))} ({_plain(each.axes)}), sha256 `{_code(each.sha256)}`"
        for each in record.data
    ]
    facts = [f"| {_plain(name)} | {_plain(value)} |" for name, value in record.facts.items()]
    versions = ", ".join(f"{_plain(name)} {_plain(version)}" for name, version in record.versions.items())
    return [
        "## On data that training did not see",
        "\n".join(figures),
        "## How it was trained",
        "\n".join([*data, f"- **code**: sha256 `{_code(record.code)}`", f"- **versions**: {versions}"]),
        "\n".join(["| setting | value |", "|---|---|", *facts]),
    ]


def _code(text: str) -> str:
    """A text of a stranger between backticks, where nothing but a backtick or a new line means anything."""
    return re.sub(r"[^0-9A-Za-z]", "", text)


def _tensors(model: ModelDescription) -> str:
    rows = []
    for word, tensors in (("in", model.inputs), ("out", model.outputs)):
        for each in tensors:
            steps = _steps(each)
            rows.append(f"- **{word}: {_plain(each.id)}** ({each.dtype}): {_plain(_axes(each))}")
            if steps:
                rows.append(f"  - {'first' if word == 'in' else 'then'}: {_plain(steps)}")
    return "\n".join(rows)


def _axes(tensor: TensorDescription) -> str:
    return ", ".join(_axis(axis) for axis in tensor.axes if axis.kind != "batch")


def _axis(axis: Axis) -> str:
    halo = f", halo {axis.halo}" if axis.halo else ""
    match axis.length:
        case Steps(minimum, step):
            return f"{axis.id} ({minimum} + n × {step}{halo})"
        case Follows(tensor, other, offset):
            return f"{axis.id} (as {tensor}.{other}{f' {offset:+d}' if offset else ''}{halo})"
        case Varies():
            return f"{axis.id} (any)"
        case _:
            names = f": {', '.join(axis.names)}" if axis.names else ""
            return f"{axis.id} ({axis.length}{halo}{names})"


def _steps(tensor: TensorDescription) -> str:
    return ", ".join(step.id.replace("_", " ") for step in tensor.steps if step.id != "ensure_dtype")


def _plain(text: str) -> str:
    """A text of a stranger, with what Markdown would take for its own taken from it."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))


def _below(text: str) -> str:
    """Documentation with its headings two levels lower, so that they stand below the card's."""
    return re.sub(r"^(#{1,4} )", r"##\1", text, flags=re.MULTILINE)
