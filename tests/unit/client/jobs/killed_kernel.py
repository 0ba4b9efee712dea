"""A kernel that submits many jobs and is killed in the middle of it, and the one that comes after it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

SUBMIT = """
import sys
from procbook import Client
client = Client({url!r})
process = client.processes["echo_number"]
print("ready", flush=True)
process.sweep("many", x=list(range({count})))
print("submitted", flush=True)
"""
SERVE = """
from procbook.server import ProcessRegistry, serve
registry = ProcessRegistry()

@registry.process
def echo_number(x: int) -> int:
    return x

serve(registry, port={port}, store={store!r})
"""


def start_server(folder: Path, port: int) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server in a process of its own and return it with its address."""
    url = f"http://127.0.0.1:{port}"
    code = SERVE.format(port=port, store=f"sqlite:///{folder / 'jobs.db'}")
    server = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            httpx.get(url, timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return server, url
    raise AssertionError("The server did not start.")


def count_jobs(url: str) -> int:
    """Return how many jobs the server has."""
    return len(httpx.get(f"{url}/jobs?limit=10000", timeout=60).json()["jobs"])


def submit_and_kill(url: str, home: Path, count: int, kill_at: int) -> int:
    """Have a kernel submit jobs, kill it when the server has so many more, and return how many there are."""
    before = count_jobs(url)
    kernel = subprocess.Popen(
        [sys.executable, "-c", SUBMIT.format(url=url, count=count)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PROCBOOK_HOME": str(home)},
    )
    assert kernel.stdout is not None
    assert kernel.stdout.readline() == b"ready\n"
    while count_jobs(url) - before < kill_at and kernel.poll() is None:
        pass
    kernel.kill()
    kernel.wait()
    kernel.stdout.close()
    return count_jobs(url) - before
