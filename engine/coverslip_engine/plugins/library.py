"""The plugins of an engine, kept as files: what each says of itself, and its source beside it."""

from __future__ import annotations

import dataclasses
import json
import shutil
from typing import TYPE_CHECKING

from coverslip_engine.errors import NotFound

from .plugin_file import PluginFile, read_plugin
from .record import PluginRecord

if TYPE_CHECKING:
    from pathlib import Path


class Library:
    """Installed plugins.

    Args:
        folder: where they are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._records: dict[str, PluginRecord] = {}
        for path in sorted(folder.glob("*/plugin.json")):
            record = _read(path)
            self._records[record.id] = record

    def all(self) -> list[PluginRecord]:
        """All, in the order of their names."""
        return sorted(self._records.values(), key=lambda each: (each.name.lower(), each.installed))

    def get(self, plugin: str) -> PluginRecord:
        """One by its id.

        Raises:
            NotFound: there is none.
        """
        record = self._records.get(plugin)
        if record is None:
            raise NotFound(f"There is no plugin {plugin[:80]!r} on this engine; install it first.")
        return record

    def known(self, plugin: str) -> PluginRecord | None:
        """One by its id, if it is there."""
        return self._records.get(plugin)

    def file(self, plugin: str) -> PluginFile:
        """Its file."""
        record = self.get(plugin)
        return read_plugin((self._folder / record.id / "source").read_bytes(), record.filename, record.tag)

    def add(self, record: PluginRecord, source: bytes) -> None:
        """Keep a plugin."""
        folder = self._folder / record.id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "source").write_bytes(source)
        partial = folder / "plugin.json.partial"
        partial.write_text(json.dumps(dataclasses.asdict(record), indent=2), encoding="utf-8")
        partial.replace(folder / "plugin.json")
        self._records[record.id] = record

    def remove(self, plugin: str) -> None:
        """Forget a plugin."""
        self.get(plugin)
        del self._records[plugin]
        (self._folder / plugin / "plugin.json").unlink(missing_ok=True)
        shutil.rmtree(self._folder / plugin, ignore_errors=True)


def _read(path: Path) -> PluginRecord:
    fields = json.loads(path.read_text(encoding="utf-8"))
    for name in ("dependencies", "ops", "exports"):
        fields[name] = tuple(fields[name])
    return PluginRecord(**fields)
