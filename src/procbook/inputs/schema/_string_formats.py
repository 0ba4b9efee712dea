"""The formats of JSON Schema that are checked.

The page reads the same table, so that both say the same.

Formats are looser here than their standards where servers are: a date and time may come without
zone, a URI may be relative (so that ``uri`` is not checked at all), and any text is a format that
nobody knows.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from importlib import resources

from ..._json import JsonObject
from ._patterns import compile_pattern


@lru_cache
def formats() -> dict[str, JsonObject]:
    """Return the table: ``{"pattern", "words", "calendar"?}`` by format."""
    text = (
        resources.files(__package__)
        .joinpath("_string_formats.json")
        .read_text(encoding="utf-8")
    )
    return dict(json.loads(text))


def fits_format(text: str, format: str) -> bool:
    """Return whether a text has a format; any text has a format that is not in the table."""
    rule = formats().get(format)
    if rule is None:
        return True
    pattern = compile_pattern(rule["pattern"])
    return (
        pattern is not None
        and bool(pattern.search(text))
        and (not rule.get("calendar") or _on_calendar(text))
    )


def _on_calendar(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
