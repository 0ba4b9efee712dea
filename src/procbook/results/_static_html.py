"""Results as static HTML: what a page without a kernel shows, and what every viewer carries along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._formats import detect
from ._source_of import source_of
from .views import View, link_view, view
from .views.drawing import _html


def outputs_of(thing: Any) -> dict[str, Any]:
    """Return outputs by id; of a single one with its own id."""
    if isinstance(thing, Mapping) and not isinstance(thing, dict):
        return {str(name): output for name, output in thing.items()}
    name = str(getattr(thing, "id", "value"))
    return {name: thing}


def results_html(thing: Any, views: Mapping[str, View] | None = None) -> str:
    """Return static HTML of results: each output with its title, in place when it is here or small."""
    outputs = outputs_of(thing)
    parts = [
        _one(name, output, (views or {}).get(name), single=len(outputs) == 1)
        for name, output in outputs.items()
    ]
    return (
        f'<div class="procbook-results">{"".join(parts) or "<p>No outputs.</p>"}</div>'
    )


def _one(name: str, output: Any, shown: View | None, *, single: bool) -> str:
    # A repr makes no request, so what is by reference is shown as a link unless somebody opened it
    # before.
    shown = shown or first_look(output)
    source = source_of(output, name=name)
    label = source.title or name
    facts = ", ".join(filter(None, [shown.title, source.media_type]))
    if single:
        return f"<p><b>{_html.esc(label)}</b>: {_html.esc(facts)}</p>{shown.html}"
    is_open = " open" if len(shown.html) < 2000 else ""
    return f"<details{is_open}><summary><b>{_html.esc(label)}</b>: {_html.esc(facts)}</summary>{shown.html}</details>"


def first_look(output: Any) -> View:
    """Return the view of an output without asking the server for anything."""
    source = source_of(output)
    if source.inline:
        return view(source)
    name = detect(source, fetch=False).name
    note = "" if name == "unknown" else name.replace("-", " ")
    return link_view(source, note)


__all__ = ["first_look", "outputs_of", "results_html"]
