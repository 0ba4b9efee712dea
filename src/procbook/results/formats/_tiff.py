"""The first directory of a TIFF file, which distinguishes a georeferenced raster from a picture."""

from __future__ import annotations

from typing import Literal

_GEOREFERENCE_TAGS = frozenset({33550, 33922, 34264, 34735})
"""ModelPixelScale, ModelTiepoint, ModelTransformation and GeoKeyDirectory (OGC GeoTIFF 1.1, section
7.1)."""


def is_georeferenced(head: bytes) -> bool:
    """Return whether a TIFF says where it lies on Earth.

    A file whose first directory is not among these bytes is taken for one that does.
    """
    tags = _read_tags(head)
    return tags is None or not tags.isdisjoint(_GEOREFERENCE_TAGS)


def _read_tags(head: bytes) -> set[int] | None:
    """Return the tags of the first directory of a TIFF; None if they are not in these bytes."""
    byte_order: Literal["little", "big"] = "little" if head[:2] == b"II" else "big"

    def number(position: int, size: int) -> int:
        return int.from_bytes(head[position : position + size], byte_order)

    if number(2, 2) == 43:  # BigTIFF
        start = number(8, 8)
        counter_size, entry_size = 8, 20
    else:
        start = number(4, 4)
        counter_size, entry_size = 2, 12
    if start > len(head):
        return None
    first_entry = start + counter_size
    if start < 8 or first_entry > len(head):
        return set()
    count = number(start, counter_size)
    if first_entry + count * entry_size > len(head):
        return None
    return {number(first_entry + i * entry_size, 2) for i in range(count)}
