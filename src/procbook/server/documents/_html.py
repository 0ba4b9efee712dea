"""Any document of the server as an HTML page: everything in it, and its links as links (conformance class html)."""

from __future__ import annotations

from html import escape
from typing import Any

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 0 auto; padding: 1rem; }
nav a { margin-right: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-top: 1px solid #8886; padding: .25rem .5rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
th { width: 12rem; font-weight: 600; }
pre { white-space: pre-wrap; }
"""


def page(document: dict[str, Any], base: str) -> str:
    """Return a whole page that shows a document of the server at an address."""
    names = (
        document.get("title"),
        document.get("info", {}).get("title"),
        document.get("id"),
        "Conformance",
    )
    title = str(next(name for name in names if name))
    places = {
        "Home": "",
        "Processes": "processes",
        "Jobs": "jobs",
        "API": "api",
        "Conformance": "conformance",
    }
    nav = "".join(
        f'<a href="{escape(base)}{place}?f=html">{name}</a>'
        for name, place in places.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><nav>{nav}</nav><main><h1>{escape(title)}</h1>{_object(document)}</main></body></html>"
    )


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return _link(value) if _is_link(value) else _object(value)
    if isinstance(value, list):
        return _list(value)
    if isinstance(value, str):
        return f"<pre>{escape(value)}</pre>" if "\n" in value else escape(value)
    return escape(
        ""
        if value is None
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )


def _object(members: dict[str, Any]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(k)}</th><td>{_value(v)}</td></tr>'
        for k, v in members.items()
    )
    return f"<table>{rows}</table>" if rows else ""


def _list(items: list[Any]) -> str:
    if (
        items
        and all(isinstance(item, (str, int, float, bool)) for item in items)
        and len(items) < 100
    ):
        return (
            ", ".join(_value(item) for item in items)
            if len(str(items)) < 300
            else _bullets(items)
        )
    return _bullets(items)


def _bullets(items: list[Any]) -> str:
    return "<ul>" + "".join(f"<li>{_value(item)}</li>" for item in items) + "</ul>"


def _is_link(value: dict[str, Any]) -> bool:
    href = value.get("href")
    return isinstance(href, str) and href.startswith(("http://", "https://", "/"))


def _link(value: dict[str, Any]) -> str:
    text = value.get("title") or value["href"]
    notes = ", ".join(
        f"{name} {value[name]}" for name in ("rel", "type") if value.get(name)
    )
    return f'<a href="{escape(str(value["href"]))}">{escape(str(text))}</a> <small>{escape(notes)}</small>'
