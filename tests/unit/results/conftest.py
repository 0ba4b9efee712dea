"""A file server with bad habits, and outputs of a real client that lie on it."""

from __future__ import annotations

import hashlib
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from procbook import Client
from procbook.client import Output
from procbook.protocol import Part


class Files:
    """What the server serves, how it misbehaves, and what it was asked.

    Attributes
    ----------
    content : dict
        Bytes by path.
    cuts : dict
        By path, after how many bytes each of the next answers is cut.
    no_ranges, changing : set
        Paths that ignore ``Range``; paths whose content has another ETag each time.
    asked : list
        Method, path and headers of all requests.
    """

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self.cuts: dict[str, list[int]] = {}
        self.no_ranges: set[str] = set()
        self.changing: set[str] = set()
        self.redirects: dict[str, str] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.url = ""

    def etag(self, path: str) -> str:
        salt = str(len(self.asked)).encode() if path in self.changing else b""
        return f'"{hashlib.md5(self.content[path][:1000] + salt).hexdigest()}"'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    files: Files

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        files, path = self.files, self.path.split("?")[0]
        files.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        if path in files.redirects:
            self.send_response(302)
            self.send_header("Location", files.redirects[path])
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif path not in files.content:
            self.send_response(404)
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"gone")
        else:
            self.send_file(path)

    def send_file(self, path: str) -> None:
        files, data = self.files, self.files.content[path]
        tag = files.etag(path)
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        valid = self.headers.get("If-Range") in (None, tag)
        start, end = 0, len(data)
        if wanted and valid and path not in files.no_ranges:
            start, end = (
                int(wanted[1]),
                min(len(data), int(wanted[2]) + 1 if wanted[2] else len(data)),
            )
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(data)}")
        else:
            self.send_response(200)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(end - start))
        for name, value in files.headers.get(path, {}).items():
            self.send_header(name, value)
        self.end_headers()
        cuts = files.cuts.get(path)
        body = memoryview(data)[start:end]
        if cuts:
            self.wfile.write(body[: cuts.pop(0)])
            self.close_connection = True
        else:
            self.wfile.write(body)


@pytest.fixture
def serve() -> Iterator[Callable[[], Files]]:
    """Start file servers on loopback."""
    started = []

    def start() -> Files:
        files = Files()
        handler = type("Bound", (Handler,), {"files": files})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        files.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(
            target=server.serve_forever, args=(0.02,), daemon=True
        )
        thread.start()
        started.append((server, thread))
        return files

    yield start
    for server, thread in started:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def files(serve: Callable[[], Files]) -> Files:
    return serve()


@pytest.fixture
def client(files: Files) -> Iterator[Client]:
    with Client(
        files.url, retries=0, auth={"auth_type": "token", "token": "hush-hush"}
    ) as made:
        yield made


@pytest.fixture
def linked(files: Files, client: Client) -> Callable[..., Output]:
    """Make an output that lies on the server."""

    def make(path: str, content: bytes | None = None, **about: Any) -> Output:
        if content is not None:
            files.content[path] = content
        about.setdefault("href", files.url + path)
        return Output(client, Part(about.pop("id", "out"), **about))

    return make


@pytest.fixture(scope="session")
def geotiff() -> bytes:
    """A raster of two bands with a place on Earth."""
    import numpy as np
    from affine import Affine
    from rasterio.io import MemoryFile

    profile = {
        "driver": "GTiff",
        "width": 60,
        "height": 40,
        "count": 2,
        "dtype": "float32",
        "crs": "EPSG:4326",
        "nodata": -1,
    }
    with MemoryFile() as memory:
        with memory.open(transform=Affine(0.1, 0, 5, 0, -0.1, 50), **profile) as file:
            file.write(np.arange(4800, dtype="float32").reshape(2, 40, 60))
        return bytes(memory.read())
