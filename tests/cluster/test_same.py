"""What the tests of the engine prove of processes on this machine, of those on a cluster."""

from __future__ import annotations

from tests.engine.test_calls import (
    test_a_stopped_op_is_interrupted_and_one_that_does_not_listen_is_ended_with_all_it_started,
    test_each_call_of_a_session_hears_of_itself,
    test_errors_keep_the_lines_of_the_plugin_and_a_crash_is_told_and_mended,
    test_memory_and_processor_time_are_limited,
    test_what_is_no_text_reaches_the_log_as_text,
)
from tests.engine.test_jobs import test_cancelling_ends_the_tree_of_a_job_and_lets_the_next_one_begin

__all__ = [
    "test_a_stopped_op_is_interrupted_and_one_that_does_not_listen_is_ended_with_all_it_started",
    "test_cancelling_ends_the_tree_of_a_job_and_lets_the_next_one_begin",
    "test_each_call_of_a_session_hears_of_itself",
    "test_errors_keep_the_lines_of_the_plugin_and_a_crash_is_told_and_mended",
    "test_memory_and_processor_time_are_limited",
    "test_what_is_no_text_reaches_the_log_as_text",
]
