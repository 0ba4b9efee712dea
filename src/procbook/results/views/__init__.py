"""How outputs are shown: the first viewer that accepts an output makes its :class:`View`.

Viewers of installed packages (entry point group ``procbook.viewers``) are asked before the built-in
ones.
"""

from __future__ import annotations

import functools
import importlib.metadata
import warnings
from typing import Any

from ...protocol.errors import ClientError
from .. import _limits
from .._formats import Format, detect
from .._source import Source
from .._source_of import source_of
from ._archive import ArchiveViewer
from ._document import DocumentViewer, MediaViewer
from ._geo import MapViewer
from ._grid import GridViewer
from ._link import BytesViewer, link_view
from ._picture import PictureViewer
from ._scalar import MarkdownViewer, ScalarViewer, TextViewer
from ._stac import StacViewer
from ._table import TableViewer
from ._tree import TreeViewer
from ._view import Blob, Model, View, Viewer

__all__ = ["Blob", "Model", "View", "Viewer", "link_view", "view"]

_BUILT_IN: tuple[Viewer, ...] = (
    ScalarViewer(),
    TreeViewer(),
    TableViewer(),
    PictureViewer(),
    MapViewer(),
    StacViewer(),
    GridViewer(),
    MarkdownViewer(),
    DocumentViewer(),
    MediaViewer(),
    ArchiveViewer(),
    TextViewer(),
    BytesViewer(),
)


@functools.cache
def _plugged() -> tuple[Viewer, ...]:
    """Return the viewers of installed packages; one that cannot be loaded is named and left out."""
    found: list[Viewer] = []
    for point in importlib.metadata.entry_points(group="procbook.viewers"):
        try:
            loaded = point.load()
            found.append(loaded() if isinstance(loaded, type) else loaded)
        except Exception as error:  # noqa: BLE001 - somebody else's package must not take the result away
            warnings.warn(
                f"The viewer {point.name!r} cannot be loaded: {error}", stacklevel=3
            )
    return tuple(found)


def view(
    output: Any, *, name: str | None = None, media_type: str | None = None
) -> View:
    """Return how an output is shown; never raises: what went wrong is shown instead.

    Parameters
    ----------
    output
        An output of a client, a path, bytes, or any JSON-able value.
    name : str, optional
        What to call a value that has no name.
    media_type : str, optional
        What it is, when that is known better than stated.
    """
    source = source_of(output, name=name, media_type=media_type)
    try:
        if (
            source.size is not None
            and source.size > _limits.VIEW
            and not source.inline
            and not _lazy(source)
        ):
            return link_view(
                source, "Too large to be shown; keep it as a file with .save(path)."
            )
        shown = _shown(source, detect(source))
        # Seen at last when it was read to be shown.
        return (
            link_view(source, "It is empty: there is not a single byte in it.")
            if source.is_empty
            else shown
        )
    except ClientError as error:
        return link_view(source, " ".join(filter(None, [error.message, error.hint])))
    except (MemoryError, RecursionError) as error:
        return link_view(
            source, f"Too large or too deep to be shown ({type(error).__name__})."
        )


def _lazy(source: Source) -> bool:
    return detect(source, fetch=False).name in (
        "zarr",
        "zarr-zip",
        "geotiff",
        "tiff",
        "parquet",
        "zip",
        "netcdf",
    )


def _shown(source: Source, format: Format) -> View:
    """Ask the viewers in turn; a plug-in that fails is skipped, with a word."""
    for viewer in _plugged():
        try:
            if viewer.accepts(source, format):
                return viewer.view(source, format)
        except Exception as error:  # noqa: BLE001 - see _plugged
            warnings.warn(
                f"The viewer {type(viewer).__name__} failed: {error}", stacklevel=4
            )
    return next(
        viewer.view(source, format)
        for viewer in _BUILT_IN
        if viewer.accepts(source, format)
    )
