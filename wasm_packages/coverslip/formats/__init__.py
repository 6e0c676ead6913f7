"""Files of images, read by what they hold, whatever they are called. Each format loads its reader when needed."""

from .read import read_image
from .tiff_write import write_tiff

__all__ = ["read_image", "write_tiff"]
