"""In IPython, an uncaught error of procbook shows as a card; the Python traceback stays one click away.

The hook is put in place when a client is made while IPython runs, never elsewhere.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from ..protocol.errors import ClientError


def install() -> None:
    """Put the hook in place, unless somebody else has one for all errors."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or ClientError in shell.custom_exceptions:
        return
    if shell.custom_exceptions:
        return  # another tool's; one hook is all that IPython keeps
    shell.set_custom_exc((ClientError,), show)


def show(shell: Any, kind: type[BaseException], error: BaseException, trace: Any, tb_offset: int | None = None) -> Any:
    """Show an error as text and, in a notebook, as a card with the traceback folded under it."""
    structured = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=tb_offset)
    if not hasattr(shell, "kernel"):
        shell._showtraceback(kind, error, structured)  # noqa: SLF001 - what IPython itself does here
        return structured
    display: Any = importlib.import_module("IPython.display")  # it has no types

    assert isinstance(error, ClientError)
    display.display(display.HTML(error._repr_html_()))
    shell._showtraceback(kind, error, structured)  # noqa: SLF001
    return structured
