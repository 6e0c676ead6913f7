"""Packages that only descriptions of bioimage.io need: in the browser they are brought when the first one is read."""

from __future__ import annotations

import importlib
from importlib.util import find_spec

from coverslip import api
from coverslip.errors import NotAvailable

#: As the site calls it.
SPECIFICATION = "bioimageio-spec"


async def bring_specification() -> None:
    """Make `bioimageio.spec` importable.

    Raises:
        NotAvailable: on a computer on which it is not installed.
    """
    if find_spec("bioimageio") is not None:
        return
    if not api.connected():
        raise NotAvailable("Models of bioimage.io need a package: pip install bioimageio.spec.")
    await api.loadSitePackages([SPECIFICATION])
    importlib.invalidate_caches()
