"""Procbook's own thread, and those that wait for servers on its behalf."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from procbook.transport import background


async def blocking(function: object) -> object:
    return await asyncio.to_thread(function)  # type: ignore[arg-type]


def test_what_blocks_has_a_thread_of_its_own() -> None:
    together = threading.Barrier(50, timeout=60)
    waits = [background.start(blocking(together.wait)) for _ in range(50)]
    assert {wait.result(60) for wait in waits} == set(range(50))


def test_what_goes_wrong_there_is_told_here() -> None:
    def fail() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        background.start(blocking(fail)).result(60)


def test_the_end_does_not_wait_for_a_server_that_says_nothing() -> None:
    program = """
import asyncio, threading
from procbook.transport import background
began = threading.Event()
def stall():
    began.set()
    threading.Event().wait()
async def ask():
    await asyncio.to_thread(stall)
background.start(ask())
began.wait()
"""
    assert (
        subprocess.run(
            [sys.executable, "-c", program], check=True, timeout=120
        ).returncode
        == 0
    )
