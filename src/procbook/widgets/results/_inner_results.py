"""What a widget shows within itself.

Live viewers of results and forms, or HTML for a page that can draw none.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from ...results import results_html, source_of, view
from ..wire._records import OpenedResult
from ._result_viewer import ResultViewer

if TYPE_CHECKING:
    from .._base import LiveWidget
    from .._interfaces import JobResults

KEPT: Final = 4
"""Inner widgets that stay open; the oldest makes room for the next."""


class InnerWidgets:
    """Widgets within one widget, by key; each is made once.

    Parameters
    ----------
    owner : LiveWidget
        The widget in whose page they are drawn.
    """

    def __init__(self, owner: LiveWidget) -> None:
        self._owner = owner
        self._lock = threading.Lock()
        self._widgets: OrderedDict[str, LiveWidget] = OrderedDict()

    def opened(self, key: str) -> OpenedResult | None:
        """Return the model of a widget that was made before and is still open."""
        widget = self._widgets.get(key)
        return None if widget is None else {"viewer": widget.model_id}

    def show(self, key: str, make: Callable[[], LiveWidget]) -> OpenedResult:
        """Return the model of a widget, made in the context in which the owner may send."""

        def add() -> None:
            self._widgets[key] = make()
            while len(self._widgets) > KEPT:
                self._widgets.popitem(last=False)[1].close()

        with self._lock:
            if key not in self._widgets:
                self._owner.carry(add)
            return {"viewer": self._widgets[key].model_id}

    def html(self) -> str:
        """Return what the notebook file should hold of the widget that was shown last."""
        newest = next(reversed(self._widgets.values()), None)
        return "" if newest is None else newest._fallback_html()  # noqa: SLF001 - our own

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            for widget in self._widgets.values():
                widget.close()
            self._widgets.clear()


class InnerResults:
    """The viewers of results within one widget, by job.

    Parameters
    ----------
    owner : LiveWidget
        The widget in whose page they are drawn.
    """

    def __init__(self, owner: LiveWidget) -> None:
        self._widgets = InnerWidgets(owner)

    def show(
        self, key: str, fetch: Callable[[], JobResults], *, live: bool
    ) -> OpenedResult:
        """Return what the page draws: the model of a viewer, or HTML."""
        if not live:
            return {"html": results_as_html(fetch())}
        opened = self._widgets.opened(key)
        if opened is not None:
            return opened
        results = fetch()  # takes its time, so not while others wait for their widget
        return self._widgets.show(key, lambda: ResultViewer(results))

    def html(self) -> str:
        """Return what the notebook file should hold of the results that were opened last."""
        return self._widgets.html()

    def close(self) -> None:
        """Close all of them."""
        self._widgets.close()


def results_as_html(results: JobResults) -> str:
    """Return results as HTML, each opened as far as one look allows.

    What cannot be opened stays a link.
    """
    return results_html(
        results,
        {name: view(source_of(output, name=name)) for name, output in results.items()},
    )
