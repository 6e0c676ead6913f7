"""Opening a model, whatever it is packed in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from coverslip.errors import FileFormatError
from coverslip.models.external import external_names

from .errors import DescriptionError
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
        """The files of its large tensors, if there are some, by their names."""
        if self.description is None:
            folder = PurePosixPath(self.network).parent
            paths = {name: (folder / name).as_posix() for name in external_names(self.weights)}
            return {name: self.package.read(path) for name, path in paths.items() if path in self.package.names}
        name = self.description.weights.external
        return {name: self.package.read(name)} if name else {}


async def open_package(package: Package) -> OpenedModel:
    """The model in a package of bioimage.io or of ZEISS, or the only network in one without a description.

    Raises:
        DescriptionError: naming the field that is wrong.
        NotOffered: when it can't be run here, and why.
    """
    networks = [name for name in package.names if name.lower().endswith(".onnx")]
    if package.first(DESCRIPTIONS) is None and is_zeiss(package):
        described = read_zeiss(package)
    elif package.first(DESCRIPTIONS) is None and len(networks) == 1:
        return OpenedModel(package, None, networks[0])
    elif package.first(DESCRIPTIONS) is None and networks:
        raise DescriptionError(
            f"{package.name} holds several networks, {', '.join(networks)}, and nothing that describes them. Unpack it,"
            " and give the one that is wanted."
        )
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
