"""Contract tests talk to servers and clients of others, see ``peers.py``, and to our server, see ``own.py``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from procbook.server import LocalServer

sys.path.insert(0, str(Path(__file__).parent))
from own import Neighbour


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    with LocalServer(allow_loopback=True, cors_origins=["*"]) as server:
        yield server


@pytest.fixture(scope="module")
def http(server: LocalServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    neighbour = Neighbour()
    yield neighbour
    neighbour.stop()
