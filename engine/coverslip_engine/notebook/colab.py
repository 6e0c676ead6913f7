"""Google Colab, whose browser reaches a port of the kernel by an address that only Colab knows."""

from __future__ import annotations

import importlib
import importlib.util


def colab_address(port: int) -> str | None:
    """The address of a port of this kernel for the person's browser; None where this is no kernel of Colab's."""
    if importlib.util.find_spec("google") is None or importlib.util.find_spec("google.colab") is None:
        return None
    output = importlib.import_module("google.colab.output")
    return str(output.eval_js(f"google.colab.kernel.proxyPort({int(port)})"))
