"""What there is to run models: here it is the app that chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

CPU = "CPUExecutionProvider"
WEBGPU = "WebGpuExecutionProvider"


def get_available_providers() -> list[str]:
    """Providers that can be named. Whether there is a graphics card is found out with the first run."""
    return [WEBGPU, CPU]


def get_all_providers() -> list[str]:
    """The same."""
    return [WEBGPU, CPU]


def get_device() -> str:
    """What a session without a choice begins on."""
    return "CPU"


def get_version_string() -> str:
    """The version of onnxruntime-web that the app runs."""
    return "1.30.0"


def get_build_info() -> str:
    """What stands for onnxruntime here."""
    return f"Coverslip: onnxruntime-web {get_version_string()} in the browser"


def get_ep_devices() -> list[object]:
    """None that a script could choose among: the app chooses."""
    return []


def has_collective_ops() -> bool:
    """Whether there are operators over several machines."""
    return False


def preload_dlls(**_options: object) -> None:
    """Do nothing: there are no libraries to load."""


def enable_telemetry_events() -> None:
    """Do nothing: nobody is told anything."""


def disable_telemetry_events() -> None:
    """Do nothing: nobody is told anything."""


def device_of(providers: Sequence[object] | None) -> str:
    """The device for a list of providers; those of other machines are passed over, as onnxruntime does."""
    names = [str(each[0] if isinstance(each, tuple) else each) for each in providers or ()]
    if not names or names[0] not in (CPU, WEBGPU):
        return "auto"
    # Naming the graphics card first asks for what is faster; the app takes the processor where the card is wrong.
    return "cpu" if names[0] == CPU else "auto"
