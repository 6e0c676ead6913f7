"""What an environment is asked to be, and one that is there."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

#: What every environment has without asking: the engine's own package, and the names of ImJoy's api.
PROVIDED = frozenset({"coverslip", "imjoy", "imjoy-rpc"})


@dataclass(frozen=True, slots=True)
class EnvironmentSpec:
    """What is asked for.

    Attributes:
        requirements: as PEP 508 writes them, sorted, without what every environment has.
        python: which versions will do, such as ">=3.11"; "" for the engine's own.
    """

    requirements: tuple[str, ...]
    python: str

    @classmethod
    def of(cls, requirements: tuple[str, ...] | list[str], python: str = "") -> EnvironmentSpec:
        """What these requirements ask for."""
        wanted = {each.strip() for each in requirements if each.strip() and _name(each) not in PROVIDED}
        return cls(tuple(sorted(wanted)), python.strip())

    @property
    def key(self) -> str:
        """The same for all that ask for the same."""
        text = json.dumps([self.python, *self.requirements])
        return hashlib.sha256(text.encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment that is there.

    Attributes:
        id: the key of its spec.
        spec: what it was asked to be.
        folder: where it is.
        python: its interpreter.
        packages: what was installed, as `name==version`.
        made: seconds since 1970.
        used: when it was last asked for, likewise.
    """

    id: str
    spec: EnvironmentSpec
    folder: Path
    python: Path
    packages: tuple[str, ...]
    made: float
    used: float = field(compare=False)

    def size(self) -> int:
        """Bytes of its files, of which there may be tens of thousands."""
        total = 0
        for folder, _, names in os.walk(self.folder):
            for name in names:
                # What is compiled or removed meanwhile may be gone already.
                with contextlib.suppress(FileNotFoundError):
                    total += Path(folder, name).lstat().st_size
        return total


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement.strip())
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""
