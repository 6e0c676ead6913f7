"""Coverslip: Python plugins on microscopy images, in the browser, on an engine, or as plain scripts.

Everything that a plugin needs is here; README.md beside this file is the contract.
"""

from . import api, ctx, engine, models
from .errors import (
    ArgumentError,
    Cancelled,
    CoverslipError,
    FileFormatError,
    HeaderError,
    ModelError,
    NotAvailable,
    PeerClosed,
    PluginError,
    RemoteError,
)
from .figure import Figure
from .file import File
from .geojson import Feature
from .image import Image, Labels, NDArray
from .markup import HTML, Markdown
from .op import op
from .params import Accept, Ask, Axes, Field, Overlay, Slider, Text, Title
from .plot import Plot
from .points import Points
from .progress import progress
from .rpc.blob import Blob
from .shapes import Shapes
from .table import Table
from .terminal import main

__version__ = "0.1.0"

__all__ = [
    "HTML",
    "Accept",
    "ArgumentError",
    "Ask",
    "Axes",
    "Blob",
    "Cancelled",
    "CoverslipError",
    "Feature",
    "Field",
    "Figure",
    "File",
    "FileFormatError",
    "HeaderError",
    "Image",
    "Labels",
    "Markdown",
    "ModelError",
    "NDArray",
    "NotAvailable",
    "Overlay",
    "PeerClosed",
    "Plot",
    "PluginError",
    "Points",
    "RemoteError",
    "Shapes",
    "Slider",
    "Table",
    "Text",
    "Title",
    "__version__",
    "api",
    "ctx",
    "engine",
    "main",
    "models",
    "op",
    "progress",
]
