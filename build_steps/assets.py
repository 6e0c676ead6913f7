"""Files of the site with what the page has to know of them (AssetRef in pwa/src/contracts/site.ts)."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from build_steps.content import gzip_bytes, kept, sha256_of, sha256_of_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from build_steps.config import Config


@dataclass(frozen=True)
class Asset:
    """A file at `path` below the site; `sha256` and `size` are of its content after decoding."""

    path: str
    content: Path | bytes
    sha256: str
    size: int
    transfer: int
    encoding: str

    @property
    def ref(self) -> dict[str, object]:
        """The AssetRef in site.json."""
        return {
            "path": self.path,
            "sha256": self.sha256,
            "size": self.size,
            "transfer": self.transfer,
            "encoding": self.encoding,
        }


def plain(path: str, content: Path | bytes) -> Asset:
    """A file that stands in the site as it is."""
    if isinstance(content, bytes):
        return Asset(path, content, sha256_of(content), len(content), len(content), "identity")
    size = content.stat().st_size
    return Asset(path, content, sha256_of_file(content), size, size, "identity")


def compress(config: Config, sources: Iterable[Path]) -> None:
    """Compresses files for `gzipped` to find, several at a time."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda source: gzipped(config, source.name, source), sources))


def gzipped(config: Config, name: str, source: Path) -> Asset:
    """A file known by its content, compressed for the way; `name` gives its ending."""
    digest = sha256_of_file(source)

    def pack(working: Path) -> None:
        data = source.read_bytes()
        (working / "content.gz").write_bytes(gzip_bytes(data))
        (working / "about.json").write_text(json.dumps({"size": len(data)}))

    folder = kept(config.cache, "gzip", digest, pack)
    packed = folder / "content.gz"
    size = int(json.loads((folder / "about.json").read_text())["size"])
    ending = "".join(Path(name).suffixes[-1:])
    return Asset(f"assets/{digest}{ending}.gz", packed, digest, size, packed.stat().st_size, "gzip")
