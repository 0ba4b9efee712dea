"""Vector files and tables as geopandas and pandas open them."""

from __future__ import annotations

import io
from typing import Any

from ..protocol.errors import ResultError
from . import _limits
from ._needs import need
from ._source import Source


def read_features(source: Source, *, most: int | None = None, **options: Any) -> tuple[Any, int | None]:
    """Return a vector file as GeoDataFrame, and how many features it holds.

    Parameters
    ----------
    source : Source
        The file.
    most : int, optional
        Read no more features than these.
    """
    geopandas = need("geopandas", extra="geo", what="Vector files")
    pyogrio = need("pyogrio", extra="geo", what="Vector files")
    target: Any = source.path()
    if target is None:
        data = source.read(_limits.READ)
        if b"<!ENTITY" in data[:65536]:
            raise ResultError(
                "This XML defines entities; it is not opened.", hint="Keep it as a file with .save(path)."
            )
        target = io.BytesIO(data)
    try:
        total = pyogrio.read_info(target)["features"] if most else None
        frame = geopandas.read_file(target, **({"rows": most} if most else {}), **options)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, OSError) as error:
        raise ResultError(f"Output {source.name!r} cannot be read as a vector file: {error}") from None
    return frame, total if total is not None and total >= 0 else None
