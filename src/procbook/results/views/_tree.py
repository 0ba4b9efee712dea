"""JSON and YAML as a tree that is read one level at a time, so that large documents cost little."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from ..._json import JsonObject, JsonValue
from ...display import count
from ...protocol.errors import ResultError
from .. import _limits
from .._source import Source
from ..formats._detect import Format
from ._scalar import scalar_text, text_view, value_or_json
from ._view import Model, View
from .drawing import _html

PAGE = 200
"""Children in one message."""
_MAX_MATCHES = 200
_MAX_SEARCH = 2.0
"""Seconds after which a search ends."""
_MAX_DEPTH = 500
_MAX_VALUE = 500
"""Characters of a value in the tree."""
_MAX_TEXT = 1_000_000
"""Characters of a value for copying."""
_MAX_YAML = 4 * _limits.MIB

_Key: TypeAlias = str | int
_Path: TypeAlias = tuple[_Key, ...]
_Member: TypeAlias = tuple[_Key, JsonValue]


class TreeViewer:
    """Shows objects and arrays."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether the output is YAML, or JSON that is no closer format."""
        return format.name in ("json", "yaml")

    def view(self, source: Source, format: Format) -> View:
        """Return the first level.

        A text that cannot be parsed, or is too deep for Python, is shown as text.
        """
        try:
            value = _parse(source, format)
        except (ResultError, RecursionError) as error:
            if source.size and source.size > _limits.VIEW:
                raise
            reason = str(error).split("\n", 1)[0]
            return _text_view(source, f"Shown as text: {reason}")
        return tree_view(value)


def _parse(source: Source, format: Format) -> JsonValue:
    if format.name == "yaml":
        return source.yaml(_MAX_YAML)
    return value_or_json(source)


def _text_view(source: Source, note: str) -> View:
    """Return an output as text, with a note why it is not shown as tree."""
    view = text_view(source.text(_limits.VIEW))
    static = f"<p>{_html.esc(note)}</p>{view.html}"
    data = {**view.data, "note": note}
    return View("text", view.title, data, static, model=view.model)


def tree_view(value: JsonValue) -> View:
    """Return the view of any JSON value."""
    model = TreeModel(value)
    title = describe_value(value)
    data = {"root": title, **model.ask_children([])}
    return View("tree", title, data, static_tree(value), model=model)


class TreeModel(Model):
    """A JSON value that is read piece by piece."""

    def __init__(self, value: JsonValue) -> None:
        self.value = value

    def ask_children(self, path: Sequence[_Key], offset: int = 0) -> JsonObject:
        """Return one page of the members of the value at `path`."""
        value = self._at(path)
        total = len(value) if isinstance(value, dict | list) else 0
        children = [node(key, child) for key, child in _page(value, offset)]
        return {"children": children, "offset": offset, "total": total}

    def ask_text(self, path: Sequence[_Key]) -> JsonObject:
        """Return one value as text for copying, cut at a million characters."""
        return {"text": _value_text(self._at(path))[:_MAX_TEXT]}

    def ask_search(self, text: str) -> JsonObject:
        """Return the paths of the first members whose name or value contains `text` in any case."""
        matches: list[JsonObject] = []
        pattern = text.casefold()
        end = time.monotonic() + _MAX_SEARCH
        for path, key, value in _walk(self.value):
            if _is_match(pattern, key, value):
                matches.append({"path": [*path, key], **node(key, value)})
            if len(matches) >= _MAX_MATCHES or time.monotonic() > end:
                return {"found": matches, "complete": False}
        return {"found": matches, "complete": True}

    def _at(self, path: Sequence[_Key]) -> JsonValue:
        value = self.value
        for key in path:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                raise ResultError(
                    f"There is nothing at {'/'.join(map(str, path))}."
                ) from None
        return value


