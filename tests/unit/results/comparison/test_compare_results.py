"""Outputs of several jobs side by side."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from procbook.results import OutputComparison, compare_results


def compared(*values: Any) -> OutputComparison:
    [found] = compare_results([{"out": value} for value in values])
    return found


def picture(*, red: int) -> bytes:
    image_module = pytest.importorskip("PIL.Image")
    file = io.BytesIO()
    image_module.new("RGB", (40, 20), (red, 10, 10)).save(file, "PNG")
    return file.getvalue()


def raster(*, offset: float, side: int = 8) -> bytes:
    rasterio = pytest.importorskip("rasterio")
    from rasterio.io import MemoryFile
    from rasterio.transform import Affine

    data = np.arange(side * side, dtype="float32").reshape(side, side) + offset
    with MemoryFile() as file:
        with file.open(
            driver="GTiff", width=side, height=side, count=1, dtype="float32",
            crs="EPSG:4326", transform=Affine(0.1, 0, 0, 0, -0.1, 1),
        ) as dataset:  # fmt: skip
            dataset.write(data, 1)
        assert rasterio
        return bytes(file.read())


def test_numbers_have_difference_and_ratio() -> None:
    found = compared(2, 3.0, 1)
    assert (found.kind, found.differs) == ("number", True)
    assert found.differences == [0, 1.0, -1]
    assert found.ratios == [1, 1.5, 0.5]
    assert not compared(2, 2).differs
    assert compared(0, 1).ratios == [None, None]
    assert compared({"value": 1, "uom": "m"}, 2).differences == [0, 1]


def test_an_output_that_a_job_has_not() -> None:
    [found] = compare_results([{"out": 1}, {}, None])
    assert found.differs and found.values == [1, None, None]


def test_documents_differ_in_places() -> None:
    found = compared(
        {"a": 1, "b": [1, {"c/d": 2}]}, {"a": 1, "b": [1, {"c/d": 3}], "e": []}
    )
    assert (found.kind, found.differs) == ("json", True)
    assert [(c.path, c.values) for c in found.changes] == [
        ("/b/1/c~1d", [2, 3]),
        ("/e", [None, []]),
    ]
    assert not compared({"a": float("nan")}, {"a": float("nan")}).differs
    assert compared({"a": True}, {"a": 1}).differs


def test_texts_differ_in_lines() -> None:
    found = compared("one\ntwo\nthree", "one\n2\nthree")
    assert found.kind == "text" and "-two" in found.lines and "+2" in found.lines
    assert not compared("same text", "same text").differs


def test_tables_differ_in_columns() -> None:
    pytest.importorskip("pandas")
    first = "name,n,x\na,1,5\nb,2,5\n"
    second = "name,n,x\na,1,5\nc,4,5\n"
    found = compared(first.encode(), second.encode())
    assert (found.kind, found.values) == ("table", ["2 × 3", "2 × 3"])
    changes = {change.path: change.values for change in found.changes}
    assert changes["n: mean"] == [1.5, 2.5] and "x: mean" not in changes
    assert changes["name: cells that differ"] == [0, 1]


def test_pictures_have_a_picture_of_the_difference() -> None:
    same = compared(picture(red=10), picture(red=10))
    assert (same.kind, same.differs, same.values) == ("picture", False, ["40 × 20"] * 2)
    found = compared(picture(red=10), picture(red=200))
    assert found.differs
    assert found.difference is not None and found.difference.startswith(b"\x89PNG")
    assert all(one and one.startswith(b"\x89PNG") for one in found.pictures)


def test_rasters_differ_in_figures() -> None:
    found = compared(raster(offset=0), raster(offset=2))
    assert (found.kind, found.differs) == ("raster", True)
    changes = {change.path: change.values for change in found.changes}
    assert changes["min"] == [0, 2] and changes["max"] == [63, 65]
    assert found.difference is not None
    other = compared(raster(offset=0), raster(offset=0, side=4))
    assert other.differs and other.difference is None


def test_features_are_counted() -> None:
    point = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [1, 2]},
        "properties": {},
    }
    found = compared(
        {"type": "FeatureCollection", "features": [point]},
        {"type": "FeatureCollection", "features": [point, point]},
    )
    assert (found.kind, found.values) == ("features", [1, 2])
    assert found.changes[0].values == [1, 2]


def test_unknown_bytes_are_compared_as_bytes() -> None:
    found = compared(b"\x00\x01\x02", b"\x00\x01\x03")
    assert (found.kind, found.differs) == ("other", True)


def test_what_cannot_be_read_says_why() -> None:
    found = compared(b"\x89PNG\r\n\x1a\nbroken", b"\x89PNG\r\n\x1a\nbroken too")
    assert found.kind == "other" and found.note and "cannot be read" in found.note
