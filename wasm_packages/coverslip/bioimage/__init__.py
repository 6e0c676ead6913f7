"""Models of bioimage.io and ZEISS on images of any size: read, run in tiles, tested, explained and written."""

from .card import card
from .description import ModelDescription
from .device_test import DeviceTest, replay_test
from .errors import DescriptionError, InputMismatch, NotOffered
from .opening import OpenedModel, open_file, open_package
from .package import Package
from .plain_onnx import describe_network
from .prediction import Prediction, TileDone
from .writer import write_package

__all__ = [
    "DescriptionError",
    "DeviceTest",
    "InputMismatch",
    "ModelDescription",
    "NotOffered",
    "OpenedModel",
    "Package",
    "Prediction",
    "TileDone",
    "card",
    "describe_network",
    "open_file",
    "open_package",
    "replay_test",
    "write_package",
]
