"""JSON and YAML as a tree that is read one level at a time, so that 10 MB cost no more than their first level."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ...display import count
from ...protocol.errors import ResultError
from .. import _limits
from .._formats import Format
from .._source import Source
from ._scalar import spelled, text_view, value_or_json
from ._view import Model, View
from .drawing import _html

PAGE = 200
"""Children in one message."""
_FOUND = 200
_PATIENCE = 2.0
_CUT = 500
_MOST_YAML = 4 * _limits.MIB


class TreeViewer:
    """Shows objects and arrays."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take JSON and YAML, and what is JSON of an unknown kind."""
        return format.name in ("json", "yaml")

    def view(self, source: Source, format: Format) -> View:
        """Return the first level; what cannot be parsed, or is deeper than Python can go, is shown as text."""
        try:
            value = (
                source.yaml(_MOST_YAML)
                if format.name == "yaml"
                else value_or_json(source)
            )
        except (ResultError, RecursionError) as error:
            if source.size and source.size > _limits.VIEW:
                raise
            shown = text_view(source.text(_limits.VIEW))
            note = "Shown as text: " + str(error).split("\n", 1)[0]
            return View(
                "text",
                shown.title,
                {**shown.data, "note": note},
                f"<p>{_html.esc(note)}</p>{shown.html}",
                model=shown.model,
            )
        return tree_view(value)


def tree_view(value: Any) -> View:
    """Return the view of any JSON value."""
    model = TreeModel(value)
    first = model.ask_children([])
    return View(
        "tree",
        described(value),
        {"root": described(value), **first},
        static_tree(value),
        model=model,
    )


class TreeModel(Model):
    """A JSON value that is looked at piece by piece."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def ask_children(
        self, path: Sequence[str | int], offset: int = 0
    ) -> dict[str, Any]:
        """Return one page of the members of the value at `path`."""
        value = self._at(path)
        total = len(value) if isinstance(value, dict | list) else 0
        found = [node(key, child) for key, child in _window(value, offset)]
        return {"children": found, "offset": offset, "total": total}

    def ask_text(self, path: Sequence[str | int]) -> dict[str, Any]:
        """Return one value as text for copying, cut at a million characters."""
        value = self._at(path)
        return {
            "text": spelled(value)[:1_000_000]
            if not isinstance(value, dict | list)
            else _dumped(value)
        }

    def ask_search(self, text: str) -> dict[str, Any]:
        """Return the paths of the first members whose name or value holds `text`, without regard to case."""
        found: list[dict[str, Any]] = []
        wanted, end = text.casefold(), time.monotonic() + _PATIENCE
        for path, key, value in _walk(self.value):
            scalar = not isinstance(value, dict | list)
            if wanted in str(key).casefold() or (
                scalar and wanted in spelled(value).casefold()
            ):
                found.append({"path": [*path, key], **node(key, value)})
            if len(found) >= _FOUND or time.monotonic() > end:
                return {"found": found, "complete": False}
        return {"found": found, "complete": True}

    def _at(self, path: Sequence[str | int]) -> Any:
        value = self.value
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                raise ResultError(
                    f"There is nothing at {'/'.join(map(str, path))}."
                ) from None
        return value


def _window(value: Any, offset: int) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, list):
        return enumerate(value[offset : offset + PAGE], offset)
    if isinstance(value, dict):
        return [(key, value[key]) for key in list(value)[offset : offset + PAGE]]
    return ()


def _walk(root: Any) -> Iterable[tuple[tuple[str | int, ...], str | int, Any]]:
    """Yield path, key and value of all members, without recursion and in document order."""
    stack: list[tuple[tuple[str | int, ...], Iterator[tuple[str | int, Any]]]] = [
        ((), iter(_members(root)))
    ]
    seen = 0
    while stack:
        path, members = stack[-1]
        for key, value in members:
            seen += 1
            yield path, key, value
            if isinstance(value, dict | list) and len(stack) < 500:
                stack.append(((*path, key), iter(_members(value))))
                break
        else:
            stack.pop()


def _members(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def node(key: str | int, value: Any) -> dict[str, Any]:
    """Return one member as the page draws it."""
    if isinstance(value, dict | list):
        kind = "object" if isinstance(value, dict) else "array"
        return {"key": key, "type": kind, "count": len(value), "text": _glance(value)}
    text = spelled(value)
    kind = (
        "null"
        if value is None
        else {bool: "boolean", str: "string"}.get(type(value), "number")
    )
    cut = {"cut": len(text)} if len(text) > _CUT else {}
    return {"key": key, "type": kind, "text": text[:_CUT], **cut}


def _glance(value: Any) -> str:
    """Return the beginning of an object or array as one short line."""
    if isinstance(value, dict):
        return "{" + _html.short(", ".join(map(str, list(value)[:6])), 80) + "}"
    parts = [
        "{…}"
        if isinstance(v, dict)
        else "[…]"
        if isinstance(v, list)
        else _html.short(spelled(v), 20)
        for v in value[:6]
    ]
    return (
        "["
        + _html.short(", ".join(parts), 80)
        + (", …" if len(value) > 6 else "")
        + "]"
    )


def described(value: Any) -> str:
    """Return what a value is, such as ``"Object, 3 members"``."""
    if isinstance(value, dict):
        return f"Object, {count(len(value), 'member')}"
    if isinstance(value, list):
        return f"Array, {count(len(value), 'item')}"
    return str(node("", value)["type"]).capitalize()


def _dumped(value: Any) -> str:
    import json

    try:
        return json.dumps(value, indent=2, ensure_ascii=False, default=str)[:1_000_000]
    except (RecursionError, ValueError):
        return _glance(value)


def static_tree(value: Any, depth: int = 2, most: int = 40) -> str:
    """Return two levels of a tree as nested lists that open with ``details``, without any script."""
    if not isinstance(value, dict | list):
        return f"<code>{_html.esc(_html.short(spelled(value)))}</code>"
    items = [
        _static_member(key, child, depth)
        for key, child in list(_window(value, 0))[:most]
    ]
    if len(value) > most:
        items.append(f"<li>… {len(value) - most:,} more</li>")
    return f"<ul>{''.join(items)}</ul>"


def _static_member(key: str | int, value: Any, depth: int) -> str:
    name = _html.esc(_html.short(str(key)))
    if isinstance(value, dict | list) and value:
        if depth <= 1:
            return f"<li>{name}: <code>{_html.esc(_glance(value))}</code></li>"
        inner = static_tree(value, depth - 1, 20)
        return f"<li><details><summary>{name}: <code>{_html.esc(_glance(value))}</code></summary>{inner}</details></li>"
    return f"<li>{name}: <code>{_html.esc(_html.short(spelled(value)))}</code></li>"
