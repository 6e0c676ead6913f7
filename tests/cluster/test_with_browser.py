"""The app and an engine on a cluster: all that the app does with one whose processes are on its own machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_engine import page_of_engine, test_an_engine_runs_ops_and_jobs_of_the_app

if TYPE_CHECKING:
    from ray.cluster_utils import Cluster

__all__ = ["page_of_engine", "test_an_engine_runs_ops_and_jobs_of_the_app"]


@pytest.fixture
def executor(shared_cluster: Cluster) -> list[str]:
    """Words of the command line that say where processes run."""
    return ["--executor", "ray", "--ray-address", str(shared_cluster.address)]
