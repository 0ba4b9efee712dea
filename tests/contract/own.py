"""Talking to our server as its contract tests do, and a neighbour that it talks to."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

OGC = "http://www.opengis.net/def/"
EXCEPTION = OGC + "exceptions/ogcapi-processes-1/1.0/"
REL = OGC + "rel/ogc/1.0/"
ASYNC = {"Prefer": "respond-async"}
POINT = {"type": "Point", "coordinates": [7.0, 52.0]}
ECHO: dict[str, Any] = {
    "stringInput": "teststring",
    "doubleInput": 3.5,
    "dateInput": "2025-01-01T00:00:00Z",
    "arrayInput": [1, 2, 3],
    "measureInput": {"value": {"measurement": 10.3, "uom": "m"}},
    "complexObjectInput": {"value": {"property1": "value1", "nested": {"a": [1]}}},
    "geometryInput": {"value": POINT, "format": {"mediaType": "application/geo+json"}},
    "boundingBoxInput": {
        "bbox": [51.9, 7, 52, 7.1],
        "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    },
    "featureCollectionInput": {"value": {"type": "FeatureCollection", "features": []}},
    "imagesInput": [
        {
            "value": "iVBORw0KGgo=",
            "format": {"mediaType": "image/png", "encoding": "base64"},
        }
    ],
}


def execute(
    http: httpx.Client, process: str, body: dict[str, Any], **headers: str
) -> httpx.Response:
    return http.post(f"/processes/{process}/execution", json=body, headers=headers)


def start(http: httpx.Client, process: str, body: dict[str, Any]) -> str:
    answer = execute(http, process, body, **ASYNC)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def until(
    http: httpx.Client, url: str, *states: str, seconds: float = 20
) -> dict[str, Any]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        job = http.get(url).json()
        if job["status"] in states:
            return job
        time.sleep(0.02)
    pytest.fail(f"{url} is not {states} after {seconds} s but {job}")


def ended(http: httpx.Client, url: str) -> dict[str, Any]:
    return until(http, url, "successful", "failed", "dismissed")


def links(document: dict[str, Any]) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in document["links"]}


def wait_for(condition: Callable[[], Any], seconds: float = 30) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.02)
    return pytest.fail("it did not happen")


class Neighbour:
    """A small web server beside ours: hands out a document, and keeps what is posted."""

    def __init__(self) -> None:
        posted = self.posted = []
        failures = self.failures = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = {
                    "/point.json": json.dumps(POINT).encode(),
                    "/big": b"x" * 60_000_000,
                }.get(self.path, b"")
                if self.path == "/away":
                    self.send_response(302)
                    self.send_header("Location", "file:///etc/passwd")
                else:
                    self.send_response(200 if body else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(
                    OSError
                ):  # the server hangs up on what is too long
                    self.wfile.write(body)

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                posted.append((self.path, body))
                self.send_response(failures.pop() if failures else 202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
