"""Plugins: loaded from their source, with errors that their authors understand."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from coverslip import PluginError
from coverslip.plugin import Plugin, load_plugin
from coverslip.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAD = "from coverslip import op, api\n"


@pytest.fixture
def load() -> Iterator[Callable[..., Plugin]]:
    yield lambda source, name="a_plugin.py": load_plugin(source, name)
    sys.modules.pop("a_plugin", None)
    sys.modules.pop("json_plugin", None)


def test_ops_are_found_in_their_order(load: Callable[..., Plugin]) -> None:
    plugin = load(HEAD + "@op\ndef b(): ...\n@op\nasync def a(): ...\n")
    assert [each["name"] for each in plugin.describe()] == ["b", "a"]


def test_a_file_without_an_op_is_told_what_is_missing(load: Callable[..., Plugin]) -> None:
    with pytest.raises(PluginError, match=r"a_plugin.py has no op: write @op"):
        load("def count(): ...\n")


def test_exported_methods_are_offered_beside_ops(load: Callable[..., Plugin]) -> None:
    plugin = load(HEAD + "class P:\n  def run(self): ...\n  def _own(self): ...\n  size = 3\napi.export(P())\n")
    assert list(plugin.exports) == ["run"]
    assert plugin.ops == {}


def test_a_plugin_does_not_hide_a_module_of_its_name(load: Callable[..., Plugin]) -> None:
    plugin = load(HEAD + "import json\n@op\ndef a(): return json.dumps(1)\n", "json.py")
    assert plugin.module.__name__ == "json_plugin"
    assert plugin.ops["a"]() == "1"


def test_dataclasses_and_hints_of_a_plugin_find_their_module(load: Callable[..., Plugin]) -> None:
    plugin = load(
        "from __future__ import annotations\nfrom dataclasses import dataclass\nfrom coverslip import Image, op\n"
        "@dataclass\nclass P:\n  x: int\n@op\ndef a(image: Image, p: P | None = None): ...\n"
    )
    assert [each["type"]["kind"] for each in plugin.describe()[0]["params"]] == ["image", "any"]


def error_of(source: str, load: Callable[..., Plugin]) -> tuple[str, str, str]:
    trace = Trace("a_plugin.py", ["numpy>=2", "Scikit_Learn"])
    with pytest.raises(BaseException) as caught:  # noqa: PT011
        load(HEAD + source).ops["a"]()
    described = trace.describe(caught.value)
    return described["type"], described["message"], described["traceback"]


def test_a_traceback_shows_the_plugins_own_lines(load: Callable[..., Plugin]) -> None:
    kind, message, traceback = error_of("@op\ndef a():\n  return inner()\ndef inner():\n  return 1 / 0\n", load)
    assert (kind, message) == ("ZeroDivisionError", "division by zero")
    assert 'File "a_plugin.py", line 4, in a\n    return inner()' in traceback
    assert 'File "a_plugin.py", line 6, in inner\n    return 1 / 0' in traceback
    assert traceback.count("File ") == 2


def test_of_a_librarys_frames_only_the_innermost_is_shown(load: Callable[..., Plugin]) -> None:
    _, _, traceback = error_of("import json\n@op\ndef a():\n  return json.loads('[')\n", load)
    assert traceback.count("File ") == 2
    assert "raw_decode" in traceback


def test_an_error_that_has_no_frame_of_the_plugin_has_no_traceback() -> None:
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int("x")
    assert Trace("a_plugin.py").describe(caught.value)["traceback"] == ""


def test_a_syntax_error_shows_its_line(load: Callable[..., Plugin]) -> None:
    kind, _, traceback = error_of("def a(:\n", load)
    assert kind == "SyntaxError"
    assert 'File "a_plugin.py", line 2' in traceback
    assert "def a(:" in traceback


def test_causes_are_told(load: Callable[..., Plugin]) -> None:
    trace = Trace("a_plugin.py")
    with pytest.raises(ValueError, match="outer") as caught:
        load(
            HEAD + "@op\ndef a():\n  try:\n    {}['x']\n  except KeyError as e:\n    raise ValueError('outer') from e\n"
        ).ops["a"]()
    cause = trace.describe(caught.value)["cause"]
    assert cause is not None
    assert (cause["type"], cause["message"]) == ("KeyError", "There is no key 'x'.")


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (
            "absent_one",
            "There is no module 'absent_one' here. If the plugin needs it, add 'absent-one' to `dependencies`",
        ),
        ("cv2", "add 'opencv-python' to `dependencies` in the header"),
        ("sklearn.nothing", "though 'scikit-learn' is among the plugin's `dependencies`."),
    ],
)
def test_a_missing_module_is_explained(load: Callable[..., Plugin], module: str, message: str) -> None:
    kind, said, _ = error_of(f"import {module}\n", load)
    assert kind == "ModuleNotFoundError"
    assert message in said


def test_too_little_memory_is_explained(load: Callable[..., Plugin]) -> None:
    kind, message, _ = error_of("@op\ndef a():\n  raise MemoryError\n", load)
    assert (kind, message) == ("MemoryError", "There is not enough memory for this; try a smaller image.")


def test_leaving_the_interpreter_is_an_error_like_others(load: Callable[..., Plugin]) -> None:
    kind, message, _ = error_of("import sys\n@op\ndef a():\n  sys.exit(3)\n", load)
    assert (kind, message) == ("SystemExit", "The code called sys.exit(3).")


def test_an_error_whose_text_cannot_be_had_is_still_told(load: Callable[..., Plugin]) -> None:
    kind, message, _ = error_of(
        "class Odd(Exception):\n  def __str__(self): raise ValueError\n@op\ndef a():\n  raise Odd\n", load
    )
    assert (kind, message) == ("Odd", "")
