"""ONNX Runtime's files out of npm package `onnxruntime-web`: one build for the processor, one for the graphics card."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from build_steps.config import Config

_BUILDS = {
    "cpu": {
        "ort": "ort.wasm.min.mjs",
        "glue": "ort-wasm-simd-threaded.mjs",
        "wasm": "ort-wasm-simd-threaded.wasm",
    },
    "webgpu": {
        "ort": "ort.webgpu.min.mjs",
        "glue": "ort-wasm-simd-threaded.asyncify.mjs",
        "wasm": "ort-wasm-simd-threaded.asyncify.wasm",
    },
}
"""By device; the names are those of InferenceBuild in pwa/src/contracts/site.ts."""


def inference_version(config: Config) -> str:
    """The version of npm package `onnxruntime-web`."""
    about = json.loads((_folder(config) / "package.json").read_text(encoding="utf-8"))
    return str(about["version"])


def inference_builds(config: Config) -> dict[str, dict[str, Path]]:
    """The files of each build."""
    folder = _folder(config) / "dist"
    return {device: {part: folder / name for part, name in build.items()} for device, build in _BUILDS.items()}


def inference_files(config: Config) -> list[Path]:
    """All of them."""
    return [path for build in inference_builds(config).values() for path in build.values()]


def _folder(config: Config) -> Path:
    return config.node_modules / "onnxruntime-web"
