"""Vector files and tables as geopandas and pandas open them."""

from __future__ import annotations

import contextlib
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...protocol.errors import ResultError
from .._file_names import SUFFIXES
from .._formats import detect
from .._optional import need
from .._source import Source


def read_features(
    source: Source, *, most: int | None = None, **options: Any
) -> tuple[Any, int | None]:
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
    # GDAL warns of what is odd in a file; the file is somebody else's.
    with _on_disk(source) as path, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            total = pyogrio.read_info(path)["features"] if most else None
            frame = geopandas.read_file(
                path, **({"rows": most} if most else {}), **options
            )
        except Exception as error:  # noqa: BLE001 - GDAL's drivers raise whatever they like on broken files
            raise ResultError(
                f"Output {source.name!r} cannot be read as a vector file: {error}"
            ) from None
    return frame, total if total is not None and total >= 0 else None


@contextlib.contextmanager
def _on_disk(source: Source) -> Iterator[Path]:
    """Give a path to the file; SQLite, which GeoPackage is, wants one, with the suffix that says so."""
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
