"""The mark `@op`."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from coverslip import PluginError, op
from coverslip.op import ops_of


def test_an_op_stays_the_function_that_it_was() -> None:
    @op
    def double(x: int) -> int:
        return 2 * x

    @op(title="Triple")
    def triple(x: int) -> int:
        return 3 * x

    assert double(2) == 4
    assert triple(x=2) == 6


def test_only_functions_can_be_ops() -> None:
    with pytest.raises(PluginError, match="@op stands before a function, not before type"):
        op(int)


def test_parameters_have_to_be_nameable() -> None:
    with pytest.raises(PluginError, match=r"many\(\*values\)"):

        @op
        def many(*values: int) -> None: ...

    with pytest.raises(PluginError, match=r"first\(value, /\)"):

        @op
        def first(value: int, /) -> None: ...


def test_a_check_takes_what_its_op_takes() -> None:
    with pytest.raises(PluginError, match="The check of train takes rows, which it has not"):

        @op(check=lambda image, rows: (image, rows))
        def train(image: int) -> None: ...


def test_ops_of_a_module_are_its_own_in_their_order() -> None:
    module = ModuleType("plugin")
    source = "from coverslip import op\n@op\ndef b(): ...\n@op\nasync def a(): ...\ndef c(): ...\nalso = b\n"
    exec(source, vars(module))  # noqa: S102
    imported: Any = op(lambda: None)
    module.imported = imported  # type: ignore[attr-defined]
    assert list(ops_of(module)) == ["b", "a"]
