"""Whether there is a front-end that draws widgets.

Decided here for everything with a live and a static form.
"""

from __future__ import annotations

import sys


def is_live() -> bool:
    """Return whether a kernel with a front-end runs this; nothing is imported to find out."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None


def is_marimo() -> bool:
    """Return whether a marimo notebook runs this; nothing is imported to find out."""
    runs = getattr(sys.modules.get("marimo"), "running_in_notebook", None)
    return runs is not None and bool(runs())
