"""`onnxruntime.AdapterFormat`: parameters of an adapter (LoRA), held in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from coverslip.errors import NotAvailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .ort_value import OrtValue

_FORMAT = 1


class AdapterFormat:
    """Parameters by their names, and for which versions they are; files of it are made and read natively only."""

    def __init__(self) -> None:
        self._adapter_version = 0
        self._model_version = 0
        self._parameters: dict[str, OrtValue] = {}

    @staticmethod
    def read_adapter(file_path: Any) -> NoReturn:
        """Say that it can't be read here.

        Raises:
            NotAvailable: always: ONNX Runtime for the browser knows no adapters.
        """
        raise NotAvailable(f"{file_path}: {_NOT_HERE}")

    def export_adapter(self, file_path: Any) -> NoReturn:
        """Say that it can't be written here.

        Raises:
            NotAvailable: always: ONNX Runtime for the browser knows no adapters.
        """
        raise NotAvailable(f"{file_path}: {_NOT_HERE}")

    def get_format_version(self) -> int:
        """Of the files that onnxruntime writes."""
        return _FORMAT

    def set_adapter_version(self, adapter_version: int) -> None:
        """Say which version of the adapter it is."""
        self._adapter_version = adapter_version

    def get_adapter_version(self) -> int:
        """Which version of the adapter it is."""
        return self._adapter_version

    def set_model_version(self, model_version: int) -> None:
        """Say for which version of the model it is."""
        self._model_version = model_version

    def get_model_version(self) -> int:
        """For which version of the model it is."""
        return self._model_version

    def set_parameters(self, params: Mapping[str, OrtValue]) -> None:
        """Take parameters by their names."""
        self._parameters = dict(params)

    def get_parameters(self) -> dict[str, OrtValue]:
        """Its parameters by their names."""
        return dict(self._parameters)


_NOT_HERE = "the browser's ONNX Runtime has no adapters. Merge the adapter into the model and export that (.onnx)."
