"""Files of images, read by what they hold, whatever they are called. Each format loads its reader when needed."""

from .open import open_image, packages_for, read_image
from .tiff_write import write_tiff

__all__ = ["open_image", "packages_for", "read_image", "write_tiff"]
