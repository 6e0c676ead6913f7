"""A plugin's file, read: what it is, what it needs, and how its process loads it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coverslip.errors import PluginError
from coverslip.header import parse_header

from coverslip_engine.environments import EnvironmentSpec

from .imjoy_file import read_imjoy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coverslip.rpc import Remote


@dataclass(frozen=True, slots=True)
class PluginFile:
    """A file that is a plugin.

    Attributes:
        id: the sha256 of its bytes.
        source: its text.
        filename: its name.
        kind: "python" or "imjoy".
        name, version, description: what its header says.
        environment: what it needs.
        how: what its process is told to load it.
    """

    id: str
    source: str
    filename: str
    kind: str
    name: str
    version: str
    description: str
    environment: EnvironmentSpec
    how: Mapping[str, Any]

    async def load(self, runtime: Remote) -> tuple[list[dict[str, Any]], list[str]]:
        """Load it in a process. Gives descriptions of its ops, and names of what it exports beside them."""
        if self.kind == "imjoy":
            loaded = await runtime.load_imjoy(dict(self.how))
            return [], list(loaded["methods"])
        loaded = await runtime.load(self.source, self.filename, dict(self.how))
        return list(loaded["ops"]), list(loaded["exports"])


def read_plugin(source: bytes | str, filename: str) -> PluginFile:
    """Read a plugin's file.

    Raises:
        HeaderError, PluginError: it is none that can be run here.
    """
    data = source.encode() if isinstance(source, str) else source
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PluginError(f"{filename} is no text in UTF-8, as plugins are: {error.reason}.") from error
    number = hashlib.sha256(data).hexdigest()
    if "<config" in text and "# /// script" not in text:
        file = read_imjoy(text, filename)
        config = file.config
        how = {
            "source": text,
            "fileName": filename,
            "scripts": list(file.scripts),
            "libraries": [],
            "dependencies": list(file.requirements),
            "constants": {},
        }
        return PluginFile(
            number,
            text,
            filename,
            "imjoy",
            str(config.get("name", filename)),
            str(config.get("version", "0")),
            str(config.get("description", "")),
            EnvironmentSpec.of(file.requirements, file.python),
            how,
        )
    header = parse_header(text, filename)
    return PluginFile(
        number,
        text,
        filename,
        "python",
        header["name"],
        header["version"],
        header["description"],
        EnvironmentSpec.of(header["dependencies"], header["requiresPython"]),
        {"dependencies": header["dependencies"]},
    )
