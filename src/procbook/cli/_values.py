"""``-i name=value``: arguments of a shell converted to values, with the plan of the process.

The value of a text input is taken as text, so that ``-i id=12`` is the text ``12``; for any other
input it is read as JSON if it is JSON. ``name=@path`` reads a file, ``name=@-`` standard input;
``name.member=value`` and ``name.0=value`` set a part. A JSON string in its quotes is always that
string, so that any text can be written: ``-i 'id="@home"'``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from ..inputs import Field, Plan, loads
from ._failure import UserError

_TEXT_KINDS = frozenset(
    """
    text multiline code password uri email uuid epsg wkt color date time datetime
    duration
    """.split()  # noqa: SIM905 - a list of names reads best as text
)
_BOOLEANS = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}
_REPEATABLE_KINDS = frozenset({"list", "multichoice"})
_SEQUENCE_KINDS = frozenset({"list", "tuple", "multichoice", "bbox", "interval"})
_NO_JSON = object()


def values_of(
    plan: Plan, arguments: Iterable[str], base: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return inputs by name, from arguments such as ``"duration=3"``, which override `base`.

    Raises
    ------
    UserError
        An argument that makes no sense; whether a value is valid is not checked here.
    """
    values = dict(base or {})
    typed: dict[str, Any] = {}
    for argument in arguments:
        if argument == "-":
            values.update(_mapping(sys.stdin.read(), "standard input"))
            continue
        name, path, text = _split(plan, argument)
        field = _field_at(plan, name, path)
        is_repeated = name in typed and not path
        if is_repeated and (field is None or field.kind not in _REPEATABLE_KINDS):
            raise UserError(f"The input {name!r} is given twice.")
        value = value_of(field, text)
        if path:
            values[name] = _set_at(values.get(name), path, value, name)
        elif is_repeated:
            values[name] = [*_as_list(typed[name]), *_as_list(value)]
        else:
            values[name] = value
        typed[name] = values[name]
    return values


def value_of(field: Field | None, text: str | None) -> Any:
    """Return the value of a field that a text stands for; None stands for a name without value."""
    if text is None:
        return True
    if text.startswith("@"):
        return _read_value(field, text[1:])
    if text.startswith('"') and text.endswith('"'):
        string = _parse_json(text, None)
        if isinstance(string, str):
            return string
    kind = field.kind if field is not None else "json"
    if text == "null" and (field is None or field.nullable or kind not in _TEXT_KINDS):
        return None
    if kind in _TEXT_KINDS or kind == "file":
        return _text_or_reference(text)
    if field is None:
        return _parse_json(text, text)
    return _parse_value(field, text)


def _parse_value(field: Field, text: str) -> Any:
    if field.kind == "boolean":
        return _BOOLEANS.get(text.lower(), text)
    if field.kind == "choice":
        return _choice(field, text)
    if field.kind in _SEQUENCE_KINDS:
        return _sequence(field, text)
    return _parse_json(text, text)


def _text_or_reference(text: str) -> Any:
    """Return the link or qualified value that a text holds (section 7.11.2.2), else the text."""
    if text.startswith("{"):
        value = _parse_json(text, None)
        if isinstance(value, dict) and value.keys() & {"href", "value"}:
            return value
    return text


def _choice(field: Field, text: str) -> Any:
    values = [choice["value"] for choice in field.choices]
    value = _parse_json(text, text)
    if value in values:
        return value
    by_text = {str(choice.get("label")): choice["value"] for choice in field.choices}
    by_text.update({str(choice): choice for choice in values})
    return by_text.get(text, value)


def _sequence(field: Field, text: str) -> Any:
    data = _parse_json(text, None)
    if isinstance(data, list | dict):
        return data
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    if field.kind == "multichoice":
        return [_choice(field, part) for part in parts]
    fields: list[Field | None] = list(field.children) if field.kind == "tuple" else []
    fields += [field.item] * max(0, len(parts) - len(fields))
    return [value_of(*pair) for pair in zip(fields, parts, strict=False)]


