"""The live table of jobs, drawn for terminals of different widths."""

import io

import pytest
from rich.console import Console

from procbook import JobInfo
from procbook.cli._live_table import SIGNS, _table
from procbook.jobs import Life, State

ID = "b0e1f8a2-7c1d-4a1b-9f5e-0123456789ab"
MESSAGE = "Computing tile 3 of 12"


@pytest.mark.parametrize(("width", "message"), [(60, False), (80, True), (120, True)])
def test_a_job_is_readable_at_any_width(width: int, message: bool) -> None:
    job = JobInfo(
        jobID=ID,
        processID="simulate_scene",
        status="running",
        progress=42,
        message=MESSAGE,
    )
    console = Console(width=width, height=24, file=io.StringIO())
    console.print(
        _table("server", [Life(State.running, job)], None, console.size, SIGNS)
    )
    output = console.file.getvalue()
    assert all(text in output for text in (ID, "simulate_scene", "● running"))
    assert (MESSAGE in " ".join(output.split())) == message
    assert len(output.splitlines()) < 12
