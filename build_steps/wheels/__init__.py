"""Compile wheels for Pyodide from the recipes in wasm_packages/recipes.

``built_wheel`` is what the build calls; ``wheel_key`` says under which key the cache holds its result.
"""

from .builder import built_wheel
from .errors import BuildError, RecipeError
from .import_check import ImportReport, check_imports
from .recipe import Recipe, read_recipe
from .toolchain import Toolchain, wheel_key

__all__ = [
    "BuildError",
    "ImportReport",
    "Recipe",
    "RecipeError",
    "Toolchain",
    "built_wheel",
    "check_imports",
    "read_recipe",
    "wheel_key",
]
