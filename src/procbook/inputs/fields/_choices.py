"""Choices: a label in words for each value, and what helps to pick several of many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from ..._json import JsonObject, JsonValue
from ..schema._localized_text import text_of

_LABELS: Final = (
    "x-enumNames",
    "enumNames",
    "x-enum-varnames",
    "x-enum-labels",
)
_NAMING: Final = (
    "title",
    "label",
    "name",
    "id",
    "code",
    "key",
    "value",
)
"""Members that name an object, the best first."""
MANY: Final = 8
"""Choices from which on a page offers all, none and a range of them."""
_MONTHS: Final = (
    "january february march april may june july august september october november "
    "december"
)
_WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday"
_NUMERAL: Final = re.compile(r"-?\d{1,4}(\.\d+)?")
_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")
_SHORT: Final = 10


def choice_labels(schema: JsonObject, values: Iterable[Any]) -> Iterator[JsonObject]:
    """Yield the choices of an ``enum`` with the labels that ``enumNames`` and its kin give."""
    names = next((schema[key] for key in _LABELS if key in schema), None)
    helps = schema.get("x-enum-descriptions", schema.get("x-enumDescriptions"))
    for index, value in enumerate(values):
        label = text_of(_at(names, index, value)) if names else ""
        choice = {"value": value, "label": label or value_label(value)}
        if helps and (help := text_of(_at(helps, index, value))):
            choice["help"] = help
        yield choice


def value_label(value: JsonValue) -> str:
    """Return a value in words: an object by what names it, else its members one by one."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(value_label, value)) or "nothing"
    if not isinstance(value, dict):
        return str(value)
    names = [value[key] for key in _NAMING if isinstance(value.get(key), str | int)]
    if names:
        return value_label(names[0])
    members = [f"{key}: {value_label(item)}" for key, item in value.items()]
    return ", ".join(members) or "nothing"


def distinct_labels(choices: Iterable[JsonObject]) -> tuple[JsonObject, ...]:
    """Return choices of which those with the same label tell all that they hold."""
    rows = list(choices)
    labels = [row["label"] for row in rows]
    return tuple(
        {**row, "label": _members(row["value"], row["label"])}
        if labels.count(row["label"]) > 1
        else row
        for row in rows
    )


def _members(value: JsonValue, label: str) -> str:
    if not isinstance(value, dict):
        return label if isinstance(value, str) else f"{label} ({value_label(value)})"
    return ", ".join(f"{key}: {value_label(item)}" for key, item in value.items())


def selection_hints(choices: Iterable[JsonObject]) -> JsonObject:
    """Return how several of many choices are picked.

    ``range`` is set if the choices have an order, ``grid`` if their labels are short.
    """
    labels = [str(choice["label"]) for choice in choices]
    if len(labels) < MANY:
        is_week = [label.lower() for label in labels] == _WEEKDAYS.split()
        return {"selection": {"range": True, "grid": True}} if is_week else {}
    hints: JsonObject = {"range": True} if _has_order(labels) else {}
    if all(len(label) <= _SHORT for label in labels):
        hints["grid"] = True
    return {"selection": hints}


def _has_order(labels: list[str]) -> bool:
    """Return whether choices are days, hours, months, years or other numbers in order."""
    if all(map(_NUMERAL.fullmatch, labels)):
        numbers = [float(label) for label in labels]
        return numbers in (sorted(numbers), sorted(numbers, reverse=True))
    if all(map(_CLOCK.fullmatch, labels)):
        return labels == sorted(labels)
    if all(re.fullmatch(r"\d{4}-\d\d(-\d\d)?", label) for label in labels):
        return labels == sorted(labels)
    return [label[:3].lower() for label in labels] == [
        month[:3] for month in _MONTHS.split()
    ]


def _at(labels: JsonValue, index: int, value: JsonValue) -> JsonValue:
    if isinstance(labels, list):
        return labels[index] if index < len(labels) else None
    return labels.get(str(value)) if isinstance(labels, dict) else None
