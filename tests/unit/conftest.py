"""A server of processes without a network, and one that hands out tokens."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parent / "auth"))


class Fake(httpx.MockTransport):
    """A server in memory: answers by "METHOD path"; requests in ``came``."""

    def __init__(self) -> None:
        self.came: list[httpx.Request] = []
        self.answers: dict[str, Any] = {
            "GET /": {"title": "Fake", "links": []},
            "GET /ogc": {"title": "Fake", "links": []},
            "GET /conformance": {
                "conformsTo": [
                    "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core"
                ]
            },
        }
        super().__init__(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.came.append(request)
        found = self.answers.get(
            f"{request.method} {request.url.raw_path.decode().partition('?')[0]}"
        )
        while callable(found):
            found = found(request)
        if found is None:
            return httpx.Response(
                404, json={"type": "about:blank", "title": "Not Found", "status": 404}
            )
        return (
            found
            if isinstance(found, httpx.Response)
            else httpx.Response(200, json=found)
        )

    def in_turn(self, *answers: Any) -> Callable[[httpx.Request], Any]:
        """Give these answers one after another, the last one for ever."""
        left = list(answers)
        return lambda _request: left.pop(0) if len(left) > 1 else left[0]

    def paths(self) -> list[str]:
        return [
            f"{request.method} {request.url.raw_path.decode()}" for request in self.came
        ]

    def body(self) -> Any:
        return json.loads(self.came[-1].content)


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def identity() -> Iterator[Any]:
    from identity import Identity

    made = Identity()
    yield made
    made.stop()
