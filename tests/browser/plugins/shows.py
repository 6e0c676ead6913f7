# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Shows"
# version = "1.0.0"
# description = "Gives a table and a figure at once."
# ///
"""A well-behaved plugin that needs no package, so that its windows are there soon."""

import struct
import zlib

from coverslip import Figure, Table, op


@op(title="Show")
async def show(rows: int = 20) -> tuple[Table, Figure]:
    """Give a table of `rows` rows and a grey picture."""
    table = Table([{"nucleus": row, "area": row * 7.5, "round": row % 2 == 0} for row in range(rows)])
    return table, Figure(png(64, 48), "image/png", "A figure")


def png(width: int, height: int) -> bytes:
    """A grey picture as a PNG file."""
    pixels = b"".join(b"\x00" + bytes([min(255, row * 5)]) * width for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
