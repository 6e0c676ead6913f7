"""The name under which newer plugins of ImJoy import the api: `from imjoy_rpc import api`."""

from coverslip import api

__all__ = ["api"]
