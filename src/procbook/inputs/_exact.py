"""JSON text whose numbers are exact: integers of any size, and decimals that no float can hold.

``json.loads`` would turn ``0.1234567890123456789`` into a float with other digits. Here such a number becomes a
:class:`~decimal.Decimal`, and only such a number: everything that a float writes back unchanged stays a float.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


def loads(text: str | bytes) -> Any:
    """Parse JSON text without changing any number.

    Raises
    ------
    ValueError
        If the text is no JSON; ``NaN`` and ``Infinity`` are none.
    """
    return json.loads(text, parse_float=_number, parse_constant=_refuse)


def dumps(value: Any, *, indent: int | None = None) -> str:
    """Write JSON text; a decimal keeps its digits, and other alphabets their letters.

    Raises
    ------
    ValueError
        For NaN and the infinities.
    """
    if not _any_decimal(value):
        return json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)
    marks: dict[str, str] = {}
    text = json.dumps(_marked(value, marks), indent=indent, ensure_ascii=False, allow_nan=False)
    for mark, digits in marks.items():
        text = text.replace(f'"{mark}"', digits)
    return text


def _number(text: str) -> float | Decimal:
    near, exact = float(text), Decimal(text)
    return near if near - near == 0 and Decimal(repr(near)) == exact else exact


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is not a number that JSON knows")


def _any_decimal(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_any_decimal, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_any_decimal, value))
    return isinstance(value, Decimal)


def _marked(value: Any, marks: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _marked(item, marks) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(item, marks) for item in value]
    if not isinstance(value, Decimal):
        return value
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that JSON knows")
    # Lone surrogates of the private kind stand in no text that came as UTF-8.
    mark = f"\ue000{len(marks)}\ue001"
    marks[mark] = str(value).replace("E+", "e").replace("E", "e")
    return mark
