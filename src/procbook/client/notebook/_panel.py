"""A widget beside the notebook, so that it stays in sight while one scrolls."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, TypeVar

from ..._front_end import is_live
from ...protocol.errors import ClientError

if TYPE_CHECKING:
    from ...widgets import JobTable, Workbench

    W = TypeVar("W", JobTable, Workbench)


def open_panel(widget: W, title: str) -> W:
    """Show a widget in a panel beside the notebook and return it.

    As the value of the cell it is not shown again.

    Parameters
    ----------
    widget : JobTable or Workbench
        The widget.
    title : str
        Title of the panel.

    Raises
    ------
    ClientError
        If no notebook runs, or the package ``sidecar`` is not installed where JupyterLab is.
    """
    if not is_live():
        raise ClientError(
            "A panel opens beside a notebook, and none runs here.",
            hint="Leave panel=True out.",
        )
    try:
        sidecar: Any = importlib.import_module("sidecar")
    except ImportError:
        raise ClientError(
            "Panels need the package sidecar, which is not installed.",
            hint="pip install sidecar, in the environment of JupyterLab, too.",
        ) from None
    display: Any = importlib.import_module("IPython.display")  # it has no types
    with sidecar.Sidecar(title=title, anchor="split-right"):
        display.display(widget.live_bundle()[0], raw=True)
    widget.in_panel = True
    return widget
