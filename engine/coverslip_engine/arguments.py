"""Files and arrays among the arguments of a call: what is at the caller's, or among the uploads, is brought here."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
from coverslip import Blob, File, Image, Labels
from coverslip.image import NDArray

from .errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .artifacts import Artifacts

#: The key of the form in which an argument names an upload: `{"$artifact": sha256, "name": …, "mime": …}` for a file,
#: `{"$artifact": sha256, "array": {dtype, shape, …}}` for an array's bytes in C order.
ARTIFACT = "$artifact"
_KINDS: Mapping[str | None, type[NDArray]] = {None: NDArray, "image": Image, "labels": Labels}


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


async def _uploaded(value: Mapping[str, Any], artifacts: Artifacts) -> Any:
    sha256, name, mime = value[ARTIFACT], value.get("name", "file"), value.get("mime", "")
    if not all(isinstance(each, str) for each in (sha256, name, mime)):
        raise Refused(f'An uploaded file is named as {{"{ARTIFACT}": sha256, "name": text, "mime": text}}.')
    data = await asyncio.to_thread(artifacts.path(sha256).read_bytes)
    return _array(data, value["array"]) if "array" in value else File(name, data, mime)


def _array(data: bytes, described: Any) -> Any:
    """An array out of its bytes; what they show makes it an image."""
    try:
        more = dict(described)
        kind, shape = more.pop("kind", None), tuple(map(int, more.pop("shape")))
        array = np.frombuffer(bytearray(data), np.dtype(str(more.pop("dtype"))).newbyteorder("<")).reshape(shape)
        return _KINDS[kind](array, **more) if kind or more else array
    except (TypeError, ValueError, KeyError) as error:
        raise Refused(f"An uploaded array is not what it is said to be: {error}.") from error
