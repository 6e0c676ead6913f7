"""Small wheels, made on the spot."""

from __future__ import annotations

import io
import zipfile


def wheel_bytes(name: str, files: dict[str, str], *, requires: tuple[str, ...] = ()) -> bytes:
    """A pure wheel of version 1.0 that holds `files` and says what it requires."""
    content = io.BytesIO()
    needs = "".join(f"Requires-Dist: {line}\n" for line in requires)
    with zipfile.ZipFile(content, "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        info = f"{name}-1.0.dist-info"
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{needs}")
        wheel.writestr(f"{info}/RECORD", "")
        wheel.writestr(f"{info}/licenses/LICENSE", "Do what you like.\n")
    return content.getvalue()
