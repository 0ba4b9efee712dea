"""A server of jobs behind an httpx transport: counts what it is asked, and does as the test says."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx

from procbook import Client


class FakeServer:
    """Jobs by id; ``down`` breaks the connection, ``listless`` has no list, ``wait`` is its wish to be left alone."""

    def __init__(self) -> None:
        self.jobs: dict[str, dict[str, Any]] = {}
        self.requests: list[tuple[float, str]] = []
        self.down = False
        self.listless = False
        self.gone_results = False
        self.log = b""
        self.ranges = True
        self.wait: str | None = None
        self.results: bytes = b"{}"
        self.results_type = "application/json"
        self.lock = threading.Lock()

    def add(self, name: str, status: str = "running", **fields: Any) -> None:
        created = dt.datetime(2026, 5, 1, tzinfo=dt.UTC) + dt.timedelta(
            seconds=len(self.jobs)
        )
        fields = {"processID": "p", "created": created.isoformat(), **fields}
        with self.lock:
            self.jobs[name] = {
                **self.jobs.get(name, {}),
                "jobID": name,
                "type": "process",
                "status": status,
                **fields,
            }

    def set(self, name: str, **fields: Any) -> None:
        with self.lock:
            self.jobs[name].update(fields)

    def client(self, url: str = "http://jobs.example/") -> Client:
        return Client(url, transport=httpx.MockTransport(self.handle))

    def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        with self.lock:
            self.requests.append((time.monotonic(), f"{request.method} {path}"))
            if self.down:
                raise httpx.ConnectError("refused", request=request)
            if path == "/jobs":
                return self._list()
            if path.endswith("/results") and self.gone_results:
                return httpx.Response(
                    410,
                    json={
                        "type": "results expired",
                        "title": "Results expired",
                        "status": 410,
                    },
                )
            if path.endswith("/results"):
                return httpx.Response(
                    200,
                    content=self.results,
                    headers={"Content-Type": self.results_type},
                )
            if path.endswith("/log"):
                return self._log(request)
            if path.startswith("/jobs/"):
                return self._job(request.method, path.split("/")[2])
            return httpx.Response(404, json={"title": "no"})

    def _list(self) -> httpx.Response:
        if self.listless:
            return httpx.Response(404, json={"title": "no list"})
        headers = {"Retry-After": self.wait} if self.wait else {}
        return httpx.Response(
            200, headers=headers, json={"jobs": list(self.jobs.values()), "links": []}
        )

    def _log(self, request: httpx.Request) -> httpx.Response:
        span = request.headers.get("range")
        if span is None or not self.ranges:
            return httpx.Response(200, content=self.log)
        first, _, last = span.removeprefix("bytes=").partition("-")
        start = int(first) if first else max(0, len(self.log) - int(last))
        if start >= len(self.log):
            return httpx.Response(416)
        told = f"bytes {start}-{len(self.log) - 1}/{len(self.log)}"
        return httpx.Response(
            206, content=self.log[start:], headers={"Content-Range": told}
        )

    def _job(self, method: str, name: str) -> httpx.Response:
        job = self.jobs.get(name)
        if job is None:
            return httpx.Response(
                404,
                json={
                    "type": "http://x/no-such-job",
                    "title": "NoSuchJob",
                    "status": 404,
                },
            )
        if method == "DELETE" and job["status"] in {"accepted", "running"}:
            job["status"] = "dismissed"
        elif method == "DELETE":
            del self.jobs[name]
        return httpx.Response(200, json=job)

    def count(self, start: str = "GET /jobs") -> int:
        return sum(asked.startswith(start) for _, asked in self.requests)


def wait_for(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.01)
    return value
