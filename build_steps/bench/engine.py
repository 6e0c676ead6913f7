"""The group `engine`: calls, arrays and jobs of an engine, without a browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from build_steps.bench import groups
from build_steps.bench.place import PAGES
from build_steps.errors import StepError

if TYPE_CHECKING:
    from build_steps.bench.figures import Samples


@dataclass
class EngineRows:
    """The measurements of one round, taken in an interpreter of their own: the build knows nothing of the packages."""

    samples: Samples

    def round(self) -> None:
        """Takes every measurement once.

        Raises:
            StepError: with what the program said.
        """
        root = Path(__file__).parents[2]
        packages = os.pathsep.join(str(root / name) for name in ("", "wasm_packages", "engine"))
        ended = subprocess.run(
            [sys.executable, PAGES / "engine_rows.py"],
            env={**os.environ, "PYTHONPATH": packages},
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise StepError(f"engine_rows.py broke off: {ended.stderr.strip()[-300:]}")
        found: dict[str, float] = json.loads(ended.stdout)
        for way, milliseconds in found.items():
            self.samples.add({groups.ENGINE[way]: milliseconds})
