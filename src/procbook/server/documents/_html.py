"""Any document of the server as an HTML page, its links as links (conformance class html).

Each text in a page has passed ``escape``: jinja2, which escapes by itself, takes ten times as long
for a list of 1,000 jobs (100 ms).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 0 auto; padding: 1rem; }
nav a { margin-right: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td {
  border-top: 1px solid #8886; padding: .25rem .5rem; text-align: left; vertical-align: top;
}
td { overflow-wrap: anywhere; }
th { width: 12rem; font-weight: 600; }
pre { white-space: pre-wrap; }
"""
_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width">'
)
_SECTIONS = {
    "Home": "",
    "Processes": "processes",
    "Jobs": "jobs",
    "API": "api",
    "Conformance": "conformance",
}
"""Paths below the address of the server by their title in the navigation."""
_LONGEST_LINE = 300
"""Characters of a list that stands in one line; a longer one has an item a line."""
_MOST_ITEMS = 100
"""Items of a list that stands in one line are fewer."""


def page(document: dict[str, Any], base: str) -> str:
    """Return a page that shows a document of the server at an address."""
    title = escape(_title(document))
    links = [
        f'<a href="{escape(base)}{path}?f=html">{name}</a>'
        for name, path in _SECTIONS.items()
    ]
    return (
        f"{_HEAD}<title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><nav>{''.join(links)}</nav>"
        f"<main><h1>{title}</h1>{_object(document)}</main></body></html>"
    )


def _title(document: dict[str, Any]) -> str:
    titles = (
        document.get("title"),
        document.get("info", {}).get("title"),
        document.get("id"),
    )
    return str(next(filter(None, titles), "Conformance"))


def _value(value: object) -> str:
    if isinstance(value, dict):
        return _link(value) if _is_link(value) else _object(value)
    if isinstance(value, list):
        return _list(value)
    if isinstance(value, str):
        text = escape(value)
        return f"<pre>{text}</pre>" if "\n" in value else text
    return escape(_scalar(value))


def _scalar(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _object(members: dict[str, Any]) -> str:
    if not members:
        return ""
    rows = [
        f'<tr><th scope="row">{escape(name)}</th><td>{_value(value)}</td></tr>'
        for name, value in members.items()
    ]
    return f"<table>{''.join(rows)}</table>"


def _list(items: list[Any]) -> str:
    values = [_value(item) for item in items]
    if _is_short(items):
        return ", ".join(values)
    bullets = [f"<li>{value}</li>" for value in values]
    return f"<ul>{''.join(bullets)}</ul>"


def _is_short(items: Sequence[object]) -> bool:
    if not 0 < len(items) < _MOST_ITEMS:
        return False
    if len(str(items)) >= _LONGEST_LINE:
        return False
    return all(isinstance(item, str | int | float | bool) for item in items)


def _is_link(value: dict[str, Any]) -> bool:
    href = value.get("href")
    return isinstance(href, str) and href.startswith(("http://", "https://", "/"))


def _link(value: dict[str, Any]) -> str:
    url = value["href"]
    text = value.get("title") or url
    names = [name for name in ("rel", "type") if value.get(name)]
    members = [f"{name} {value[name]}" for name in names]
    anchor = f'<a href="{escape(str(url))}">{escape(str(text))}</a>'
    note = escape(", ".join(members))
    return f"{anchor} <small>{note}</small>"
