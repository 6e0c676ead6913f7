"""Files among the arguments of a call: what is still at the caller's, or among the uploads, is brought here."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from coverslip import Blob, File

from .errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .artifacts import Artifacts

#: The key of the form in which an argument names an uploaded file: `{"$artifact": sha256, "name": …}`.
ARTIFACT = "$artifact"


async def with_files(value: Any, artifacts: Artifacts) -> Any:
    """A value with its files as `File`s.

    Raises:
        NotFound: an uploaded file that it names is not here.
    """
    if isinstance(value, Blob):
        return File(value.name or "file", await value.read(), value.mime or "")
    if isinstance(value, dict):
        if ARTIFACT in value:
            return await _uploaded(value, artifacts)
        return {key: await with_files(each, artifacts) for key, each in value.items()}
    if isinstance(value, list):
        return [await with_files(each, artifacts) for each in value]
    return value


async def all_with_files(
    args: Sequence[Any], kwargs: Mapping[str, Any], artifacts: Artifacts
) -> tuple[list[Any], dict[str, Any]]:
    """All arguments of a call."""
    by_name = {name: await with_files(each, artifacts) for name, each in kwargs.items()}
    return [await with_files(each, artifacts) for each in args], by_name


async def _uploaded(value: Mapping[str, Any], artifacts: Artifacts) -> File:
    sha256, name = value[ARTIFACT], value.get("name", "file")
    if not isinstance(sha256, str) or not isinstance(name, str):
        raise Refused(f'An uploaded file is named as {{"{ARTIFACT}": sha256, "name": text}}.')
    path = artifacts.path(sha256)
    return File(name, await asyncio.to_thread(path.read_bytes))
