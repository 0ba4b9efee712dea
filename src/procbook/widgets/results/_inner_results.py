"""The results that a widget shows within itself: live viewers, or HTML for a page that can draw none."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..jobs import _job_actions as actions

if TYPE_CHECKING:
    from ...client import Results
    from .._base import LiveWidget
    from ._result_viewer import ResultViewer

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

    def show(self, key: str, fetch: Callable[[], Results], *, live: bool) -> dict[str, Any]:
        """Return what the page draws: the model of a viewer, or HTML."""
        if not live:
            return {"html": actions.html_of(fetch())}
        viewer = self._viewers.get(key) or self._kept(key, fetch())
        return {"viewer": viewer.model_id}

    def _kept(self, key: str, results: Results) -> ResultViewer:
        from ._result_viewer import ResultViewer

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
