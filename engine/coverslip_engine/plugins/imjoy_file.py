"""Native plugins in ImJoy's file format: their configuration and their scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import json5
from coverslip.errors import PluginError

from .imjoy_requirements import Wanted, wanted_of

_BLOCK = re.compile(r"<(config|script)((?:\s[^>]*)?)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_LANG = re.compile(r"""\blang\s*=\s*["']?([\w-]+)""")
_TAG = re.compile(r"""\btag\s*=\s*["']?([^"'>]*)""")
#: Fields that may be given once for each tag, as `{tag: value}`; the same as in the browser.
_BY_TAG = "env requirements dependencies icon ui type flags labels cover base_frame base_worker passive"
_TAGGED = frozenset(_BY_TAG.split())


@dataclass(frozen=True, slots=True)
class ImJoyFile:
    """A plugin file.

    Attributes:
        config: its configuration, for its tag.
        tag: the tag that was chosen; None where it has none.
        scripts: those in Python and of the tag, each with `text` and `line`, as `coverslip.imjoy_plugin` takes them.
        wanted: what has to be installed for it.
    """

    config: dict[str, Any]
    tag: str | None
    scripts: tuple[dict[str, Any], ...]
    wanted: Wanted


def read_imjoy(source: str, filename: str, tag: str | None = None) -> ImJoyFile:
    """Take a plugin file apart.

    Args:
        source: its text.
        filename: its name.
        tag: one of the plugin's tags; None for the first that runs natively.

    Raises:
        PluginError: it is none, none that runs natively, or has no such tag.
    """
    blocks = [
        (block[1].lower(), block[2], block[3], source.count("\n", 0, block.start(3)) + 1)
        for block in _BLOCK.finditer(source)
    ]
    written = next((_config(text, _lang(given), filename) for kind, given, text, _ in blocks if kind == "config"), None)
    if written is None:
        raise PluginError(f"{filename} is no plugin of ImJoy: it has no <config>.")
    config, tag = _for_tag(written, tag, filename)
    kind = config.get("type", "")
    if kind != "native-python":
        raise PluginError(f"{filename} is a plugin of the type {kind!r}; an engine runs those of type 'native-python'.")
    scripts = tuple(
        {"text": text, "line": line}
        for kind, given, text, line in blocks
        if kind == "script" and _lang(given) == "python" and _tag(given) in ("", tag)
    )
    if not scripts:
        of = f" of the tag {tag!r}" if tag else ""
        raise PluginError(f'{filename} has no <script lang="python">{of}, so there is nothing in it that could be run.')
    wanted = wanted_of(
        _texts(config.get("requirements"), "requirements", filename),
        _texts(config.get("env"), "env", filename),
        filename,
    )
    return ImJoyFile(config, tag, scripts, wanted)


def _lang(attributes: str) -> str:
    return (_LANG.search(attributes) or ("", ""))[1].lower()


def _tag(attributes: str) -> str:
    return (_TAG.search(attributes) or ("", ""))[1].strip()


def _config(text: str, lang: str, filename: str) -> dict[str, Any]:
    if lang not in ("", "json", "json5"):
        raise PluginError(f"{filename}: its <config> is in {lang}; an engine reads those in JSON.")
    try:
        # As browsers' apps read it: with comments, commas at the end and names without quotes.
        config = json5.loads(text)
    except ValueError as error:
        raise PluginError(f"{filename}: its <config> is no valid JSON: {error}.") from error
    if not isinstance(config, dict):
        raise PluginError(f"{filename}: its <config> is no object.")
    return config


def _for_tag(config: dict[str, Any], tag: str | None, filename: str) -> tuple[dict[str, Any], str | None]:
    """The configuration for a tag, and the tag."""
    tags = _texts(config.get("tags"), "tags", filename)
    if tag is not None and tag not in tags:
        there = f"its tags are {', '.join(tags)}" if tags else "it has no tags"
        raise PluginError(f"{filename}: the plugin has no tag {tag!r}; {there}.")

    def of(tag: str | None) -> dict[str, Any]:
        return {
            key: value.get(tag) if key in _TAGGED and _is_by_tag(value, tags) else value
            for key, value in config.items()
        }

    native = (each for each in tags if of(each).get("type") == "native-python")
    chosen = tag or next(native, tags[0] if tags else None)
    return of(chosen), chosen


def _is_by_tag(value: Any, tags: list[str]) -> bool:
    return isinstance(value, dict) and bool(value) and set(value) <= set(tags)


def _texts(value: Any, key: str, filename: str) -> list[str]:
    values = [] if value is None or value == "" else [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise PluginError(f"{filename}: {key!r} must be a text or a list of texts, not {value!r}.")
    return values
