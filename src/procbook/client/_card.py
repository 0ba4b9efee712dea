"""Small cards for what only the clients know: their settings and where they came from."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._config import ClientConfig

_NOTE = "color:var(--jp-ui-font-color2,GrayText)"


def settings_html(config: ClientConfig, *, title: str | None = None, note: str | None = None) -> str:
    """Return the settings as a table: name, value (secrets masked), and where it came from."""
    from ._config import _flatten

    values, sources = _flatten(config.to_dict()), config.sources
    rows = [[path, str(value), sources.get(path, "default")] for path, value in values.items()]
    heading = f"<strong>{escape(title or config.display_name)}</strong>"
    said = f"<p style='margin:.2em 0;{_NOTE}'>{escape(note)}</p>" if note else ""
    return f"<div>{heading}{said}{table(['Setting', 'Value', 'From'], rows)}</div>"


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Return a table that reads well without any style."""

    def line(tag: str, cells: list[str]) -> str:
        return "<tr>" + "".join(f"<{tag} style='text-align:left'>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    return f"<table><thead>{line('th', heads)}</thead><tbody>{''.join(line('td', row) for row in rows)}</tbody></table>"


def plain(value: Any) -> str:
    """Return a value as one short line."""
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else text[:79] + "…"
