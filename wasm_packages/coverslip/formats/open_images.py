"""The images that the app has open: files of the other side, where libraries read them as files of a folder."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from coverslip import api
from coverslip.mounted_files import MountedFiles

from .group import group_paths
from .open import open_image, packages_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coverslip.image import Image
    from coverslip.rpc import Blob

    from .source import ImageSource


class OpenImages:
    """Opened images, each by a name that no other one ever has, not even after the interpreter has started anew."""

    def __init__(self) -> None:
        self._images: dict[str, tuple[ImageSource, MountedFiles]] = {}

    async def open(self, files: Sequence[Blob], names: Sequence[str], name: str, scene: int | None) -> dict[str, Any]:
        """Open an image.

        Returns:
            Its `id`, and what is known of it.

        Raises:
            FileFormatError: naming the file and why it can't be read.
        """
        mounted = await MountedFiles.of(files, names)
        try:
            wanted = packages_for(mounted.paths)
            if wanted and api.connected():
                await api.loadSitePackages(wanted)
            source = open_image(mounted.paths, name, scene)
        except BaseException:
            mounted.close()
            raise
        identity = secrets.token_hex(8)
        self._images[identity] = (source, mounted)
        return {"id": identity, **source.facts.to_wire()}

    async def group(self, files: Sequence[Blob], names: Sequence[str]) -> list[list[int]]:
        """Which files make up an image together, by their numbers."""
        mounted = await MountedFiles.of(files, names)
        try:
            wanted = packages_for(mounted.paths)
            if wanted and api.connected():
                await api.loadSitePackages(wanted)
            return group_paths(mounted.paths)
        finally:
            mounted.close()

    def read(self, identity: str, region: Mapping[str, Any] | None) -> Image | None:
        """Read a part of an image; None when it is not open here.

        Raises:
            FileFormatError: when it turns out to be damaged.
        """
        known = self._images.get(identity)
        return None if known is None else known[0].read(region)

    def close(self, identity: str) -> None:
        """Let an image go; one that is not open is no error."""
        known = self._images.pop(identity, None)
        if known is not None:
            source, mounted = known
            source.close()
            mounted.close()
