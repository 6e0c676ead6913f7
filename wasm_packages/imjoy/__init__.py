"""ImJoy's api for its plugins: `from imjoy import api`. It is the one that every plugin here has."""

from coverslip import api

__all__ = ["api"]
