"""Whether training can be done here."""

from __future__ import annotations

from importlib.util import find_spec

from coverslip.errors import NotAvailable

#: What has to be importable, and the package that it comes with.
_MODULES = {"torch": "torch", "onnxscript": "onnxscript", "onnx": "onnx", "onnxruntime": "onnxruntime"}


def bring() -> None:
    """Refuse to train where something that training needs is missing.

    Raises:
        NotAvailable: naming it, and where training can be done.
    """
    missing = [package for module, package in _MODULES.items() if find_spec(module) is None]
    if missing:
        raise NotAvailable(
            f"Training needs {', '.join(missing)}, which is not here: run it on an engine, or as a script after "
            "pip install 'coverslip[train]'. A browser can run the model that comes out, but not train it."
        )
