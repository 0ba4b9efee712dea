"""What clients do where IPython or a notebook runs.

Error cards, the sign-in form, and imports ahead of time.

Nothing is imported where no notebook runs, so that a client in a script loads none of it.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from ... import results, widgets
from ..._front_end import is_live, is_marimo
from ...protocol.errors import ClientError
from ._error_card import install

if TYPE_CHECKING:
    from ...widgets import SignInClient


class LocalClient(Protocol):
    """What is read of an embedded server."""

    def get_capabilities(self) -> object:
        """Return the landing page."""

    def get_processes(self) -> object:
        """Return the processes."""


# What older clients took to size their page; a widget has the width of its cell.
_PAGE_SIZES = frozenset(
    {"compact", "debug", "scheme", "width", "height", "display", "proxy"}
)


def show_results(outputs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the MIME bundle of results or of one output.

    The live viewer where a front-end can draw it, else HTML.
    """
    if is_live():
        bundle: tuple[dict[str, Any], dict[str, Any]] = widgets.ResultViewer(
            outputs
        )._repr_mimebundle_()
        return bundle
    return {"text/plain": repr(outputs), "text/html": results.results_html(outputs)}, {}


def sign_in_form(client: SignInClient, **options: Any) -> Callable[[], None]:
    """Return a function that shows the form for signing in, in the cell that runs."""

    def show() -> None:
        display: Any = importlib.import_module("IPython.display")  # it has no types
        display.display(widgets.SignIn(client, **options))

    return show


def without_page_sizes(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options without those that sized the page of older clients."""
    return {name: value for name, value in options.items() if name not in _PAGE_SIZES}


def read_local_server(client: LocalClient) -> None:
    """Read landing page and processes of an embedded server where a person sees the client.

    It is in this process, so that this costs milliseconds; a server elsewhere is not asked before
    somebody asks it something.
    """
    if is_live() or is_marimo():
        with contextlib.suppress(ClientError):
            client.get_capabilities()
            client.get_processes()


_SLOW_IMPORTS = (
    "jsonschema",
    "procbook.widgets.jobs._job_table",
    "procbook.display._html",
)


def import_ahead() -> None:
    """Import what takes long on a thread while a person in a notebook still looks around.

    It takes a second or two.
    """
    if "ipykernel" in sys.modules and not set(_SLOW_IMPORTS) <= set(sys.modules):
        threading.Thread(
            target=lambda: [importlib.import_module(name) for name in _SLOW_IMPORTS],
            name="procbook warm-up",
            daemon=True,
        ).start()


def show_errors_as_cards() -> None:
    """Have uncaught errors shown as a card where IPython runs.

    Nothing is imported where it does not.
    """
    if "IPython" in sys.modules:
        install()