# -- names and paths


def _split(plan: Plan, argument: str) -> tuple[str, list[str], str | None]:
    """Return the name of an input, the path to a part of it, and the text of the value.

    Names may hold dots and equals signs themselves: the longest name that the process has counts.
    """
    target, equals, value_text = argument.partition("=")
    if not target or target.startswith("@"):
        forms = "NAME=VALUE, NAME=@FILE or '-'"
        raise UserError(f"{argument!r} is no input: {forms} is needed.")
    text = value_text if equals else None
    for name in sorted(plan.by_name, key=len, reverse=True):
        if argument == name:
            return name, [], None
        if argument.startswith(f"{name}="):
            return name, [], argument[len(name) + 1 :]
        if target.startswith(f"{name}."):
            return name, target[len(name) + 1 :].split("."), text
    name, *path = target.split(".")
    return name, path, text


def _field_at(plan: Plan, name: str, path: list[str]) -> Field | None:
    """Return the field of an input, or of a part of it; None if the plan has none there."""
    field = _resolve(plan, plan.by_name.get(name))
    for part in path:
        if field is None:
            return None
        member = field.child(part)
        if member is None:
            has_items = field.kind in {"list", "mapping", "tuple"}
            member = field.item if has_items else field.extra
        field = _resolve(plan, member)
    return field


def _resolve(plan: Plan, field: Field | None) -> Field | None:
    """Return the definition that a field refers to, or the field itself."""
    if field is not None and field.kind == "ref":
        return plan.defs.get(field.ref)
    return field


def _set_at(container: object, path: list[str], value: object, name: str) -> object:
    """Return a copy of a container with a value at a path; missing containers are created."""
    if not path:
        return value
    first, *further = path
    if first.isdigit() and not isinstance(container, dict):
        return _set_item(container, int(first), further, value, name)
    members = dict(container) if isinstance(container, dict) else {}
    members[first] = _set_at(members.get(first), further, value, name)
    return members


def _set_item(
    container: object, index: int, path: list[str], value: object, name: str
) -> list[object]:
    items = list(container) if isinstance(container, list) else []
    if index > len(items):
        next_index = f"the next position is {len(items)}"
        raise UserError(f"{name}.{index} leaves a gap: {next_index}.")
    if index == len(items):
        items.append(None)
    items[index] = _set_at(items[index], path, value, name)
    return items


def _as_list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


# -- files


def _read_value(field: Field | None, path: str) -> Any:
    kind = field.kind if field is not None else "json"
    if kind == "file" and path != "-":
        return _existing_file(path)
    text = sys.stdin.read() if path == "-" else read_text(path)
    if kind in _TEXT_KINDS or kind == "file":
        return text
    return parse_data(text, path)


def _existing_file(path: str) -> Path:
    file = Path(path).expanduser()
    if not file.is_file():
        raise UserError(f"There is no file {path}.")
    return file


def read_text(path: str) -> str:
    """Return the text of a file in UTF-8, whatever the encoding of the system is."""
    try:
        return _existing_file(path).read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path} is no text in UTF-8.") from None


def parse_data(text: str, origin: str) -> Any:
    """Return the data of a JSON or YAML text."""
    data = _parse_json(text, _NO_JSON)
    if data is not _NO_JSON:
        return data
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", see line {mark.line + 1}" if mark else ""
        raise UserError(f"{origin} is neither JSON nor YAML{line}.") from None


def _mapping(text: str, origin: str) -> dict[str, Any]:
    data = parse_data(text, origin)
    if not isinstance(data, dict):
        raise UserError(f"{origin} should hold inputs by name.")
    inputs = data.get("inputs", data)
    return inputs if isinstance(inputs, dict) else data


def _parse_json(text: str, default: object) -> Any:
    try:
        return loads(text)
    except (ValueError, RecursionError):
        return default
