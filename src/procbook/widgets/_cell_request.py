"""Who asked for the cell that runs.

A page of JupyterLab, another front-end, or a program that records the outputs.
"""

from __future__ import annotations

import os
import re
import sys
from typing import Any

_OF_A_PROGRAM = re.compile(r".+_\d+_\d+$")


def is_recorded() -> bool:
    """Return whether a program runs the cells and only records their outputs (nbclient, papermill).

    The ids of messages of jupyter_client end with its process and a count, those of a page are
    UUIDs; who runs cells for a page says in the metadata which cell it was. Voilà runs all cells
    at once before it shows them, alive.
    """
    if any(name.startswith("VOILA_") for name in os.environ):
        return False
    request = _request()
    if request is None:
        return False
    made_by = str(request.get("header", {}).get("msg_id", ""))
    return not request.get("metadata") and _OF_A_PROGRAM.match(made_by) is not None


def is_lab() -> bool:
    """Return whether a page of JupyterLab or Notebook 7 runs the cell.

    Both say with the request which cells were deleted since the last one; VS Code names the cell
    by an address and says nothing of others.
    """
    request = _request()
    metadata = request.get("metadata") if request else None
    return (
        isinstance(metadata, dict)
        and "deletedCells" in metadata
        and not str(metadata.get("cellId", "")).startswith("vscode-")
    )


def _request() -> dict[str, Any] | None:
    """Return the message that asked for the running cell; None where no kernel runs."""
    if "ipykernel" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    request: dict[str, Any] | None = kernel.get_parent("shell") if kernel else None
    return request
