"""Marks of the inputs of a process that depend on the input as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ..._json import JsonObject
from ..._secret_names import is_secret_name
from ._field import ABSENT, Field, with_branches

_TEXTS: Final = frozenset(
    {
        "code",
        "color",
        "date",
        "datetime",
        "duration",
        "email",
        "epsg",
        "file",
        "interval",
        "multiline",
        "password",
        "text",
        "time",
        "uri",
        "uuid",
        "wkt",
        "ref",
    }
)


def mark_input(field: Field) -> Field:
    """Return an input with the marks that a page and the kernel go by.

    ``from_example``: a form starts with an example of the server, which somebody should look at.
    ``url_is_link``: no text fits, so that a text with an address stands for a link.
    """
    hints: JsonObject = {}
    if is_secret(field):
        field = replace(field, examples=())
        hints["secret"] = True
    elif field.required and field.default is ABSENT and field.examples:
        hints["from_example"] = field.kind != "const"
    if field.link and not takes_text(field):
        hints["url_is_link"] = True
    item = field.item
    if item is not None and item.link and not takes_text(item):
        item = replace(item, hints={**item.hints, "url_is_link": True})
        field = replace(field, item=item)
    marks = {name: True for name, is_set in hints.items() if is_set}
    return replace(field, hints={**field.hints, **marks}) if marks else field


def is_secret(field: Field) -> bool:
    """Return whether the value of a field is a password, a token or the like."""
    return (
        bool(field.hints.get("secret"))
        or field.kind == "password"
        or is_secret_name(field.name)
        or is_secret_name(field.label.replace(" ", "_"))
    )


def takes_text(field: Field) -> bool:
    """Return whether some text fits a field."""
    return any(_takes_text(branch) for branch in with_branches(field))


def _takes_text(field: Field) -> bool:
    if field.kind in ("choice", "const", "multichoice"):
        return any(isinstance(choice["value"], str) for choice in field.choices)
    if field.kind == "alternatives" or field.hints.get("shape") == "array":
        return False
    is_open = bool(field.hints.get("anything") or field.hints.get("remote"))
    return field.kind in _TEXTS or is_open