def _is_match(pattern: str, key: _Key, value: JsonValue) -> bool:
    if pattern in str(key).casefold():
        return True
    if isinstance(value, dict | list):
        return False
    return pattern in scalar_text(value).casefold()


def _page(value: JsonValue, offset: int) -> Iterable[_Member]:
    """Return some members from `offset` on."""
    if isinstance(value, list):
        return enumerate(value[offset : offset + PAGE], offset)
    if isinstance(value, dict):
        return [(key, value[key]) for key in list(value)[offset : offset + PAGE]]
    return ()


def _walk(root: JsonValue) -> Iterator[tuple[_Path, _Key, JsonValue]]:
    """Yield path, key and value of all members, without recursion and in document order."""
    path: _Path = ()
    stack = [(path, _members(root))]
    while stack:
        path, members = stack[-1]
        member = next(members, None)
        if member is None:
            stack.pop()
            continue
        key, value = member
        yield path, key, value
        if isinstance(value, dict | list) and len(stack) < _MAX_DEPTH:
            stack.append(((*path, key), _members(value)))


def _members(value: JsonValue) -> Iterator[_Member]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def node(key: _Key, value: JsonValue) -> JsonObject:
    """Return one member as the page draws it."""
    type_name = _type_name(value)
    if isinstance(value, dict | list):
        return {
            "key": key,
            "type": type_name,
            "count": len(value),
            "text": _preview(value),
        }
    text = scalar_text(value)
    member = {"key": key, "type": type_name, "text": text[:_MAX_VALUE]}
    if len(text) > _MAX_VALUE:
        member["cut"] = len(text)
    return member


def _type_name(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list):
        return "array"
    return {bool: "boolean", str: "string"}.get(type(value), "number")


def _preview(value: JsonValue) -> str:
    """Return the beginning of an object or array as one short line."""
    if isinstance(value, dict):
        names = ", ".join(map(str, list(value)[:6]))
        return "{" + _html.short(names, 80) + "}"
    items = ", ".join(map(_item_preview, value[:6]))
    ellipsis = ", …" if len(value) > 6 else ""
    return f"[{_html.short(items, 80)}{ellipsis}]"


def _item_preview(value: JsonValue) -> str:
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list):
        return "[…]"
    return _html.short(scalar_text(value), 20)


def describe_value(value: JsonValue) -> str:
    """Return the type of a value and the number of its members, such as ``"Object, 3 members"``."""
    if isinstance(value, dict):
        return f"Object, {count(len(value), 'member')}"
    if isinstance(value, list):
        return f"Array, {count(len(value), 'item')}"
    return _type_name(value).capitalize()


def _value_text(value: JsonValue) -> str:
    if not isinstance(value, dict | list):
        return scalar_text(value)
    try:
        return json.dumps(value, indent=2, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):
        return _preview(value)


def static_tree(value: JsonValue, depth: int = 2, max_items: int = 40) -> str:
    """Return two levels of a tree as nested ``details`` elements, without any script."""
    if not isinstance(value, dict | list):
        return _static_scalar(value)
    members = list(_page(value, 0))[:max_items]
    items = [_static_member(key, child, depth) for key, child in members]
    if len(value) > max_items:
        items.append(f"<li>… {len(value) - max_items:,} more</li>")
    return f"<ul>{''.join(items)}</ul>"


def _static_scalar(value: JsonValue) -> str:
    return f"<code>{_html.esc(_html.short(scalar_text(value)))}</code>"


def _static_member(key: _Key, value: JsonValue, depth: int) -> str:
    name = _html.esc(_html.short(key))
    if not isinstance(value, dict | list) or not value:
        return f"<li>{name}: {_static_scalar(value)}</li>"
    summary = f"{name}: <code>{_html.esc(_preview(value))}</code>"
    if depth <= 1:
        return f"<li>{summary}</li>"
    children = static_tree(value, depth - 1, 20)
    return f"<li><details><summary>{summary}</summary>{children}</details></li>"
