"""Recipes are read strictly, and hashed whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from build_steps.wheels import BuildError, RecipeError, read_recipe, wheel_key
from build_steps.wheels.meta_yaml import read_meta_yaml

FIXTURES = Path(__file__).parent / "fixtures"
RECIPES = Path(__file__).parents[2] / "wasm_packages" / "recipes"


def test_reads_what_a_recipe_says() -> None:
    recipe = read_recipe(FIXTURES / "sound" / "tiny-wheel")
    assert (recipe.name, recipe.version, recipe.source) == ("tiny-wheel", "1.0", "source")
    assert recipe.sdist_name == "tiny_wheel-1.0.tar.gz"


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in RECIPES.glob("*/meta.yaml")))
def test_every_recipe_of_the_project_can_be_read(folder: str) -> None:
    assert read_recipe(RECIPES / folder).name == folder


def test_the_project_has_recipes() -> None:
    assert {path.parent.name for path in RECIPES.glob("*/meta.yaml")} >= {"scikit-image", "pywavelets"}


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("absent", r"absent/meta\.yaml is missing"),
        ("another-name", r"package\.name is 'other', but the folder is 'another-name'"),
        ("bad-hash", r"source\.sha256 is 'F00D', not 64"),
        ("no-version", r"`package\.version` is missing"),
        ("no-source", "the section `source` is missing"),
        ("with-patches", r"unknown key `source\.patches`; known are path, sha256"),
        ("unknown-section", "unknown section `extra`"),
        ("path-outside", r"source\.path is '\.\./elsewhere'"),
        ("flow-style", r"line 3: .* not a plain scalar"),
        ("quoted", r"line 3: .* not a plain scalar"),
        ("twice", "line 4: .* the second `version`"),
        ("key-without-value", "line 2: `name:` is a key without a value"),
        ("odd-indent", "line 4: .* indented"),
        ("not-a-mapping", "line 1: `just words` is not of the form"),
    ],
)
def test_a_broken_recipe_is_refused_with_its_place(folder: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        read_recipe(FIXTURES / "broken" / folder)


def test_comments_lists_and_nesting_are_read(tmp_path: Path) -> None:
    path = tmp_path / "meta.yaml"
    path.write_text("# top\na:\n  # inner\n  b: -O3 -msimd128\n  c:\n    - one\n    - two\nd: 1.10.0\n")
    assert read_meta_yaml(path) == {"a": {"b": "-O3 -msimd128", "c": ["one", "two"]}, "d": "1.10.0"}


@pytest.fixture
def recipes(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURES / "sound", tmp_path / "recipes"))


def key_of(recipes: Path, *, pyodide_version: str = "314.0.3", numpy_sha256: str = "0" * 64) -> str:
    return wheel_key(recipes / "tiny-wheel", pyodide_version=pyodide_version, numpy_sha256=numpy_sha256)


def test_the_key_is_a_sha256_that_does_not_depend_on_the_place(recipes: Path) -> None:
    key = key_of(recipes)
    assert len(bytes.fromhex(key)) == 32
    assert key == key_of(FIXTURES / "sound")


def test_the_key_changes_with_every_input(recipes: Path) -> None:
    keys = [key_of(recipes), key_of(recipes, pyodide_version="314.0.4"), key_of(recipes, numpy_sha256="1" * 64)]
    folder = recipes / "tiny-wheel"
    meta = (folder / "meta.yaml").read_text()
    changes = {
        folder / "meta.yaml": (meta.replace("-O3", "-O2"), meta.replace("e3b0", "e3b1")),
        recipes / "constraints.txt": ("Cython==3.3.2\n",),
        folder / "more.txt": ("a file of the recipe",),
    }
    for path, texts in changes.items():
        for text in texts:
            path.write_text(text)
            keys.append(key_of(recipes))
    assert len(set(keys)) == len(keys) == 7


def test_the_key_does_not_change_with_the_prose(recipes: Path) -> None:
    before = key_of(recipes)
    (recipes / "tiny-wheel" / "README.md").write_text("words")
    assert key_of(recipes) == before


def test_constraints_have_to_exist(recipes: Path) -> None:
    (recipes / "constraints.txt").unlink()
    with pytest.raises(BuildError, match=r"constraints\.txt is missing"):
        key_of(recipes)
