"""Google Colab, whose browser reaches a port of the kernel by an address that only Colab knows."""

from __future__ import annotations

import importlib
import importlib.util

from coverslip_engine.settings import SettingsError

#: Seconds for Colab's page to answer; where the notebook runs without one, it never does.
_PATIENCE = 30


def colab_address(port: int) -> str | None:
    """The address of a port of this kernel for the person's browser; None where this is no kernel of Colab's.

    Raises:
        SettingsError: Colab's page gives no address.
    """
    if importlib.util.find_spec("google") is None or importlib.util.find_spec("google.colab") is None:
        return None
    output = importlib.import_module("google.colab.output")
    try:
        # Colab's own `serve_kernel_port_as_iframe` asks for the address in the same way.
        return str(output.eval_js(f"google.colab.kernel.proxyPort({int(port)})", timeout_sec=_PATIENCE))
    except Exception as error:  # whatever Colab's page, or the way to it, may fail with
        why = str(error) or type(error).__name__
        raise SettingsError(
            f"Colab's page gave no address for port {port} ({why}). Run the cell again with the notebook open in a "
            "browser."
        ) from error
