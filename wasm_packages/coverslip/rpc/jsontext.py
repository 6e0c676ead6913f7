"""JSON text as JavaScript's `JSON.stringify` writes it, so that both languages write one message the same."""

from __future__ import annotations

import re
from json.encoder import encode_basestring

#: Integers beyond this are not exact in JavaScript (2^53 - 1).
SAFE = 2**53 - 1

_SURROGATE = re.compile("[\ud800-\udfff]")


def quoted(value: str) -> str:
    """A text. Lone surrogates are escaped, everything else beyond ASCII is not."""
    out: str = encode_basestring(value)
    if not value.isascii() and _SURROGATE.search(out):
        out = _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", out)
    return out


def number(value: float) -> str:
    """A finite float: the shortest digits that give the same value, a whole one without ".0"."""
    written = float.__repr__(float(value))
    if "e" in written:
        return _expanded(written)
    return written.removesuffix(".0")


def _expanded(written: str) -> str:
    """Python writes exponents from 1e16 and below 1e-4, JavaScript from 1e21 and below 1e-6 (ECMA-262, 6.1.6.1.20)."""
    mantissa, _, exponent_text = written.partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    digits = mantissa.lstrip("-").replace(".", "")
    exponent = int(exponent_text)
    if 0 <= exponent < 21:
        return sign + digits.ljust(exponent + 1, "0")
    if -7 < exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{exponent:+d}"
