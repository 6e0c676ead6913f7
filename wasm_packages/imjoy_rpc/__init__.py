"""The name under which newer plugins of ImJoy import the api: `from imjoy_rpc import api`."""

from coverslip import api

__all__ = ["api", "register_default_codecs"]


def register_default_codecs(options: object = None) -> None:
    """Do nothing: arrays, files and what else ImJoy had codecs for can always be sent."""
