"""In IPython, an uncaught error of procbook shows once, as a card.

The Python traceback is folded in it.

The hook is put in place when a client is made while IPython runs, never elsewhere.
"""

from __future__ import annotations

import html
import importlib
import re
import sys
from typing import Any

from ...protocol.errors import ClientError
from ...widgets._cell_request import is_recorded

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def install() -> None:
    """Put the hook in place, unless somebody else has one for all errors."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or ClientError in shell.custom_exceptions:
        return
    if shell.custom_exceptions:
        return  # another tool's; one hook is all that IPython keeps
    shell.set_custom_exc((ClientError,), show)


def show(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: Any,
    tb_offset: int | None = None,
) -> Any:
    """Show an error: in a notebook as a card with the traceback folded in it, elsewhere as text.

    A program that runs the notebook without a page (nbclient, papermill) gets the text with the
    traceback.
    """
    structured = shell.InteractiveTB.structured_traceback(
        kind, error, trace, tb_offset=tb_offset
    )
    if hasattr(shell, "kernel") and not is_recorded():
        display: Any = importlib.import_module("IPython.display")  # it has no types

        assert isinstance(error, ClientError)
        display.display(display.HTML(_card(error, structured)))
        # The cell is marked as failed by an error message, whose text must not say everything
        # again.
        structured = [
            f"{kind.__name__}: see above; the Python traceback is folded there."
        ]
    shell._showtraceback(kind, error, structured)  # noqa: SLF001 - what IPython itself does here
    return structured


def _card(error: ClientError, structured: list[str]) -> str:
    trace = html.escape(_COLOURS.sub("", "\n".join(structured)))
    folded = (
        "<details><summary>Python traceback</summary><pre "
        f'tabindex="0">{trace}</pre></details>'
    )
    return f"{error._repr_html_()}{folded}"
