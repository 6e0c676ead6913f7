"""The exceptions of onnxruntime.capi.onnxruntime_pybind11_state, each with the number that its messages begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from coverslip.errors import ModelError


class _Status(Exception):
    number: ClassVar[int]
    word: ClassVar[str]

    def __init_subclass__(cls, *, number: int, word: str) -> None:
        cls.number, cls.word = number, word
        # Tracebacks name what scripts import.
        cls.__module__ = "onnxruntime.capi.onnxruntime_pybind11_state"


class Fail(_Status, number=1, word="FAIL"):
    """What has no class of its own."""


class InvalidArgument(_Status, number=2, word="INVALID_ARGUMENT"):
    """An input or output that the model does not have, or not like this."""


class NoSuchFile(_Status, number=3, word="NO_SUCHFILE"):
    """A model, or a file of its tensors, that isn't there."""


class NoModel(_Status, number=4, word="NO_MODEL"):
    """A session without a model."""


class EngineError(_Status, number=5, word="ENGINE_ERROR"):
    """ONNX Runtime itself broke down."""


class RuntimeException(_Status, number=6, word="RUNTIME_EXCEPTION"):
    """An operator failed."""


class InvalidProtobuf(_Status, number=7, word="INVALID_PROTOBUF"):
    """A file that is no ONNX model, or not a whole one."""


class ModelLoaded(_Status, number=8, word="MODEL_LOADED"):
    """A session that has a model already."""


class NotImplemented(_Status, number=9, word="NOT_IMPLEMENTED"):  # noqa: A001 (onnxruntime's name)
    """An operator, type or function that this build does not have."""


class InvalidGraph(_Status, number=10, word="INVALID_GRAPH"):
    """A graph that breaks ONNX's rules."""


class EPFail(_Status, number=11, word="EP_FAIL"):
    """An execution provider failed."""


class NotFound(_Status, number=12, word="NOT_FOUND"):
    """Something that was asked for by its name."""


CLASSES: dict[str, type[_Status]] = {
    each.__name__: each
    for each in (
        Fail,
        InvalidArgument,
        NoSuchFile,
        NoModel,
        EngineError,
        RuntimeException,
        InvalidProtobuf,
        ModelLoaded,
        NotImplemented,
        InvalidGraph,
        EPFail,
        NotFound,
    )
}


def raised(kind: type[_Status], message: str) -> _Status:
    """An exception with onnxruntime's way to begin a message."""
    return kind(f"[ONNXRuntimeError] : {kind.number} : {kind.word} : {message}")


def translated(error: ModelError, beginning: str = "") -> _Status:
    """The exception that onnxruntime would raise.

    Args:
        error: what the app says.
        beginning: what the message begins with.
    """
    return raised(CLASSES.get(error.fault, Fail), f"{beginning}{error}")
