"""Opening a model, whatever it is packed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coverslip.errors import FileFormatError

from .package import DESCRIPTIONS, Package
from .requirements import bring_specification
from .zeiss import is_zeiss, read_zeiss

if TYPE_CHECKING:
    from .description import ModelDescription


@dataclass(frozen=True)
class OpenedModel:
    """A model's files, and what they say.

    Attributes:
        package: its files.
        description: None for a network without any; `plain_onnx.describe_network` makes one from its session.
        network: name of the network's file in the package.
    """

    package: Package
    description: ModelDescription | None
    network: str

    @property
    def weights(self) -> bytes:
        """The network, in ONNX."""
        return self.package.read(self.network)

    @property
    def external(self) -> dict[str, bytes]:
        """The file of its large tensors, if there is one, by its name."""
        name = self.description.weights.external if self.description is not None else ""
        return {name: self.package.read(name)} if name else {}


async def open_package(package: Package) -> OpenedModel:
    """The model in a package of bioimage.io or of ZEISS.

    Raises:
        DescriptionError: naming the field that is wrong.
        NotOffered: when it can't be run here, and why.
    """
    if package.first(DESCRIPTIONS) is None and is_zeiss(package):
        described = read_zeiss(package)
    else:
        await bring_specification()
        from .rdf import read_rdf

        described = read_rdf(package)
    return OpenedModel(package, described, described.weights.source)


async def open_file(name: str, data: bytes) -> OpenedModel:
    """The model in a file: a `.zip` of bioimage.io, a `.czann`, `.czseg` or `.czmodel` of ZEISS, or a bare `.onnx`.

    Raises:
        FileFormatError: when it is none of these.
        DescriptionError: naming the field that is wrong.
    """
    if data[:2] == b"PK":
        return await open_package(Package.from_zip(data, name))
    if not name.lower().endswith(".onnx"):
        raise FileFormatError(
            f"{name} is no model that can be opened here: those are .zip (bioimage.io), .czann, .czseg and .onnx.", name
        )
    return OpenedModel(Package.from_files({name: data}, name), None, name)
