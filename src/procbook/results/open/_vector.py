"""Vector files as geopandas opens them."""

from __future__ import annotations

import contextlib
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...protocol.errors import ResultError
from .._optional import need
from .._source import Source
from ..formats._detect import detect
from ..formats._format_tables import SUFFIXES

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def read_features(
    source: Source, *, max_features: int | None = None, **options: Any
) -> tuple[GeoDataFrame, int | None]:
    """Return a vector file as GeoDataFrame, and the number of features in it.

    Parameters
    ----------
    source : Source
        The file.
    max_features : int, optional
        Read no more features than these. Without it the number in the file is not determined.
    **options
        Passed to ``geopandas.read_file``.
    """
    geopandas = need("geopandas", extra="geo", subject="Vector files")
    pyogrio = need("pyogrio", extra="geo", subject="Vector files")
    total = None
    # GDAL warns of oddities in the file, which belongs to somebody else.
    with _file_on_disk(source) as path, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if max_features:
                total = pyogrio.read_info(path)["features"]
                options["rows"] = max_features
            frame = geopandas.read_file(path, **options)
        # The drivers of GDAL raise errors of any kind on broken files.
        except Exception as error:  # noqa: BLE001
            raise ResultError(
                f"Output {source.name!r} cannot be read as a vector file: {error}"
            ) from None
    if total is not None and total < 0:  # the driver does not know
        total = None
    return frame, total


@contextlib.contextmanager
def _file_on_disk(source: Source) -> Iterator[Path]:
    """Yield a path of the file; SQLite, which GeoPackage is, needs one with the right suffix."""
    path = source.path()
    if path is not None:
        yield path
        return
    data = source.read(source.limit)
    # Entities and GDAL's virtual formats name other files, of this machine or of others.
    if b"<!ENTITY" in data or b"VRTData" in data[:65536]:
        raise ResultError(
            "This XML leads to other files; it is not opened.",
            hint="Keep it with .save(path).",
        )
    suffix = SUFFIXES.get(detect(source).name, "")
    with tempfile.TemporaryDirectory(prefix="procbook-") as folder:
        path = Path(folder, f"file{suffix}")
        path.write_bytes(data)
        yield path
