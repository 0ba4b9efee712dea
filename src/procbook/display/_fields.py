"""The fields of an input plan as a table: the form as a page without a kernel shows it.

Works on the JSON of a plan, so that it needs no knowledge of how plans are made. Members of
objects, items of lists and branches of alternatives are rows below their parent with a path as
their name; a reference to a definition is named, not opened, so that recursion ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ._facts import brief, limits, line, mask
from ._html import MANY_ROWS, render, signs

_DEEP: Final = 4


class Row(NamedTuple):
    """One field as it is shown."""

    path: str
    label: str
    kind: str
    required: bool
    default: str
    help: str
    value: str


def fields_html(plan: Mapping[str, Any], value: Mapping[str, Any] | None = None) -> str:
    """Return the fields of a plan, and the value of the form if there is one, as an HTML table."""
    fields = plan.get("fields") or []
    rows = [row for field in fields for row in _rows(field, value or {}, "", 0)]
    title = plan.get("title") or plan.get("id") or "Inputs"
    return render(
        "fields",
        title=title,
        rows=rows[:MANY_ROWS],
        of=len(rows),
        with_value=value is not None,
    )


def _rows(
    field: Mapping[str, Any], holder: Any, prefix: str, depth: int
) -> Iterator[Row]:
    name = str(field.get("name") or "")
    hints = field.get("hints") or {}
    if hints.get("hidden"):
        return
    path = f"{prefix}.{name}" if prefix and name else prefix or name
    value = holder.get(name) if isinstance(holder, Mapping) else None
    shown_value = "***" if hints.get("secret") else mask(name, value)
    yield Row(
        path=line(path, 80),
        label=line(field.get("label") or name, 80),
        kind=_kind(field),
        required=bool(field.get("required")),
        default=brief(field["default"]) if "default" in field else "",
        help=str(field.get("help") or ""),
        value="" if value is None else brief(shown_value),
    )
    if depth < _DEEP:
        for child in field.get("children") or ():
            yield from _rows(child, value, path, depth + 1)
        item = field.get("item")
        if item and item.get("children"):
            yield from _rows({**item, "name": "*"}, None, path, depth + 1)


def _kind(field: Mapping[str, Any]) -> str:
    kind = str(field.get("kind") or "json")
    item = field.get("item") or {}
    text = f"{kind} of {item.get('kind')}" if item.get("kind") else kind
    if kind == "ref":
        text = f"as {line(field.get('ref') or '', 60)}"
    if field.get("unit"):
        text += f" in {line(field['unit'], 20)}"
    choices = [
        line(c.get("label", c.get("value")), 30) for c in (field.get("choices") or [])
    ]
    if choices:
        text += (
            ": "
            + ", ".join(choices[:8])
            + (f", ... ({len(choices)})" if len(choices) > 8 else "")
        )
    media = [line(m.get("mediaType"), 40) for m in (field.get("media") or [])]
    bounds = signs(limits(field.get("constraints")))
    return ", ".join(filter(None, [text, bounds, " or ".join(media[:4])]))
