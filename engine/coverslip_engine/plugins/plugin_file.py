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
        id: the sha256 of its bytes; of one with tags, of its bytes, a zero and the tag that was chosen.
        source: its text.
        filename: its name.
        kind: "python" or "imjoy".
        name, version, description: what its header says.
        tag: the tag that was chosen; None where it has none.
        environment: what it needs.
        notes: what of its wishes is not done as it was written, a sentence each.
        how: what its process is told to load it.
    """

    id: str
    source: str
    filename: str
    kind: str
    name: str
    version: str
    description: str
    tag: str | None
    environment: EnvironmentSpec
    notes: tuple[str, ...]
    how: Mapping[str, Any]

    async def load(self, runtime: Remote) -> tuple[list[dict[str, Any]], list[str]]:
        """Load it in a process. Gives descriptions of its ops, and names of what it exports beside them."""
        if self.kind == "imjoy":
            loaded = await runtime.load_imjoy(dict(self.how))
            return [], list(loaded["methods"])
        loaded = await runtime.load(self.source, self.filename, dict(self.how))
        return list(loaded["ops"]), list(loaded["exports"])


def read_plugin(source: bytes | str, filename: str, tag: str | None = None) -> PluginFile:
    """Read a plugin's file.

    Args:
        source: its bytes or text.
        filename: its name.
        tag: one of the tags of a file in ImJoy's format; None for the first that runs here.

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
        file = read_imjoy(text, filename, tag)
        config = file.config
        if file.tag is not None:
            number = hashlib.sha256(data + b"\0" + file.tag.encode()).hexdigest()
        how = {
            "source": text,
            "fileName": filename,
            "scripts": list(file.scripts),
            "libraries": [],
            "dependencies": list(file.wanted.packages),
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
            file.tag,
            EnvironmentSpec.of(file.wanted.packages, file.wanted.python),
            tuple(file.wanted.notes),
            how,
        )
    if tag is not None:
        raise PluginError(f"{filename} has no tags, as files of ImJoy have; {tag!r} can't be chosen.")
    header = parse_header(text, filename)
    return PluginFile(
        number,
        text,
        filename,
        "python",
        header["name"],
        header["version"],
        header["description"],
        None,
        EnvironmentSpec.of(header["dependencies"], header["requiresPython"]),
        (),
        {"dependencies": header["dependencies"]},
    )
