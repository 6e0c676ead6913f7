"""Runs inside Pyodide (see compile_sources.mjs): compiles every `.py` below /work to a `.pyc` that stands in its place.

The bytecode is marked as never to be checked against a source, names the source by where it would be installed, and
so is the same bytes on every machine.
"""

import pathlib
import py_compile
import warnings

warnings.simplefilter("ignore")  # of other people's sources
root = pathlib.Path("/work")
for path in sorted(root.rglob("*.py")):
    name = path.relative_to(root).as_posix()
    py_compile.compile(
        str(path),
        cfile=str(path.with_suffix(".pyc")),
        dfile=f"/lib/python3.14/site-packages/{name}",
        doraise=True,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    path.unlink()
