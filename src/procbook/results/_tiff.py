"""The first directory of a TIFF file, which tells a raster with a place on Earth from a picture."""

from __future__ import annotations

_PLACED = frozenset({33550, 33922, 34264, 34735})
"""ModelPixelScale, ModelTiepoint, ModelTransformation and GeoKeyDirectory (OGC GeoTIFF 1.1, section 7.1)."""


def has_place(head: bytes) -> bool:
    """Tell whether a file says where it lies; one whose directory is further back is taken for one that does."""
    tags = _tags(head)
    return tags is None or not tags.isdisjoint(_PLACED)


def _tags(head: bytes) -> set[int] | None:
    """Return the tags of the first directory of a TIFF or BigTIFF, or None when they are not among these bytes."""
    order = "little" if head[:2] == b"II" else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(head[at : at + size], order)  # type: ignore[arg-type]

    is_big = number(2, 2) == 43
    start = number(8, 8) if is_big else number(4, 4)
    counter, entry = (8, 20) if is_big else (2, 12)
    if start < 8 or start + counter > len(head):
        return None if start > len(head) else set()
    first, count = start + counter, number(start, counter)
    if first + count * entry > len(head):
        return None
    return {number(first + i * entry, 2) for i in range(count)}
