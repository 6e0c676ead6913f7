"""Arrays as they come over the wire: what is told of them, and their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from coverslip.errors import WireError
from coverslip.image import check_axes, check_scale

from .dtypes import numpy_dtype
from .wire import Json, listed, shown, text

if TYPE_CHECKING:
    import numpy as np

    from .endpoint import Attachment, Attachments


def read_about(json: dict[str, Json], ndim: int) -> dict[str, Any]:
    """What an array of so many axes shows, by the arguments of `NDArray`; empty when nothing is told.

    Raises:
        WireError: when something is not in the wire's form, or does not fit the axes.
    """
    about: dict[str, Any] = {key: json[key] for key in ("kind", "axes", "scale", "unit", "name") if key in json}
    if about.get("kind", "image") not in ("image", "labels"):
        raise WireError(f'kind is {shown(about["kind"])}, not "image" or "labels".', "kind")
    for key in ("axes", "unit", "name"):
        if key in about:
            text(about[key], key)
    if "scale" in about and not all(type(each) in (int, float) for each in listed(about["scale"], "scale")):
        raise WireError("scale holds something else than numbers.", "scale")
    try:
        if "axes" in about:
            check_axes(about["axes"], ndim)
        if "scale" in about:
            check_scale(about["scale"], ndim)
    except (ValueError, OverflowError) as error:
        raise WireError(str(error), "ndarray") from error
    return about


def read_numbers(
    attachments: Attachments, attachment: Attachment, dtype: Json, shape: tuple[int, ...], order: Literal["C", "F"]
) -> np.ndarray[Any, Any]:
    """The array in a buffer of just its size, copied once into memory of its own, in this machine's byte order.

    Raises:
        ValueError: numpy has no array of this shape and dtype (TypeError and OverflowError are raised for it, too).
        ModuleNotFoundError: there is no numpy here.
    """
    import numpy as np

    data = np.empty(shape, numpy_dtype(dtype), order)
    if data.size:
        flat = (data.T if order == "F" else data).reshape(-1).view(np.uint8)
        attachments.unpack(attachment, flat.data)
        _settle_bools(data)
    return data if data.dtype.isnative else data.astype(data.dtype.newbyteorder("="))


def _settle_bools(data: Any) -> None:
    """Make every byte of a bool 0 or 1: numpy takes one beyond for neither true nor false."""
    import numpy as np

    if data.dtype.names is not None:
        for name in data.dtype.names:
            _settle_bools(data[name])
    elif data.dtype.kind == "b":
        np.not_equal(data.view(np.uint8), 0, out=data)
