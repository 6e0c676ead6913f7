"""What the machine has: processors, memory, graphics cards."""

from __future__ import annotations

import os
import platform
import shutil
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from pathlib import Path


def machine(folder: Path) -> dict[str, Any]:
    """What there is, and how much of it is free.

    Args:
        folder: the engine's, whose disk is meant.

    Returns:
        `cpus`, `load` (of the last minute), `memory`, `disk` (`{total, free}` in bytes), `gpus`, `python`, `system`.
    """
    memory, disk = psutil.virtual_memory(), shutil.disk_usage(folder)
    return {
        "cpus": _cpus(),
        "load": psutil.getloadavg()[0],
        "memory": {"total": memory.total, "free": memory.available},
        "disk": {"total": disk.total, "free": disk.free},
        "gpus": gpus(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def gpus() -> list[dict[str, Any]]:
    """NVIDIA's cards: `name`, `memory` (`{total, free}` in bytes), `busy` (0 to 1); none where there is no driver."""
    # Not above: it warns where an older package of this name is there, too.
    import pynvml

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        return []
    try:
        return [_gpu(pynvml, index) for index in range(pynvml.nvmlDeviceGetCount())]
    except pynvml.NVMLError:
        # A card that has fallen off the bus.
        return []
    finally:
        pynvml.nvmlShutdown()


def _gpu(nvml: Any, index: int) -> dict[str, Any]:
    handle = nvml.nvmlDeviceGetHandleByIndex(index)
    name, memory = nvml.nvmlDeviceGetName(handle), nvml.nvmlDeviceGetMemoryInfo(handle)
    return {
        "name": name.decode() if isinstance(name, bytes) else name,
        "memory": {"total": memory.total, "free": memory.free},
        "busy": nvml.nvmlDeviceGetUtilizationRates(handle).gpu / 100,
    }


def _cpus() -> int:
    """Those that this process may use, which in a container or a batch job are fewer than the machine has."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
