"""Whether a cell is run by somebody's page, or by a program that only records what it shows (nbclient, papermill)."""

from __future__ import annotations

import os
import re
import sys
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
_OF_A_PROGRAM = re.compile(r".+_\d+_\d+$")


def for_the_record(data: dict[str, Any]) -> dict[str, Any]:
    """Leave the live view out of a MIME bundle that nobody will see alive.

    nbclient writes the state of the widgets into the notebook, too, and then nbconvert prefers the
    view to the HTML beside it: a page that stays blank where no script comes from a CDN, and that
    could only be a picture anyway.
    """
    return (
        {kind: value for kind, value in data.items() if kind != VIEW}
        if is_recorded()
        else data
    )


def is_recorded() -> bool:
    """Tell whether the request to run the cell came from jupyter_client, and no page waits for its widgets.

    The ids of its messages end with its process and a count, those of a page are UUIDs; who runs
    cells for a page says in the metadata which cell it was. Voilà runs all cells at once before it
    shows them, alive.
    """
    if "ipykernel" not in sys.modules or any(
        name.startswith("VOILA_") for name in os.environ
    ):
        return False
    from IPython.core.getipython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return False
    parent = kernel.get_parent("shell")
    made_by = str(parent.get("header", {}).get("msg_id", ""))
    return not parent.get("metadata") and _OF_A_PROGRAM.match(made_by) is not None
