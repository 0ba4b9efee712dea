"""Mending single values: texts, numbers, lists and times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from ..._json import JsonValue
from .._quirks import Notes

_LANGUAGES: Final = ("en", "en-us", "en-gb", "en-ca", "mul", "und", "default")
_LARGEST: Final = 1e300  # what is larger is no number anybody meant, and no float


def text(value: JsonValue, notes: Notes, *steps: str | int) -> str | None:
    """Return a text for people.

    The English one of a table of languages, a list joined, a number written out.
    """
    if value is None or isinstance(value, str):
        return value
    notes.add("not-text", *steps, detail=value)
    return _flatten_text(value)


def _flatten_text(value: JsonValue, depth: int = 0) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping) and depth < 4:
        by_name = {str(key).lower(): item for key, item in value.items()}
        names = (*_LANGUAGES, "value", "#text", "text", "_", "title", *by_name)
        texts_found = (_flatten_text(by_name.get(name), depth + 1) for name in names)
        return next((item for item in texts_found if item), None)
    if isinstance(value, list | tuple) and depth < 4:
        if value and all(
            isinstance(item, Mapping) for item in value
        ):  # [{"lang": "en", "value": "..."}, ...]
            english = [
                item
                for item in value
                if str(item.get("lang", item.get("language", ""))).lower() in _LANGUAGES
            ]
            return _flatten_text((english or list(value))[0], depth + 1)
        return (
            "\n".join(filter(None, (_flatten_text(item, depth + 1) for item in value)))
            or None
        )
    return str(value).lower() if isinstance(value, bool) else str(value)[:1000]


def texts(value: JsonValue, notes: Notes, *steps: str | int) -> list[str] | None:
    """Return a list of texts.

    Of one text (split at commas), of a list, or of the keys of an object.
    """
    if value is None:
        return None
    if isinstance(value, list | tuple):
        if all(isinstance(item, str) for item in value):
            return list(value)
        notes.add("not-text", *steps, detail=value)
        return [word for word in (_flatten_text(item) for item in value) if word]
    notes.add("not-a-list", *steps, detail=value)
    if isinstance(value, str):
        return [
            word for word in (part.strip() for part in re.split(r"[,;]", value)) if word
        ]
    if isinstance(value, Mapping):
        return [str(key) for key in value]
    return [str(value)]


def identifier(value: JsonValue) -> str | None:
    """Return an id as text.

    It is a text that is not blank, a number, or the ``{"value": ...}`` of a translation
    of WPS.
    """
    if isinstance(value, Mapping):
        value = value.get("value", value.get("_", value.get("#text")))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if not isinstance(value, str):
        return _number_text(value)
    return value if value.strip() else None


def _number_text(value: float) -> str | None:
    try:
        if value == int(value) and abs(value) < 1e300:
            return str(int(value))
        return repr(value)
    except (ValueError, OverflowError):  # not finite, or more digits than Python writes
        return None


def number(value: JsonValue) -> int | float | None:
    """Return a finite number, also from text such as ``"42"``, ``"4,2"`` or ``"42 %"``."""
    if isinstance(value, str):
        match = re.fullmatch(
            r"\s*([+-]?(?:\d{1,300}[.,]?\d{0,300}|[.,]\d{1,300})(?:[eE][+-]?\d{1,3})?)\s*%?\s*",
            value,
        )
        value = None if match is None else float(match[1].replace(",", "."))
        value = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if -_LARGEST < value < _LARGEST else None


def whole(value: JsonValue) -> int | None:
    """Return a whole number, also from ``"3"`` or ``3.0``."""
    exact = number(value)
    return int(exact) if exact is not None and exact == int(exact) else None


def boolean(value: JsonValue) -> bool | None:
    """Return true or false, also from text and from 0 and 1."""
    if isinstance(value, str):
        return {
            "true": True,
            "yes": True,
            "1": True,
            "false": False,
            "no": False,
            "0": False,
        }.get(value.strip().lower())
    return bool(value) if isinstance(value, bool) or value in (0, 1) else None


_TIME: Final = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T\s]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?\s*"
    r"(Z|UTC|GMT|[+-]\d\d(?::?\d\d(?::\d\d)?)?)?(?:\[[\w/+-]*\])?",
    re.IGNORECASE,
)


def moment(value: JsonValue) -> datetime | None:
    """Return a time with its zone.

    It may be written as in RFC 3339 or nearly so, as seconds or milliseconds since
    1970, or as in RFC 5322.

    A time without a zone is taken as UTC. ``None``, ``".."`` and what cannot be read give None.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        seconds = number(value)
        if seconds is not None and not (
            isinstance(value, str) and re.fullmatch(r"\d{8}", value)
        ):
            return _since_1970(seconds)
        return _parse_time(value.strip()) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None


def _since_1970(seconds: float) -> datetime | None:
    for divisor in (1, 1_000, 1_000_000, 1_000_000_000):
        if (
            abs(seconds) < 1e11 * divisor
        ):  # seconds until the year 5138, then milli-, micro- and nanoseconds
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
                seconds=seconds / divisor
            )
    return None


def _parse_time(value: str) -> datetime | None:
    match = _TIME.fullmatch(value)
    if match is None:
        from email.utils import parsedate_to_datetime

        mailed = (
            parsedate_to_datetime(value)
            if re.match(r"[A-Za-z]{3},? |\d{1,2} [A-Za-z]{3}", value)
            else None
        )
        return moment(mailed)
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    extra = 1 if second == "60" else 0  # a leap second
    time = datetime(
        int(year),
        int(month),
        int(day),
        int(hour or 0),
        int(minute or 0),
        int(second or 0) - extra,
        micro,
        _zone(zone),
    )
    return time + timedelta(seconds=extra)


def _zone(text: str | None) -> timezone:
    if text is None or text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return timezone(-offset if text[0] == "-" else offset)


def has_zone(value: JsonValue) -> bool:
    """Return whether a written time names its zone."""
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    return match is None or match[8] is not None
