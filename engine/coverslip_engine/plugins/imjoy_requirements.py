"""What ImJoy's native plugins ask for under `requirements` and `env`, as packages and a version of Python."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coverslip.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_KIND = re.compile(r"\s*(pip|conda|repo|cmd|js|css|mjs|cache)\s*:\s*(?!//)(.*)", re.DOTALL | re.IGNORECASE)
_PIP = re.compile(r"(?:python3?\s+-m\s+)?pip3?\s+install\s+(.*)", re.DOTALL)
#: Words of conda's command line that stand before a value.
_WITH_VALUE = frozenset({"-n", "--name", "-c", "--channel", "-p", "--prefix"})
#: Options of pip that say nothing about what is installed in a new environment.
_IDLE = frozenset({"-u", "--upgrade", "--no-cache-dir", "--user", "-q", "--quiet", "--force-reinstall"})
#: What conda calls by another name than PyPI.
_PYPI_NAMES = {"pytorch": "torch", "opencv": "opencv-python", "pytables": "tables"}
#: The oldest Python for which the calls are written.
_OLDEST = (3, 11)


@dataclass
class Wanted:
    """What a plugin asks for.

    Attributes:
        packages: as PEP 508 writes them.
        python: versions of Python that will do; "" for any.
        notes: what of it is not done as it was written, a sentence each.
    """

    packages: list[str] = field(default_factory=list)
    python: str = ""
    notes: list[str] = field(default_factory=list)


def wanted_of(requirements: Iterable[str], env: Iterable[str], filename: str) -> Wanted:
    """What `requirements` and `env` ask for.

    Args:
        requirements: such as "numpy", "pip: numpy scipy", "cmd: pip install numpy".
        env: commands that make an environment, such as "conda create -n mine python=3.7".
        filename: the plugin's, for messages.

    Raises:
        PluginError: something of it can't be had here; the message says what to write instead.
    """
    wanted = Wanted()
    for command in env:
        _command(command, wanted, filename, "env")
    for each in requirements:
        found = _KIND.fullmatch(each)
        kind, rest = (found[1].lower(), found[2].strip()) if found else ("", each.strip())
        if kind == "cmd" or (kind == "" and _PIP.fullmatch(rest)):
            _command(rest, wanted, filename, "requirements")
        elif kind in ("", "pip"):
            _packages(rest, wanted, filename)
        elif kind == "conda":
            _of_conda(rest.split(), wanted)
        else:
            instead = (
                f'An engine fetches no repositories; where it is a package, write "pip: git+{rest.split()[0]}".'
                if kind == "repo" and rest
                else "It is for plugins in JavaScript; remove it."
            )
            raise PluginError(f"{filename}: the requirement {each!r} can't be had here. {instead}")
    return wanted


def _command(command: str, wanted: Wanted, filename: str, key: str) -> None:
    """A command: pip's are done, conda's are read for what they name, others are refused."""
    pip = _PIP.fullmatch(command.strip())
    if pip:
        _packages(pip[1], wanted, filename)
        return
    words = command.split()
    if words[:2] not in (["conda", "create"], ["conda", "install"]):
        raise PluginError(
            f"{filename}: {command!r} under {key!r} is a command, and an engine runs none: it makes environments of "
            'Python packages. Write "pip: NAME" for what it installs, and do the rest in the code of the plugin.'
        )
    _of_conda(_named(words[2:]), wanted)


def _of_conda(names: Sequence[str], wanted: Wanted) -> None:
    """Packages as conda has them, which are taken from where pip takes them."""
    taken = []
    for each in names:
        name = re.split(r"[<>=!~]", each.rpartition("::")[2])[0]
        # conda pins by one sign of equality, and may name a build behind another one.
        pin = re.sub(r"^==?([^=]+).*", r"==\1", each.rpartition("::")[2][len(name) :])
        if name == "python":
            _python(pin, wanted)
        elif name != "pip":
            taken.append(_PYPI_NAMES.get(name, name) + pin)
    if taken:
        wanted.packages.extend(taken)
        wanted.notes.append(f"The plugin asks conda for {', '.join(taken)}, which comes from PyPI here.")


def _named(words: Sequence[str]) -> list[str]:
    """What a command of conda's names to be installed."""
    out = []
    skip = False
    for word in words:
        if not skip and not word.startswith("-"):
            out.append(word)
        skip = word in _WITH_VALUE
    return out


def _python(pin: str, wanted: Wanted) -> None:
    found = re.search(r"\d+\.\d+", pin)
    if found is None:
        return
    if tuple(map(int, found[0].split("."))) >= _OLDEST:
        wanted.python = f"=={found[0]}.*"
    else:
        oldest = ".".join(map(str, _OLDEST))
        wanted.notes.append(f"The plugin asks for Python {found[0]}; it gets one from {oldest} on, as all do here.")


def _packages(text: str, wanted: Wanted, filename: str) -> None:
    """Packages as pip's command line has them."""
    if ";" in text or "@" in text:
        # One with a condition or an address holds spaces of its own.
        wanted.packages.append(text)
        return
    # "numpy >= 1.2" is one of them, though pip's own command line would not take it.
    for word in re.sub(r"\s*([<>=!~]=?=?|,)\s*(?=[\w.*<>=!~])", r"\1", text).split():
        if word.lower() in _IDLE:
            continue
        if word.startswith("-"):
            raise PluginError(
                f"{filename}: the option {word!r} of pip is not known here. Name packages, as "
                '"pip: NAME" or "pip: git+https://…".'
            )
        wanted.packages.append(word.strip("\"'"))
