"""File names made safe: what a server calls a file must not leave the folder, hide, or fool a system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath

_RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE
)
_MOST = 120


def safe_name(name: str, default: str = "output") -> str:
    """Return a name that is one harmless path segment on Linux, macOS and Windows.

    Parameters
    ----------
    name : str
        A file name as stated by a server, an output id, or a path of which the last part counts.
    default : str
        Used when nothing is left.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Controls, marks that turn the direction of text, surrogates, and what Windows refuses.
    kept = "".join(
        c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    clean = re.sub(r'[<>:"|?*%]', "_", kept).strip(" .")
    if not clean.strip("_"):
        clean = default
    if _RESERVED.fullmatch(clean):
        clean = f"_{clean}"
    return _shortened(clean)


def _shortened(name: str) -> str:
    """Cut a name to the bytes that every file system takes; the suffix stays."""
    suffix = PurePosixPath(name).suffix[:16]
    stem = name[: len(name) - len(suffix)] if suffix else name
    while len((stem + suffix).encode()) > _MOST:
        stem = stem[:-1]
    return stem + suffix


def distinct(name: str, taken: Collection[str]) -> str:
    """Return the name, or the name with a number, so that no two are equal where case does not count."""
    used = {t.casefold() for t in taken}
    path = PurePosixPath(name)
    candidate, number = name, 2
    while candidate.casefold() in used:
        candidate = f"{path.stem}-{number}{path.suffix}"
        number += 1
    return candidate


SUFFIXES = {
    "csv": ".csv", "tsv": ".tsv", "parquet": ".parquet", "feather": ".feather", "geojson": ".geojson",
    "geojsonseq": ".geojsonl", "geopackage": ".gpkg", "flatgeobuf": ".fgb", "gml": ".gml", "kml": ".kml",
    "wkt": ".wkt", "netcdf": ".nc", "zarr": ".zarr", "zarr-zip": ".zarr.zip", "geotiff": ".tif", "tiff": ".tif",
    "png": ".png", "jpeg": ".jpg", "gif": ".gif", "webp": ".webp", "bmp": ".bmp", "svg": ".svg", "yaml": ".yaml",
    "markdown": ".md", "html": ".html", "xml": ".xml", "pdf": ".pdf", "zip": ".zip", "tar": ".tar", "gzip": ".gz",
    "json": ".json", "jsonlines": ".jsonl", "records": ".json", "scalar": ".json", "bbox": ".json",
    "stac-item": ".json", "stac-items": ".json", "stac-collection": ".json", "string": ".txt", "text": ".txt",
    "excel": ".xlsx", "sqlite": ".sqlite", "unknown": ".bin",
}  # fmt: skip
"""Suffix by format, for outputs that come without a file name."""

_MEDIA_SUFFIXES = {
    "audio/wav": ".wav", "audio/wave": ".wav", "audio/x-wav": ".wav", "audio/vnd.wave": ".wav", "audio/mpeg": ".mp3",
    "audio/mp3": ".mp3", "audio/ogg": ".ogg", "audio/flac": ".flac", "audio/mp4": ".m4a", "audio/aac": ".aac",
    "audio/webm": ".weba", "video/mp4": ".mp4", "video/webm": ".webm", "video/ogg": ".ogv", "video/quicktime": ".mov",
}  # fmt: skip


def media_suffix(media_type: str | None) -> str:
    """Return the suffix of a sound or film: each of their kinds has one of its own."""
    return _MEDIA_SUFFIXES.get((media_type or "").split(";")[0].strip().lower(), "")
