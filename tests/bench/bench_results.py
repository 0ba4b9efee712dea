"""Large results: how long a first look takes, what goes to the page, and that a large download needs no memory.

Run by ``make bench``; each figure is printed and held against its goal.
"""

from __future__ import annotations

import gc
import hashlib
import http.server
import json
import re
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from procbook.results import View, view

MB = 1_000_000


def sent(shown: View) -> int:
    """Return the bytes that a first look sends to the page."""
    return len(
        json.dumps({"kind": shown.kind, "title": shown.title, "data": shown.data})
    ) + len(shown.blob.data if shown.blob else b"")


def first_look(make: Callable[[], View]) -> tuple[View, float]:
    """Return the view and the shortest of some times: others may use the machine too."""
    times = []
    for _ in range(4):
        gc.collect()
        start = time.perf_counter()
        shown = make()
        times.append(time.perf_counter() - start)
    return shown, min(times)


def told(what: str, seconds: float, goal: float, shown: View | None = None) -> None:
    size = f", {sent(shown) / 1000:,.0f} kB to the page" if shown else ""
    print(f"\n{what}: {seconds:.2f} s (goal {goal:g} s){size}")
    assert seconds <= goal
    assert shown is None or sent(shown) <= MB


def test_json_of_10_mb(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    rows = {
        f"group {i}": [
            {
                "id": i * 100 + j,
                "name": f"station {j}",
                "at": [j / 7, i / 9],
                "ok": True,
            }
            for j in range(100)
        ]
        for i in range(1400)
    }
    path.write_text(json.dumps(rows))
    assert path.stat().st_size > 10 * MB
    shown, seconds = first_look(lambda: view(path))
    assert (shown.kind, shown.data["total"]) == ("tree", 1400)
    told("JSON of 10 MB, first level", seconds, 0.3, shown)
    start = time.perf_counter()
    assert shown.model is not None
    found = shown.model.ask("search", {"text": "station 99"})
    told("search in 10 MB of JSON", time.perf_counter() - start, 0.5)
    assert found["found"]


def test_csv_of_a_million_rows(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    lines = (
        f"{i},station {i % 977},{i / 7:.4f},{i % 13},2026-01-{i % 28 + 1:02d}T00:00:00Z\n"
        for i in range(1_000_000)
    )
    with path.open("w") as file:
        file.write("id,name,value,class,time\n")
        file.writelines(lines)
    shown, seconds = first_look(lambda: view(path))
    assert shown.kind == "table"
    told("CSV of 1,000,000 rows, first page", seconds, 1.0, shown)
    inline, seconds = first_look(lambda: view(path.read_bytes(), media_type="text/csv"))
    assert inline.data["total"] == 1_000_000
    told("the same inline, with its number of rows", seconds, 1.0, inline)
    start = time.perf_counter()
    assert inline.model is not None
    page = inline.model.ask("page", {"offset": 0, "sort": 2, "descending": True})
    told("sorted by a column", time.perf_counter() - start, 3.0)
    assert page["rows"][0][0] == 999_999


@pytest.mark.parametrize("tiled", [True, False])
def test_raster_of_10_000_squared(tmp_path: Path, tiled: bool) -> None:
    import numpy as np
    import rasterio
    from affine import Affine

    path = tmp_path / "large.tif"
    y, x = np.mgrid[0:1000, 0:10_000]
    profile: dict[str, Any] = {
        "driver": "GTiff",
        "width": 10_000,
        "height": 10_000,
        "count": 1,
        "dtype": "uint16",
    }
    profile |= {
        "compress": "deflate",
        "crs": "EPSG:32632",
        "transform": Affine(10, 0, 400_000, 0, -10, 5_500_000),
    }
    profile |= {"tiled": True, "blockxsize": 512, "blockysize": 512} if tiled else {}
    noise = np.random.default_rng(1)
    with rasterio.open(path, "w", **profile) as file:
        for top in range(0, 10_000, 1000):
            rows = (
                np.sin(x / 700) * np.cos((y + top) / 500) * 2000
                + 3000
                + noise.normal(0, 30, x.shape)
            ).astype("uint16")
            file.write(rows, 1, window=((top, top + 1000), (0, 10_000)))
    shown, seconds = first_look(lambda: view(path))
    assert shown.kind == "raster"
    told(
        f"raster of 10,000 x 10,000 ({'tiles' if tiled else 'strips'}, no overviews), quick-look",
        seconds,
        2.0,
        shown,
    )


def test_geojson_of_50_mb(tmp_path: Path) -> None:
    path = tmp_path / "large.geojson"
    import math

    def ring(x: float, y: float) -> list[list[float]]:
        points = [
            [x + math.cos(k / 8) * 0.3, y + math.sin(k / 8) * 0.2] for k in range(50)
        ]
        return [*points, points[0]]

    features = [
        {
            "type": "Feature",
            "id": i,
            "properties": {"name": f"field {i}", "area": i / 3},
            "geometry": {
                "type": "Polygon",
                "coordinates": [ring(i % 340 - 170, (i * 7) % 160 - 80)],
            },
        }
        for i in range(26_000)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    print(f"\n{path.stat().st_size / MB:.0f} MB")
    assert path.stat().st_size > 50 * MB
    shown, seconds = first_look(lambda: view(path))
    assert (shown.kind, shown.data["count"]) == ("map", 26_000)
    told("GeoJSON of 50 MB, outline", seconds, 3.0, shown)


class Cutting(http.server.BaseHTTPRequestHandler):
    """Serves 1 GB made up as it goes, and hangs up twice."""

    protocol_version = "HTTP/1.1"
    size = 1000 * MB
    block = bytes(range(256)) * 4096
    cuts: list[int]

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        start = int(wanted[1]) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(self.size - start))
        if wanted:
            self.send_header(
                "Content-Range", f"bytes {start}-{self.size - 1}/{self.size}"
            )
        self.end_headers()
        end = self.cuts.pop(0) if self.cuts else self.size
        while start < end:
            offset = start % len(self.block)
            piece = self.block[offset : offset + end - start]
            self.wfile.write(piece)
            start += len(piece)
        self.close_connection = end < self.size


@pytest.fixture
def cutting() -> Iterator[str]:
    handler = type("Bound", (Cutting,), {"cuts": [300 * MB, 700 * MB]})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_download_of_1_gb_with_two_cuts(cutting: str, tmp_path: Path) -> None:
    from procbook import Client
    from procbook.client import Output
    from procbook.protocol import Part

    expected = hashlib.sha256()
    whole, rest = divmod(Cutting.size, len(Cutting.block))
    for _ in range(whole):
        expected.update(Cutting.block)
    expected.update(Cutting.block[:rest])
    with Client(cutting) as client:
        output = Output(
            client,
            Part(
                "large",
                href=f"{cutting}/large.bin",
                checksum=f"sha256:{expected.hexdigest()}",
            ),
        )
        tracemalloc.start()
        start = time.perf_counter()
        saved = output.save(tmp_path / "large.bin")
        seconds = time.perf_counter() - start
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert saved.stat().st_size == Cutting.size
    print(
        f"\n1 GB in three pieces: {seconds:.1f} s, {peak / MB:.1f} MB of memory at most"
    )
    assert peak < 30 * MB


if __name__ == "__main__":
    raise SystemExit(pytest.main([__file__, "-q", "-s", "-p", "no:cacheprovider"]))
