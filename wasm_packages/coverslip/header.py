"""The header of a plugin file: PEP 723 inline script metadata with a table `[tool.coverslip]`.

The twin of `pwa/src/plugins/header.ts`, for terminals and engines; in the browser the page reads the header.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any, TypedDict

from .errors import HeaderError, suggest

_KEYS = (
    "name",
    "version",
    "description",
    "authors",
    "license",
    "icon",
    "samples",
    "index",
    "network",
    "camera",
    "microphone",
    "clipboard",
    "engine",
    "job",
    "plugins",
)
_TOP = ("dependencies", "requires-python", "tool")


class Permissions(TypedDict):
    """What a plugin asks to do besides computing, with the keys of `pwa/src/contracts/permissions.ts`."""

    network: list[str]
    camera: bool
    microphone: bool
    clipboard: bool
    engine: bool
    plugins: list[str]


class PluginHeader(TypedDict):
    """A header, with the keys of `pwa/src/contracts/plugin.ts`."""

    kind: str
    name: str
    version: str
    description: str
    authors: list[str]
    licence: str
    icon: str
    dependencies: list[str]
    requiresPython: str
    permissions: Permissions
    samples: list[str]


def parse_header(source: str, filename: str) -> PluginHeader:
    """Read the header of a plugin's source.

    Args:
        source: the whole file.
        filename: names the file in errors, and the plugin where the header doesn't.

    Raises:
        HeaderError: naming the line or the field that is wrong.
    """
    text, line = _block(source, filename)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+)", str(error))
        number = line + int(at[1]) if at else line
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise HeaderError(
            f"{filename}, line {number}: the header is not valid TOML: {reason}.", f"line {number}"
        ) from error
    reader = _Reader(filename)
    reader.check_keys(document, _TOP, "the header")
    tool = reader.table(reader.table(document, "tool"), "coverslip")
    reader.check_keys(tool, _KEYS, "[tool.coverslip]")
    return {
        "kind": "python",
        "name": reader.text(tool, "name") or filename.rpartition("/")[2].removesuffix(".py"),
        "version": reader.text(tool, "version") or "0",
        "description": reader.text(tool, "description"),
        "authors": reader.texts(tool, "authors"),
        "licence": reader.text(tool, "license"),
        "icon": reader.text(tool, "icon"),
        "dependencies": reader.texts(document, "dependencies"),
        "requiresPython": reader.text(document, "requires-python"),
        "permissions": {
            "network": reader.texts(tool, "network"),
            "camera": reader.flag(tool, "camera"),
            "microphone": reader.flag(tool, "microphone"),
            "clipboard": reader.flag(tool, "clipboard"),
            "engine": reader.flag(tool, "engine"),
            "plugins": reader.texts(tool, "plugins"),
        },
        "samples": reader.texts(tool, "samples"),
    }


def _block(source: str, filename: str) -> tuple[str, int]:
    """The comment block between `# /// script` and `# ///` without its `# `, and the line where it opens."""
    lines = source.removeprefix("\ufeff").splitlines()
    starts = [index for index, line in enumerate(lines) if line == "# /// script"]
    if not starts:
        raise HeaderError(
            f"{filename} is no Coverslip plugin: it has no header. A plugin begins with a comment block from "
            '"# /// script" to "# ///" (PEP 723).',
            "header",
        )
    if len(starts) > 1:
        raise HeaderError(f'{filename} has two headers ("# /// script"); it may have one.', "header")
    body: list[str] = []
    for index in range(starts[0] + 1, len(lines)):
        line = lines[index]
        if line == "# ///":
            return "\n".join([*body, ""]), starts[0] + 1
        if line != "#" and not line.startswith("# "):
            raise HeaderError(
                f'{filename}, line {index + 1}: the header is not closed by "# ///" before the code begins.',
                f"line {index + 1}",
            )
        body.append(line[2:])
    raise HeaderError(
        f'{filename}: the header that opens in line {starts[0] + 1} is not closed by "# ///".', f"line {starts[0] + 1}"
    )


class _Reader:
    """Reads fields of a parsed header."""

    def __init__(self, filename: str) -> None:
        self.filename = filename

    def check_keys(self, table: dict[str, Any], known: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in known:
                raise HeaderError(f"{self.filename}: {where} has an unknown key {key!r}. {suggest(key, known)}", key)

    def table(self, parent: dict[str, Any], key: str) -> dict[str, Any]:
        value = parent.get(key, {})
        if not isinstance(value, dict):
            raise HeaderError(f"{self.filename}: {key!r} in the header must be a table.", key)
        return value

    def text(self, parent: dict[str, Any], key: str) -> str:
        value = parent.get(key, "")
        if not isinstance(value, str):
            raise HeaderError(f"{self.filename}: {key!r} in the header must be text, not {value!r}.", key)
        return value

    def texts(self, parent: dict[str, Any], key: str) -> list[str]:
        value = parent.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise HeaderError(
                f'{self.filename}: {key!r} in the header must be a list of texts, such as ["numpy"].', key
            )
        return value

    def flag(self, parent: dict[str, Any], key: str) -> bool:
        value = parent.get(key, False)
        if not isinstance(value, bool):
            raise HeaderError(f"{self.filename}: {key!r} in the header must be true or false, not {value!r}.", key)
        return value
