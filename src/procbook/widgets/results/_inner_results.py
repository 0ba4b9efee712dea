"""The results that a widget shows within itself: live viewers, or HTML for a page that can draw none."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...results import results_html, source_of, view
from ..wire._records import OpenedResult
from ._result_viewer import ResultViewer

if TYPE_CHECKING:
    from .._base import LiveWidget
    from .._interfaces import JobResults

KEPT = 4
"""Viewers that stay open; the oldest makes room for the next."""


class InnerResults:
    """The viewers of one widget, by job; each is made once.

    Parameters
    ----------
    owner : LiveWidget
        The widget in whose page they are drawn.
    """

    def __init__(self, owner: LiveWidget) -> None:
        self._owner = owner
        self._lock = threading.Lock()
        self._viewers: OrderedDict[str, ResultViewer] = OrderedDict()

    def show(
        self, key: str, fetch: Callable[[], JobResults], *, live: bool
    ) -> OpenedResult:
        """Return what the page draws: the model of a viewer, or HTML."""
        if not live:
            return {"html": results_as_html(fetch())}
        viewer = self._viewers.get(key) or self._viewer_for(key, fetch())
        return {"viewer": viewer.model_id}

    def _viewer_for(self, key: str, results: JobResults) -> ResultViewer:
        def make() -> None:
            self._viewers[key] = ResultViewer(results)
            while len(self._viewers) > KEPT:
                self._viewers.popitem(last=False)[1].close()

        with self._lock:
            if key not in self._viewers:
                self._owner.carry(make)
            return self._viewers[key]

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            for viewer in self._viewers.values():
                viewer.close()
            self._viewers.clear()


def results_as_html(results: JobResults) -> str:
    """Return results as HTML, each opened as far as one look allows; what cannot be opened stays a link."""
    return results_html(
        results,
        {name: view(source_of(output, name=name)) for name, output in results.items()},
    )
