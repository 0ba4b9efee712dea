"""How outputs are shown: the first viewer that accepts an output returns its :class:`View`.

Viewers of installed packages (entry point group ``procbook.viewers``) are asked before the built-in
ones.
"""

from __future__ import annotations

import functools
import importlib.metadata
import warnings

from ...protocol.errors import ClientError
from .. import _limits
from .._source import Source
from .._source_of import source_of
from ..formats._detect import Format, detect
from ._archive import ArchiveViewer
from ._document import DocumentViewer, MediaViewer
from ._geo import MapViewer
from ._link import BytesViewer, link_view
from ._picture import PictureViewer
from ._scalar import MarkdownViewer, ScalarViewer, TextViewer
from ._stac import StacViewer
from ._table import TableViewer
from ._tree import TreeViewer
from ._view import Blob, Model, View, Viewer
from .grid import GridViewer

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
_LAZY_FORMATS = frozenset(
    {"zarr", "zarr-zip", "geotiff", "tiff", "parquet", "zip", "netcdf"}
)
"""Formats of which only parts are fetched, whatever the size."""


@functools.cache
def _package_viewers() -> tuple[Viewer, ...]:
    """Return the viewers of installed packages; a warning names a viewer that cannot be loaded."""
    viewers: list[Viewer] = []
    for point in importlib.metadata.entry_points(group="procbook.viewers"):
        try:
            viewer = point.load()
            viewers.append(viewer() if isinstance(viewer, type) else viewer)
        # An error in another package must not take the result away.
        except Exception as error:  # noqa: BLE001
            warnings.warn(
                f"The viewer {point.name!r} cannot be loaded: {error}", stacklevel=3
            )
    return tuple(viewers)


def view(
    output: object, *, name: str | None = None, media_type: str | None = None
) -> View:
    """Return how an output is shown; never raises: errors are shown instead.

    Parameters
    ----------
    output
        An output of a client, a path, bytes, or any JSON-able value.
    name : str, optional
        The name of a value that has none.
    media_type : str, optional
        The media type, when it is known better than stated.
    """
    source = source_of(output, name=name, media_type=media_type)
    try:
        return _view(source)
    except ClientError as error:
        return link_view(source, " ".join(filter(None, [error.message, error.hint])))
    except (MemoryError, RecursionError) as error:
        return link_view(
            source, f"Too large or too deep to be shown ({type(error).__name__})."
        )


def _view(source: Source) -> View:
    """Return the view of an output, or its link where it is too large or empty."""
    if not source.inline and (source.size or 0) > _limits.VIEW:
        format_name = detect(source, fetch=False).name
        if format_name not in _LAZY_FORMATS:
            return link_view(
                source, "Too large to be shown; keep it as a file with .save(path)."
            )
    viewer_view = _first_view(source, detect(source))
    # Often known only after it was read to be shown.
    if source.is_empty:
        return link_view(source, "It is empty: there is not a single byte in it.")
    return viewer_view


def _first_view(source: Source, format: Format) -> View:
    """Return the view of the first viewer that accepts.

    One of a package that fails is skipped with a warning.
    """
    for viewer in _package_viewers():
        try:
            if viewer.accepts(source, format):
                return viewer.view(source, format)
        except Exception as error:  # noqa: BLE001 - see _package_viewers
            warnings.warn(
                f"The viewer {type(viewer).__name__} failed: {error}", stacklevel=5
            )
    for viewer in _BUILT_IN:
        if viewer.accepts(source, format):
            return viewer.view(source, format)
    return link_view(source)
