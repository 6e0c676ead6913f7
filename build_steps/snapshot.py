"""Runs inside Pyodide (see snapshot.mjs): brings the interpreter into the state that the snapshot holds."""

import gc
import importlib
import shutil
import site
import sys


def prepare(modules: str, pack: str) -> None:
    """Imports `modules` (separated by commas), those of the archive at `pack` among them, and cleans up."""
    folder = site.getsitepackages()[0]
    if pack:
        shutil.unpack_archive(pack, folder, "zip")
        importlib.invalidate_caches()
    for name in modules.split(","):
        importlib.import_module(name)
    if pack:
        # Files are not in the memory; what Python remembers of them must not be there either.
        shutil.rmtree(folder)
    sys.path_importer_cache.clear()
    gc.collect()
