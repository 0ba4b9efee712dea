"""The fields of an input plan as a table, for pages without a kernel.

Works on the JSON of a plan, so that it does not depend on the planner. Members of
objects, items of lists and branches of alternatives are rows below their parent with a path as
their name; a reference to a definition is named, not opened, so that recursion ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from .._json import JsonObject, JsonValue
from ._facts import brief, limits, line, mask
from ._html import MANY_ROWS, render, signs

_MAX_DEPTH: Final = 4
_CHOICES: Final = 8
"""Choices that are listed."""


class Row(NamedTuple):
    """One field as the table shows it."""

    path: str
    label: str
    kind: str
    required: bool
    default: str
    help: str
    value: str


def fields_html(plan: JsonObject, value: JsonObject | None = None) -> str:
    """Return the fields of a plan, and the value of the form if there is one, as an HTML table."""
    rows: list[Row] = []
    for field in plan.get("fields") or []:
        rows += _rows(field, value or {}, "", 0)
    return render(
        "fields",
        title=plan.get("title") or plan.get("id") or "Inputs",
        rows=rows[:MANY_ROWS],
        of=len(rows),
        with_value=value is not None,
    )


def _rows(
    field: JsonObject, holder: JsonValue, prefix: str, depth: int
) -> Iterator[Row]:
    """Yield a field and the fields below it.

    Parameters
    ----------
    field : dict
        The JSON of the field.
    holder
        The object that holds the value of the field, if there is one.
    prefix : str
        Path of the parent.
    depth : int
        Levels above the field.
    """
    name = str(field.get("name") or "")
    if (field.get("hints") or {}).get("hidden"):
        return
    path = ".".join(filter(None, [prefix, name]))
    value = holder.get(name) if isinstance(holder, Mapping) else None
    yield _row(field, name, path, value)
    if depth >= _MAX_DEPTH:
        return
    for child in field.get("children") or ():
        yield from _rows(child, value, path, depth + 1)
    item = field.get("item")
    if item and item.get("children"):
        yield from _rows({**item, "name": "*"}, None, path, depth + 1)


def _row(field: JsonObject, name: str, path: str, value: JsonValue) -> Row:
    is_secret = (field.get("hints") or {}).get("secret")
    safe_value = "***" if is_secret else mask(name, value)
    return Row(
        path=line(path, 80),
        label=line(field.get("label") or name, 80),
        kind=_kind(field),
        required=bool(field.get("required")),
        default=brief(field["default"]) if "default" in field else "",
        help=str(field.get("help") or ""),
        value="" if value is None else brief(safe_value),
    )


def _kind(field: JsonObject) -> str:
    """Return the kind of a field with its unit, choices, bounds and media types."""
    text = _kind_of_value(field)
    if field.get("unit"):
        text += f" in {line(field['unit'], 20)}"
    choices = field.get("choices") or []
    if choices:
        text += f": {_list_choices(choices)}"
    media_types = [line(m.get("mediaType"), 40) for m in (field.get("media") or [])]
    bounds = signs(limits(field.get("constraints")))
    return ", ".join(filter(None, [text, bounds, " or ".join(media_types[:4])]))


def _kind_of_value(field: JsonObject) -> str:
    kind = str(field.get("kind") or "json")
    if kind == "ref":
        return f"as {line(field.get('ref') or '', 60)}"
    item_kind = (field.get("item") or {}).get("kind")
    if item_kind:
        return f"{kind} of {item_kind}"
    return kind


def _list_choices(choices: list[JsonObject]) -> str:
    labels = [choice.get("label", choice.get("value")) for choice in choices]
    text = ", ".join(line(label, 30) for label in labels[:_CHOICES])
    if len(choices) > _CHOICES:
        text += f", ... ({len(choices)})"
    return text
