"""Start the servers of the matrix, and run its clients, each in its own interpreter."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import peers
import rows

from procbook.server import LocalServer, ProcessRegistry, demo

CLIENTS = {"procbook": None, "cuiman": "eozilla", "owslib": "owslib"}


@contextmanager
def ours(folder: Path) -> Iterator[str]:
    """Our server with the demo processes, and more than a page of others."""
    registry = ProcessRegistry()
    registry.include(demo.registry)
    for number in range(rows.OUR_FILLERS):
        registry.process(id=f"filler-{number:04}")(filler)
    with LocalServer(registry) as server:
        yield server.url
        # Who asked for an answer at once and did not wait for it is not of interest.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)


def filler(number: int = 1) -> int:
    """Give back a number."""
    return number


def server(name: str, folder: Path) -> AbstractContextManager[str]:
    starts = {"pygeoapi": peers.pygeoapi, "wraptile": peers.wraptile, "ours": ours}
    return starts[name](folder)


def run(client: str, server: str, url: str) -> dict[str, str]:
    """What became of each row that the server can do, in words of :func:`rows.judge`."""
    peer = CLIENTS[client]
    python = sys.executable if peer is None else peers.python_of(peer)
    script = Path(__file__).with_name(f"with_{client}.py")
    done = subprocess.run(
        [python, script, server, url],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if peer is None and done.stderr:
        print(done.stderr, file=sys.stderr)
    said: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return said
