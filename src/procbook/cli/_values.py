"""``-i name=value``: words of a shell made into values, with the plan of the process at hand.

A text input takes what is there as text, so that ``-i id=12`` is the text ``12``; for anything else
the word is read as JSON if it is JSON. ``name=@path`` reads a file, ``name=@-`` standard input;
``name.member=value`` and ``name.0=value`` reach inside. A JSON string in its quotes is always that
string, so that any text can be written: ``-i 'id="@home"'``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._failure import UserError

if TYPE_CHECKING:
    from ..inputs import Field, Plan

_TEXTS = frozenset(
    "text multiline code password uri email uuid epsg wkt color date time datetime duration".split()  # noqa: SIM905
)
_WORDS = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}
_SEVERAL = frozenset({"list", "multichoice"})


def values_of(
    plan: Plan, words: Iterable[str], base: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return inputs by name, from words such as ``"duration=3"``, laid over `base`.

    Raises
    ------
    UserError
        A word that makes no sense; what the value must be is for validation to say.
    """
    values = dict(base or {})
    seen: dict[str, Any] = {}
    for word in words:
        if word == "-":
            values.update(_mapping(sys.stdin.read(), "standard input"))
            continue
        name, path, text = _split(plan, word)
        field = _field_at(plan, name, path)
        if not path and name in seen and (field is None or field.kind not in _SEVERAL):
            raise UserError(f"The input {name!r} is given twice.")
        value = value_of(field, text)
        if path:
            values[name] = _put(values.get(name), path, value, name)
        elif name in seen:
            values[name] = [*_listed(seen[name]), *_listed(value)]
        else:
            values[name] = value
        seen[name] = values[name]
    return values


def value_of(field: Field | None, text: str | None) -> Any:
    """Return what a word means for a field; None stands for a bare name."""
    if text is None:
        return True
    if text.startswith("@"):
        return _from_file(field, text[1:])
    if (
        text.startswith('"')
        and text.endswith('"')
        and isinstance(quoted := _json(text, None), str)
    ):
        return quoted
    kind = field.kind if field is not None else "json"
    if text == "null" and (field is None or field.nullable or kind not in _TEXTS):
        return None
    if kind in _TEXTS or kind == "file":
        return _stand_in(text)
    if field is not None and kind == "boolean":
        return _WORDS.get(text.lower(), text)
    if field is not None and kind == "choice":
        return _choice(field, text)
    if field is not None and kind in {
        "list",
        "tuple",
        "multichoice",
        "bbox",
        "interval",
    }:
        return _sequence(field, text)
    return _json(text, text)


def _stand_in(text: str) -> Any:
    """Return the link or qualified value that stands in place of a text (section 7.11.2.2), else the text."""
    found = _json(text, None) if text.startswith("{") else None
    return (
        found if isinstance(found, dict) and found.keys() & {"href", "value"} else text
    )


def _choice(field: Field, text: str) -> Any:
    values = {str(choice["value"]): choice["value"] for choice in field.choices}
    labels = {str(choice.get("label")): choice["value"] for choice in field.choices}
    found = _json(text, text)
    return found if found in values.values() else {**labels, **values}.get(text, found)


def _sequence(field: Field, text: str) -> Any:
    found = _json(text, None)
    if isinstance(found, list | dict):
        return found
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    if field.kind == "multichoice":
        return [_choice(field, part) for part in parts]
    fields: list[Field | None] = list(field.children) if field.kind == "tuple" else []
    return [
        value_of(fields[i] if i < len(fields) else field.item, part)
        for i, part in enumerate(parts)
    ]


# -- names and places


def _split(plan: Plan, word: str) -> tuple[str, list[str], str | None]:
    given, equals, text = word.partition("=")
    if not given or given.startswith("@"):
        raise UserError(
            f"{word!r} is no input: NAME=VALUE, NAME=@FILE or '-' is needed."
        )
    value = text if equals else None
    # Names may hold dots and equals signs themselves: the longest name that the process knows
    # counts.
    for name in sorted(plan.by_name, key=len, reverse=True):
        if word == name or word.startswith(f"{name}="):
            return name, [], word[len(name) + 1 :] if len(word) > len(name) else None
        if given.startswith(f"{name}."):
            return name, given[len(name) + 1 :].split("."), value
    name, *path = given.split(".")
    return name, path, value


def _field_at(plan: Plan, name: str, path: list[str]) -> Field | None:
    field = plan.by_name.get(name)
    for part in path:
        field = (
            plan.defs.get(field.ref)
            if field is not None and field.kind == "ref"
            else field
        )
        if field is None:
            return None
        field = field.child(part) or (
            field.item if field.kind in {"list", "mapping", "tuple"} else field.extra
        )
    return (
        plan.defs.get(field.ref) if field is not None and field.kind == "ref" else field
    )


def _put(holder: Any, path: list[str], value: Any, name: str) -> Any:
    """Return `holder` with a value at a path; what is missing on the way is made."""
    if not path:
        return value
    first, *rest = path
    if first.isdigit() and not isinstance(holder, dict):
        items = list(holder) if isinstance(holder, list) else []
        if int(first) > len(items):
            raise UserError(
                f"{name}.{first} leaves a gap: the next position is {len(items)}."
            )
        items[int(first) : int(first) + 1] = [
            _put(
                items[int(first)] if int(first) < len(items) else None,
                rest,
                value,
                name,
            )
        ]
        return items
    members = dict(holder) if isinstance(holder, dict) else {}
    return {**members, first: _put(members.get(first), rest, value, name)}


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


# -- files


def _from_file(field: Field | None, path: str) -> Any:
    kind = field.kind if field is not None else "json"
    if kind == "file" and path != "-":
        return _existing(path)
    text = sys.stdin.read() if path == "-" else read_text(path)
    if kind in _TEXTS:
        return text
    return parsed(text, path) if kind != "file" else text


def _existing(path: str) -> Path:
    found = Path(path).expanduser()
    if not found.is_file():
        raise UserError(f"There is no file {path}.")
    return found


def read_text(path: str) -> str:
    """Return the text of a file; UTF-8, whatever the system prefers."""
    try:
        return _existing(path).read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path} is no text in UTF-8.") from None


def parsed(text: str, origin: str) -> Any:
    """Return JSON or YAML as data."""
    found = _json(text, no_json := object())
    if found is not no_json:
        return found
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise UserError(
            f"{origin} is neither JSON nor YAML{f', see line {mark.line + 1}' if mark else ''}."
        ) from None


def _mapping(text: str, origin: str) -> dict[str, Any]:
    found = parsed(text, origin)
    if not isinstance(found, dict):
        raise UserError(f"{origin} should hold inputs by name.")
    inputs = found.get("inputs", found)
    return inputs if isinstance(inputs, dict) else found


def _json(text: str, otherwise: Any) -> Any:
    from ..inputs import loads

    try:
        return loads(text)
    except (ValueError, RecursionError):
        return otherwise
