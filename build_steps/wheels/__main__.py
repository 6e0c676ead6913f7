"""``python -m build_steps.wheels RECIPE… --pyodide DIR --numpy WHEEL``: build wheels on their own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .builder import built_wheel
from .errors import BuildError

_RECIPES = Path(__file__).parents[2] / "wasm_packages" / "recipes"


def main() -> int:
    """Build each named recipe and print the path of its wheel."""
    parser = argparse.ArgumentParser(prog="python -m build_steps.wheels", description=__doc__)
    parser.add_argument("recipe", nargs="+")
    parser.add_argument("--pyodide", type=Path, required=True, help="npm's pyodide package, unpacked")
    parser.add_argument("--numpy", type=Path, required=True, help="the official numpy wheel for that Pyodide")
    parser.add_argument("--recipes", type=Path, default=_RECIPES)
    parser.add_argument("--cache", type=Path, default=Path("~/.cache/coverslip"))
    arguments = parser.parse_args()
    try:
        for recipe in arguments.recipe:
            wheel = built_wheel(
                recipe,
                recipes=arguments.recipes,
                cache=arguments.cache,
                pyodide=arguments.pyodide,
                numpy_wheel=arguments.numpy,
                report=lambda line: print(line, file=sys.stderr, flush=True),
            )
            print(wheel)
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
