"""What a notebook file holds of a widget.

HTML that any viewer can show, with the name of the widget's model in it.

JupyterLab and Notebook 7 prefer a widget's own MIME type to the HTML beside it, also in a notebook
whose kernel is gone, and then show an error. So an output there holds the HTML alone;
``js/src/shared/saved-view.ts`` draws the widget beside it as long as the kernel has the model.
"""

from __future__ import annotations

import contextlib
import contextvars
import datetime as dt
from collections.abc import Iterator

_NEXT: contextvars.ContextVar[list[str]] = contextvars.ContextVar("procbook_model")


class SavedView:
    """The HTML of one widget as it was last asked for, with the time when it became so."""

    def __init__(self) -> None:
        self._html = ""
        self._since = ""

    def update(self, html: str, model_id: str) -> str:
        """Return the HTML for the notebook; the time in it changes only with the rest of it.

        Parameters
        ----------
        html
            What the widget shows, safe to be put into a page.
        model_id
            The model that a page may draw in its place.
        """
        if html != self._html:
            self._html = html
            self._since = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC"
        return (
            f'<div data-procbook-model="{model_id}">{html}'
            f"<p><small>As it was on {self._since}. Run the cell to go on from here."
            "</small></p></div>"
        )


@contextlib.contextmanager
def under_model(model_id: str) -> Iterator[None]:
    """Give the first widget of this context the id of a model that a notebook holds."""
    token = _NEXT.set([model_id])
    try:
        yield
    finally:
        _NEXT.reset(token)


def take_model_id() -> str | None:
    """Return the id that :func:`under_model` has for the widget that opens now, once."""
    waiting = _NEXT.get([])
    return waiting.pop() if waiting else None
