"""JSON text whose numbers are exact: integers of any size, and decimals that no float can hold.

``json.loads`` would turn ``0.1234567890123456789`` into a float with other digits. Here such a
number becomes a :class:`~decimal.Decimal`, and only such a number: everything that a float writes
back unchanged stays a float.
"""

from __future__ import annotations

import json
from decimal import Decimal

from ..._json import JsonValue
from ...protocol import written


def loads(text: str | bytes) -> JsonValue:
    """Parse JSON text without changing any number.

    Raises
    ------
    ValueError
        If the text is no JSON; ``NaN`` and ``Infinity`` are none.
    """
    return json.loads(text, parse_float=_number, parse_constant=_refuse)


def dumps(value: JsonValue, *, indent: int | None = None) -> str:
    """Write JSON text; a decimal keeps its digits, and other alphabets their letters.

    Raises
    ------
    ValueError
        For NaN and the infinities.
    """
    return written(value, indent=indent, ensure_ascii=False)


def _number(text: str) -> float | Decimal:
    near, exact = float(text), Decimal(text)
    return near if near - near == 0 and Decimal(repr(near)) == exact else exact


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is not a number that JSON knows")
