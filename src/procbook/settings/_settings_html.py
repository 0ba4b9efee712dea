"""A small card for what only the clients know: their settings and where they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import display

if TYPE_CHECKING:
    from ._config import ClientConfig


def settings_html(config: ClientConfig, *, title: str | None = None) -> str:
    """Return the settings as a table: name, value (secrets masked), and where it came from."""
    from ._config import _flatten

    rows = [
        (path, str(value), config.sources.get(path, "default")) for path, value in _flatten(config.to_dict()).items()
    ]
    return display.settings_html(title or f"{config.display_name} settings", rows)
