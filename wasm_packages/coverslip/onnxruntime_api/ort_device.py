"""`onnxruntime.OrtDevice`: where memory is; here always Python's own."""

from __future__ import annotations

_TYPES = {"cpu": 0, "cuda": 1, "gpu": 1, "webgpu": 1, "dml": 1, "cann": 3, "npu": 3}
#: PCI numbers of vendors that a name stands for.
_VENDORS = {"cuda": 0x10DE, "dml": 0x1414, "cann": 0x19E5}


class OrtDevice:
    """A device by its name and number.

    Args:
        device_type: its number in onnxruntime.
        device_id: which one of its type.
        vendor_id: the PCI number of its vendor; 0 for any.
    """

    def __init__(self, device_type: int, device_id: int, vendor_id: int = 0) -> None:
        self._type = device_type
        self._id = device_id
        self._vendor = vendor_id

    @staticmethod
    def make(ort_device_name: str, device_id: int, vendor_id: int = -1) -> OrtDevice:
        """A device by its name, such as "cpu" or "cuda".

        Raises:
            Exception: for a name that onnxruntime does not know; it has no class of its own natively either.
        """
        if ort_device_name not in _TYPES:
            raise Exception("Unsupported device type: " + ort_device_name)  # noqa: TRY002 (as native scripts catch it)
        vendor = _VENDORS.get(ort_device_name, 0) if vendor_id < 0 else int(vendor_id)
        return OrtDevice(_TYPES[ort_device_name], device_id, vendor)

    def device_id(self) -> int:
        """Which one of its type it is."""
        return self._id

    def device_type(self) -> int:
        """Its type's number: 0 is the processor."""
        return self._type

    def device_vendor_id(self) -> int:
        """The PCI number of its vendor; 0 where it has none."""
        return self._vendor

    def device_mem_type(self) -> int:
        """The kind of its memory: 0 is the default one."""
        return 0
