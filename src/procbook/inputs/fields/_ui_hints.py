"""What a description says about looks, in the spellings of several families of servers.

Hints stand as ``x-ui-widget``, ``x-ui:widget``, ``ui-widget``, ``ui:widget``, inside one object
``x-ui``, or as ``x-uiLevel``; in the description of an input, in its schema, or in
``additionalParameters``. They never change what a value may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ..._json import JsonObject, JsonValue
from ._expressions import compile_expression

_PREFIX: Final = re.compile(r"^(?:x-ui[-:]|ui[-:]|x-ui(?=[A-Z]))")
_FLAGS: Final = ("advanced", "hidden", "password", "secret", "collapsed")
_TEXTS: Final = (
    "widget",
    "layout",
    "group",
    "placeholder",
    "separator",
    "level",
    "title",
    "description",
    "tooltip",
)
_NUMBERS: Final = ("order", "step", "precision", "rows", "minimum", "maximum")
_PARAMETERS: Final = frozenset({*_FLAGS, *_TEXTS, *_NUMBERS, "group_name"})


def hints_of(*sources: JsonValue) -> JsonObject:
    """Return the hints in some dicts; earlier ones win.

    ``visible`` and ``enabled`` come out as compiled expressions (``{"expr": …}``), or as booleans.
    """
    raw: JsonObject = {}
    for source in sources:
        if isinstance(source, dict):
            for key, value in (*_prefixed_hints(source), *_parameters(source)):
                raw.setdefault(_snake(key), value)
    return _normalize(raw) if raw else {}


def _prefixed_hints(source: JsonObject) -> Iterator[tuple[str, Any]]:
    for key, value in source.items():
        if key == "x-ui" and isinstance(value, dict):
            yield from value.items()
        elif isinstance(key, str) and (prefix := _PREFIX.match(key)):
            yield key[prefix.end() :], value


def _parameters(source: JsonObject) -> Iterator[tuple[str, Any]]:
    additional = source.get("additionalParameters")
    for block in additional if isinstance(additional, list) else [additional]:
        rows = block.get("parameters") if isinstance(block, dict) else None
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and _snake(str(row.get("name"))) in _PARAMETERS:
                values = row.get("value", row.get("values"))
                yield (
                    str(row["name"]),
                    values[0] if isinstance(values, list) and values else values,
                )


def _snake(key: str) -> str:
    key = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", key).lower().replace("-", "_")
    return _PREFIX.sub("", key)


def _normalize(raw: JsonObject) -> JsonObject:
    out: JsonObject = {k: True for k in _FLAGS if _true(raw.get(k))}
    out.update({k: raw[k] for k in _TEXTS if isinstance(raw.get(k), str) and raw[k]})
    out.update({k: n for k in _NUMBERS if (n := _number(raw.get(k))) is not None})
    if isinstance(raw.get("group_name"), str):
        out.setdefault("group", raw["group_name"])
    if out.get("level") == "advanced":
        out["advanced"] = True
    if out.pop("password", False):
        out["secret"] = True
    for flag, opposite in (("visible", "hidden"), ("enabled", "disabled")):
        condition = raw.get(flag, raw.get(opposite))
        if (
            isinstance(condition, str)
            and (expr := compile_expression(condition)) is not None
        ):
            out[flag] = {"expr": expr if flag in raw else {"op": "!", "args": [expr]}}
        elif raw.get(flag) is False or (
            flag == "enabled" and raw.get(opposite) is True
        ):
            out["hidden" if flag == "visible" else "disabled"] = True
    return out


def _true(value: JsonValue) -> bool:
    return value is True or (
        isinstance(value, str) and value.lower() in ("true", "yes", "1")
    )


def _number(value: JsonValue) -> int | float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return int(number) if number == number // 1 else number
