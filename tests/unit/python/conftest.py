"""What the tests of the Python package share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from build_steps.samples import samples as placed_samples

if TYPE_CHECKING:
    from pathlib import Path

    from build_steps.config import Config


@pytest.fixture(scope="session")
def samples(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the site's samples (img2d.tif, mask2d.tif, ihc.png, retina.jpg, cell.png, …)."""
    folder = tmp_path_factory.mktemp("samples")
    for sample in placed_samples(config):
        (folder / sample.name).symlink_to(sample.path)
    return folder
