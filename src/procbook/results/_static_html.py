"""Results as static HTML, for pages without a kernel; every viewer carries it too."""

from __future__ import annotations

from collections.abc import Mapping

from ._source_of import source_of
from .formats._detect import detect
from .views import View, link_view, view
from .views.drawing import _html

__all__ = ["first_look", "outputs_of", "results_html"]

_MAX_OPEN = 2000
"""Most characters of static HTML that is shown without a click."""


def outputs_of(results: object) -> dict[str, object]:
    """Return outputs by id; of a single output with its own id."""
    if isinstance(results, Mapping) and not isinstance(results, dict):
        return {str(name): output for name, output in results.items()}
    name = str(getattr(results, "id", "value"))
    return {name: results}


def results_html(results: object, views: Mapping[str, View] | None = None) -> str:
    """Return static HTML of results.

    Each output with its title, unfolded when it is inline or small.

    Parameters
    ----------
    results
        The results of a job, or a single output.
    views : mapping, optional
        The views of outputs that are open already, by id.
    """
    outputs = outputs_of(results)
    single = len(outputs) == 1
    sections = []
    for name, output in outputs.items():
        opened = (views or {}).get(name)
        # A repr makes no request, so an output by reference is shown as a link unless somebody
        # opened it before.
        sections.append(
            _section(name, output, opened or first_look(output), single=single)
        )
    content = "".join(sections) or "<p>No outputs.</p>"
    return f'<div class="procbook-results">{content}</div>'


def _section(name: str, output: object, output_view: View, *, single: bool) -> str:
    source = source_of(output, name=name)
    label = _html.esc(source.title or name)
    facts = filter(None, [output_view.title, source.media_type])
    heading = f"<b>{label}</b>: {_html.esc(', '.join(facts))}"
    content = output_view.html
    if single:
        return f"<p>{heading}</p>{content}"
    is_open = " open" if len(content) < _MAX_OPEN else ""
    return f"<details{is_open}><summary>{heading}</summary>{content}</details>"


def first_look(output: object) -> View:
    """Return the view of an output without a request to the server."""
    source = source_of(output)
    if source.inline:
        return view(source)
    name = detect(source, fetch=False).name
    note = "" if name == "unknown" else name.replace("-", " ")
    return link_view(source, note)
