"""Options of sessions and runs. What has no meaning in the browser is kept and does nothing."""

from __future__ import annotations

import warnings
from enum import Enum
from typing import Any

from .exceptions import NotImplemented as NotImplementedHere
from .exceptions import raised


class GraphOptimizationLevel(Enum):
    """How far ONNX Runtime changes the graph to make it faster."""

    ORT_DISABLE_ALL = 0
    ORT_ENABLE_BASIC = 1
    ORT_ENABLE_EXTENDED = 2
    ORT_ENABLE_LAYOUT = 3
    ORT_ENABLE_ALL = 99


class ExecutionMode(Enum):
    """Whether operators that don't need one another run at once."""

    ORT_SEQUENTIAL = 0
    ORT_PARALLEL = 1


class ExecutionOrder(Enum):
    """The order of operators; the browser has one."""

    DEFAULT = 0
    PRIORITY_BASED = 1
    MEMORY_EFFICIENT = 2


_LEVELS = {
    GraphOptimizationLevel.ORT_DISABLE_ALL: "disabled",
    GraphOptimizationLevel.ORT_ENABLE_BASIC: "basic",
    GraphOptimizationLevel.ORT_ENABLE_EXTENDED: "extended",
    GraphOptimizationLevel.ORT_ENABLE_LAYOUT: "layout",
    GraphOptimizationLevel.ORT_ENABLE_ALL: "all",
}


class SessionOptions:
    """How a session is made. As with onnxruntime's, there are these attributes and no others."""

    __slots__ = (
        "_entries",
        "_lengths",
        "enable_cpu_mem_arena",
        "enable_mem_pattern",
        "enable_mem_reuse",
        "enable_profiling",
        "execution_mode",
        "execution_order",
        "graph_optimization_level",
        "inter_op_num_threads",
        "intra_op_num_threads",
        "log_severity_level",
        "log_verbosity_level",
        "logid",
        "optimized_model_filepath",
        "profile_file_prefix",
        "use_deterministic_compute",
        "use_per_session_threads",
    )

    def __init__(self) -> None:
        self.enable_cpu_mem_arena = True
        self.enable_mem_pattern = True
        self.enable_mem_reuse = True
        self.enable_profiling = False
        self.execution_mode = ExecutionMode.ORT_SEQUENTIAL
        self.execution_order = ExecutionOrder.DEFAULT
        self.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_ALL
        self.inter_op_num_threads = 0
        self.intra_op_num_threads = 0
        self.log_severity_level = -1
        self.log_verbosity_level = 0
        self.logid = ""
        self.optimized_model_filepath = ""
        self.profile_file_prefix = "onnxruntime_profile_"
        self.use_deterministic_compute = False
        self.use_per_session_threads = True
        self._entries: dict[str, str] = {}
        self._lengths: dict[str, int] = {}

    def add_session_config_entry(self, key: str, value: str) -> None:
        """Keep an entry of the configuration."""
        self._entries[key] = value

    def get_session_config_entry(self, key: str) -> str:
        """An entry that was added.

        Raises:
            RuntimeError: when there is none of that name.
        """
        if key not in self._entries:
            raise RuntimeError(f"SessionOptions does not have configuration with key: {key}")
        return self._entries[key]

    def has_session_config_entry(self, key: str) -> bool:
        """Whether an entry was added."""
        return key in self._entries

    def add_free_dimension_override_by_name(self, name: str, length: int) -> None:
        """Fix the length of an axis that the model names."""
        self._lengths[name] = int(length)

    def add_free_dimension_override_by_denotation(self, denotation: str, length: int) -> None:
        """Do nothing: no length has to be fixed, and the browser's ONNX Runtime fixes them by name only."""

    @property
    def lengths(self) -> dict[str, int]:
        """Fixed lengths of axes, by the axes' names in the model."""
        return dict(self._lengths)

    def register_custom_ops_library(self, path: str) -> None:
        """Refuse a library: the browser has no way to load one.

        Raises:
            NotImplemented: always.
        """
        raise raised(NotImplementedHere, f"{path}: the browser can't load libraries of operators.")

    def as_request(self) -> dict[str, Any]:
        """The options in onnxruntime-web's names; only those that are not its defaults."""
        request: dict[str, Any] = {}
        if self.optimized_model_filepath:
            warnings.warn(
                f"{self.optimized_model_filepath}: the browser's ONNX Runtime can't save the optimised model;"
                " no file was written.",
                RuntimeWarning,
                stacklevel=3,
            )
        if self.graph_optimization_level is not GraphOptimizationLevel.ORT_ENABLE_ALL:
            request["graphOptimizationLevel"] = _LEVELS[self.graph_optimization_level]
        if self.execution_mode is ExecutionMode.ORT_PARALLEL:
            request["executionMode"] = "parallel"
        if not self.enable_cpu_mem_arena:
            request["enableCpuMemArena"] = False
        if not self.enable_mem_pattern:
            request["enableMemPattern"] = False
        if self._lengths:
            request["freeDimensionOverrides"] = dict(self._lengths)
        return request


class RunOptions:
    """How one run is done; the app runs all alike."""

    def __init__(self) -> None:
        self.log_severity_level = 2
        self.log_verbosity_level = 0
        self.logid = ""
        self.only_execute_path_to_fetches = False
        self.terminate = False
        self.training_mode = False
        self._entries: dict[str, str] = {}

    def add_run_config_entry(self, key: str, value: str) -> None:
        """Keep an entry of the configuration."""
        self._entries[key] = value

    def get_run_config_entry(self, key: str) -> str:
        """An entry that was added.

        Raises:
            RuntimeError: when there is none of that name.
        """
        if key not in self._entries:
            raise RuntimeError(f"RunOptions does not have configuration with key: {key}")
        return self._entries[key]


def set_default_logger_severity(severity: int) -> None:
    """Do nothing: what goes wrong is raised."""


def set_default_logger_verbosity(verbosity: int) -> None:
    """Do nothing: what goes wrong is raised."""


def set_seed(seed: int) -> None:
    """Do nothing: onnxruntime-web draws its random numbers by itself."""
