"""The states of a job's life are the standard's and two of our own; an enum with members cannot be extended."""

from __future__ import annotations

from procbook import JobStatus
from procbook.jobs import State


def test_every_status_is_a_state() -> None:
    assert {state.value for state in State} - {
        status.value for status in JobStatus
    } == {
        "gone",
        "expired",
    }
    assert {status.value for status in JobStatus} <= {state.value for state in State}
