"""Jobs: what was accepted is written down before it is answered, and run once to its end."""

from .job import FINAL, Job, JobEvent, JobState, Resources

__all__ = ["FINAL", "Job", "JobEvent", "JobState", "Resources"]
