"""Documents as text for ``repr`` and ``print``.

At most one screen, and ASCII apart from the server's words.

Each document says which lines it has (``_text_lines``), made of the pieces in :mod:`._text_layout`.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from ._facts import line
from ._sentences import corrections
from ._text_layout import ROWS, WIDTH


@runtime_checkable
class HasText(Protocol):
    """An object that has a text of its own."""

    def _text_lines(self) -> list[str]:
        """Return the lines of the text."""


def text(obj: object) -> str:
    """Return a document as readable text of at most one screen; never raises.

    Parameters
    ----------
    obj
        A document of :mod:`procbook.models`; anything else is shown by its ``str``.
    """
    try:
        lines = [*_lines(obj), *_quirks(obj)]
        return "\n".join(map(_cut, lines))
    # A repr that raises hides the very thing that somebody is looking for.
    except Exception:  # noqa: BLE001
        return f"<{type(obj).__name__} that cannot be shown>"


def _cut(text_line: str) -> str:
    if len(text_line) <= WIDTH:
        return text_line
    return text_line[: WIDTH - 3].rstrip() + "..."


def _lines(obj: object) -> list[str]:
    if isinstance(obj, HasText):
        return obj._text_lines()  # noqa: SLF001 - the protocol above
    return [line(row, WIDTH) for row in str(obj).splitlines()[: 2 * ROWS]]


def _quirks(obj: object) -> list[str]:
    quirks = getattr(obj, "quirks", ())
    if not quirks:
        return []
    codes = ", ".join(dict.fromkeys(quirk.code for quirk in quirks))
    outcome = corrections(quirk.code for quirk in quirks)
    return [f"  ({outcome}; see .quirks: {line(codes, 40)})"]
