"""The command line in a real terminal: it asks, it hides what is secret, and its live table follows the jobs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field
from terminal import terminal

from procbook import Client
from procbook.server import LocalServer, ProcessRegistry, demo

PROCBOOK = str(Path(sys.executable).with_name("procbook"))
registry = ProcessRegistry()
registry.include(demo.registry)


@registry.process(
    inputs={"count": Field(title="How many", description="A number of **things**.")},
    outputs={"said": Field(title="Said")},
)
def greet(
    count: Annotated[int, Field(ge=1, le=5)],
    password: Annotated[str, Field(json_schema_extra={"format": "password"})],
    style: Literal["plain", "loud"] = "plain",
    note: str = "",
) -> str:
    """Say something."""
    return f"{count} {style} {note!r} {len(password)}"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with LocalServer(registry) as running:
        yield running.url


def test_prompt_asks_from_the_plan(server: str) -> None:
    words = ("execute-process", "greet", "--prompt", "--wait", "-f", "json")
    with terminal(PROCBOOK, "--api-url", server, *words) as shown:
        told = shown.expect(r"How many \(integer\)")
        assert "A number of" in told
        shown.enter("seven")
        shown.expect("How many")
        shown.enter("7")
        assert "5" in shown.expect("How many"), "the limit is told"
        shown.enter("3")
        shown.expect(r"\(password\): ")
        shown.enter("s3cr3t-pw")
        shown.expect(r"(?i)style \(plain, loud\).*optional")
        shown.enter("shouting")
        shown.expect("(?i)style")
        shown.enter("loud")
        shown.expect("(?i)note.*optional")
        shown.enter()
        assert shown.end() == 0
        assert "3 loud '' 9" in shown.seen
        assert "s3cr3t" not in shown.seen, "it is not echoed"


def test_prompt_asks_only_for_what_is_missing_and_can_be_left(server: str) -> None:
    words = (
        "execute-process",
        "greet",
        "--prompt",
        "-i",
        "count=2",
        "-i",
        "style=loud",
        "-i",
        "note=x",
    )
    with terminal(PROCBOOK, "--api-url", server, *words) as shown:
        shown.expect(r"\(password\): ")
        assert "How many" not in shown.seen
        shown.interrupt()
        assert shown.end() != 0
        assert "Traceback" not in shown.seen


def test_watch_jobs_follows_a_job_and_ends_with_ctrl_c(server: str) -> None:
    with (
        Client(server, ledger=False) as client,
        terminal(PROCBOOK, "--api-url", server, "watch-jobs") as shown,
    ):
        shown.expect(r"\d jobs?")
        endless = client.processes["sleep_a_while"](duration=300)
        job = client.processes["sleep_a_while"](duration=2)
        shown.expect(job.id[:12], seconds=60)
        shown.expect("running")
        shown.expect("successful")
        shown.interrupt()
        assert shown.end() == 0
        assert "Traceback" not in shown.seen
        assert endless.id[:12] in shown.seen
        assert endless.refresh().status == "running", "watching ends, the job does not"
        endless.cancel()
