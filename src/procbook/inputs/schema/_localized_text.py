"""Texts of a description: plain, as a language map, as a list of either, or missing."""

from __future__ import annotations

from typing import Final

from ..._json import JsonValue

_ENGLISH: Final = ("en", "en-GB", "en-US", "en_GB", "en_US", "eng")


def text_of(value: JsonValue) -> str:
    """Return one text: as it is, or the English (else the first) of a language map or list."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        if isinstance(value.get("value"), str):
            return str(value["value"])
        best = next((value[code] for code in _ENGLISH if code in value), None)
        return text_of(best if best is not None else next(iter(value.values()), ""))
    if isinstance(value, list):
        return _of_list(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def _of_list(values: list[JsonValue]) -> str:
    english = (
        v
        for v in values
        if isinstance(v, dict) and v.get("lang", v.get("@language")) in _ENGLISH
    )
    tagged = next(english, None)
    if tagged is not None:
        return text_of(tagged)
    if all(isinstance(v, str) for v in values):
        return " ".join(values)
    return text_of(values[0])
