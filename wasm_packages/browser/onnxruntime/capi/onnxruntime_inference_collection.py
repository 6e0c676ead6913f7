"""Where native scripts import sessions from, when they go by their file."""

from coverslip.onnxruntime_api import InferenceSession, IOBinding, OrtValue

__all__ = ["IOBinding", "InferenceSession", "OrtValue"]
