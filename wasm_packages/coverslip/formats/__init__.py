"""Files of images, read by what they hold, whatever they are called. Each format loads its reader when needed."""

from .chunk_codecs import decode_chunk
from .open import open_image, packages_for, read_image
from .open_images import OpenImages
from .tiff_write import write_tiff
from .write import write_image

__all__ = ["OpenImages", "decode_chunk", "open_image", "packages_for", "read_image", "write_image", "write_tiff"]
