"""Count the modules that a click on Run passes, and the moves between them.

Usage: ``python tools/trace_paths.py`` with procbook installed. A move is a call from a function in
one module to a function in another module of procbook. Imports are done before; the server answers
from memory.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

import httpx

from procbook import Client

DESCRIPTION = {
    "id": "primes",
    "version": "1",
    "jobControlOptions": ["async-execute"],
    "inputs": {
        "min_val": {"schema": {"type": "integer"}},
        "max_val": {"schema": {"type": "integer"}},
    },
    "outputs": {"return_value": {"schema": {"type": "array"}}},
}
JOB = {"jobID": "j1", "type": "process", "processID": "primes", "status": "accepted"}


def answer(request: httpx.Request) -> httpx.Response:
    """Answer as a small server does."""
    if request.method == "POST":
        return httpx.Response(
            201, json=JOB, headers={"Location": "https://example.org/jobs/j1"}
        )
    if request.url.path.endswith("/conformance"):
        return httpx.Response(200, json={"conformsTo": []})
    return httpx.Response(
        200, json=DESCRIPTION if "/processes/" in request.url.path else JOB
    )


class Trace:
    """Calls between the modules of procbook while something runs."""

    def __init__(self) -> None:
        self.calls = 0
        self.modules: set[str] = set()
        self.moves: Counter[tuple[str, str]] = Counter()

    def run(self, act: Callable[[], Any]) -> None:
        """Run something and count."""
        sys.setprofile(self._count)
        try:
            act()
        finally:
            sys.setprofile(None)

    def _count(self, frame: FrameType, event: str, _argument: object) -> None:
        here = _module(frame)
        if event != "call" or here is None:
            return
        self.calls += 1
        self.modules.add(here)
        caller = frame.f_back
        while caller is not None and _module(caller) is None:
            caller = caller.f_back
        there = _module(caller) if caller is not None else None
        if there is not None and there != here:
            self.moves[there, here] += 1


def _module(frame: FrameType) -> str | None:
    name = frame.f_globals.get("__name__", "")
    return name if name.startswith("procbook.") else None


def main() -> None:
    """Print the figures for a click on Run and for a call of the process."""
    client = Client("https://example.org/", transport=httpx.MockTransport(answer))
    process = client.processes["primes"]
    form = process.form(min_val=1, max_val=10)
    text = json.dumps({"min_val": 1, "max_val": 10})
    paths = {
        # As a message of the page does.
        "click on Run": lambda: form._do_run(text=text),  # noqa: SLF001
        "p(min_val=…)": lambda: process(min_val=1, max_val=10),
    }
    for name, act in paths.items():
        act()  # what is imported or kept at the first time is not counted
        trace = Trace()
        trace.run(act)
        moves = sum(trace.moves.values())
        print(
            f"{name:14} {trace.calls} calls, {len(trace.modules)} modules, {moves} "
            "moves between modules"
        )
        if "-v" in sys.argv:
            for (caller, called), count in sorted(trace.moves.items()):
                print(f"    {caller} -> {called} {count}")


if __name__ == "__main__":
    main()
