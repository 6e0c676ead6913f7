"""Unpacking of compressed chunks of Zarr arrays."""

from __future__ import annotations

from coverslip.errors import FileFormatError

from .limits import LARGEST

#: Bytes at the begin of a Blosc frame, where its unpacked size stands (Blosc README_CHUNK_FORMAT).
_BLOSC_SIZE = slice(4, 8)


def decode_chunk(codec: str, data: bytes) -> bytes:
    """Unpack a chunk.

    Args:
        codec: "blosc", "zstd" or "lz4", as Zarr names them.
        data: the packed bytes.

    Raises:
        FileFormatError: when they are damaged, or unpack to more than there is room for.
    """
    try:
        return _decoded(codec, data)
    except FileFormatError:
        raise
    except MemoryError as error:
        raise _too_large(codec) from error
    except Exception as error:  # whatever a codec raises
        raise FileFormatError(f"it can't be unpacked by {codec}", codec) from error


def _decoded(codec: str, data: bytes) -> bytes:
    import imagecodecs

    match codec:
        case "blosc":
            if int.from_bytes(data[_BLOSC_SIZE], "little") > LARGEST:
                raise _too_large(codec)
            return bytes(imagecodecs.blosc_decode(data))
        case "zstd":
            return bytes(imagecodecs.zstd_decode(data))
        case "lz4":
            # numcodecs writes the unpacked size before the data.
            return bytes(imagecodecs.lz4_decode(data, header=True))
        case _:
            raise FileFormatError(f"there is no codec {codec}", codec)


def _too_large(codec: str) -> FileFormatError:
    return FileFormatError("it unpacks to more than there is room for", codec)
