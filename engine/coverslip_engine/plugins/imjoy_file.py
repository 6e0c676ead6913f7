"""Native plugins in ImJoy's file format: their configuration and their scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import json5
from coverslip.errors import PluginError

_BLOCK = re.compile(r"<(config|script)((?:\s[^>]*)?)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_LANG = re.compile(r"""\blang\s*=\s*["']?([\w-]+)""")
_PYTHON = re.compile(r"\bpython\s*(==|=|>=)?\s*(\d+\.\d+)?")


@dataclass(frozen=True, slots=True)
class ImJoyFile:
    """A plugin file.

    Attributes:
        config: its configuration.
        scripts: those in Python, each with `text` and `line`, as `coverslip.imjoy_plugin` takes them.
        requirements: packages, as PEP 508 writes them.
        python: versions of Python that will do; "" for any.
    """

    config: dict[str, Any]
    scripts: tuple[dict[str, Any], ...]
    requirements: tuple[str, ...]
    python: str


def read_imjoy(source: str, filename: str) -> ImJoyFile:
    """Take a plugin file apart.

    Raises:
        PluginError: it is none, or none that runs natively.
    """
    config: dict[str, Any] | None = None
    scripts: list[dict[str, Any]] = []
    for block in _BLOCK.finditer(source):
        lang = (_LANG.search(block[2]) or ("", ""))[1].lower()
        if block[1].lower() == "config":
            config = _config(block[3], lang, filename)
        elif lang == "python":
            scripts.append({"text": block[3], "line": source.count("\n", 0, block.start(3)) + 1})
    if config is None:
        raise PluginError(f"{filename} is no plugin of ImJoy: it has no <config>.")
    kind = config.get("type", "")
    if kind != "native-python":
        raise PluginError(f"{filename} is a plugin of the type {kind!r}; an engine runs those of type 'native-python'.")
    if not scripts:
        raise PluginError(f'{filename} has no <script lang="python">, so there is nothing in it that could be run.')
    packages, python = _environment(config, filename)
    return ImJoyFile(config, tuple(scripts), packages, python)


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
    tags = _texts(config.get("tags"), "tags", filename)
    # What differs from tag to tag is an object with a value for each; the first tag is the one that holds unless asked.
    return {key: value[tags[0]] if _is_by_tag(value, tags) else value for key, value in config.items()}


def _is_by_tag(value: Any, tags: list[str]) -> bool:
    return isinstance(value, dict) and bool(value) and bool(tags) and tags[0] in value and set(value) <= set(tags)


def _environment(config: dict[str, Any], filename: str) -> tuple[tuple[str, ...], str]:
    """Packages and version of Python from `requirements` and `env`, each a text, a list of texts or nothing."""
    python = ""
    for command in _texts(config.get("env"), "env", filename):
        found = _PYTHON.search(command)
        if found and found[2]:
            # Plugins of ImJoy ask for the versions of their time, which the calls are not written for.
            wanted = tuple(map(int, found[2].split(".")))
            python = f"=={found[2]}.*" if wanted >= (3, 11) else ""
    packages: list[str] = []
    for each in _texts(config.get("requirements"), "requirements", filename):
        kind, colon, rest = each.partition(":")
        if colon and kind.strip() == "pip":
            packages.extend(rest.split())
        elif colon and kind.strip() in ("conda", "repo", "cmd", "js", "css"):
            raise PluginError(
                f"{filename}: the requirement {each!r} can't be installed here; environments are made of Python "
                'packages ("pip: NAME", or the name alone).'
            )
        else:
            packages.append(each)
    return tuple(packages), python


def _texts(value: Any, key: str, filename: str) -> list[str]:
    values = [] if value is None or value == "" else [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise PluginError(f"{filename}: {key!r} must be a text or a list of texts, not {value!r}.")
    return values
