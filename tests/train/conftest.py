"""What the tests of training share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from coverslip import ctx

from tests.unit.python.conftest import samples

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["samples"]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Every test of this folder trains."""
    item.add_marker(pytest.mark.pytorch)


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """One thread: tests run side by side, and threads that wait for one another make all of them slow."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module", autouse=True)
def begun_here() -> Iterator[None]:
    """Whatever job was run in this process before, the next training is none of its attempts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ctx, "_listened", False)
        patch.setattr(ctx, "_resumed", None)
        patch.setattr(ctx, "_finish", False)
        yield
