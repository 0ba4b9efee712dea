"""The view of a grid of numbers: a quick-look, facts and layers."""

from __future__ import annotations

from collections.abc import Sequence

from ...._json import JsonObject
from .._picture import static_picture
from .._view import Blob, Model, View
from ..drawing import _html

MAX_LAYERS = 200
"""Bands or variables that are listed."""


def grid_view(
    title: str,
    blob: Blob | None,
    scale: Sequence[float],
    *,
    facts: list[tuple[str, str]],
    layers: list[JsonObject],
    model: Model,
    layer: int = 0,
    summary: str = "",
) -> View:
    """Return the view of any grid.

    Parameters
    ----------
    title : str
        What it is, in a few words.
    blob : Blob, optional
        The quick-look.
    scale : sequence of float
        The values at the ends of the colour scale; empty where the picture has no scale.
    facts : list of tuple
        Names and values.
    layers : list of dict
        The bands or variables.
    model : Model
        Answers for the other layers.
    layer : int
        The layer of the quick-look.
    summary : str
        The description by xarray.
    """
    data = {
        "alt": title,
        "scale": list(scale),
        "facts": facts,
        "layers": layers[:MAX_LAYERS],
        "layer": layer,
        "summary": summary,
    }
    picture = static_picture(blob, title) if blob else ""
    static = f"<p>{_html.esc(title)}</p>{picture}{_html.facts(facts)}"
    if summary:
        text = _html.pre_element(summary)
        static += f"<details><summary>xarray</summary>{text}</details>"
    return View("raster", title, data, static, blob=blob, model=model)
