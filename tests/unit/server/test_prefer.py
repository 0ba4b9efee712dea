"""The Prefer header, and the table that says how a process is run because of it."""

from __future__ import annotations

import pytest

from procbook.models import JobControlOptions
from procbook.server.http._prefer import LONGEST_WAIT, Preferences, plan, read

SYNC, ASYNC = JobControlOptions.sync_execute, JobControlOptions.async_execute


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], (False, None)),
        (["respond-async"], (True, None)),
        (["RESPOND-ASYNC"], (True, None)),
        (["wait=10"], (False, 10)),
        (["respond-async, wait=10"], (True, 10)),
        (
            ["respond-async;wait=10"],
            (True, None),
        ),  # a parameter of the preference, not a preference
        (["wait=10", "respond-async"], (True, 10)),
        (['foo="a, respond-async"'], (False, None)),
        (['foo="a, b"; some="x, y", respond-async'], (True, None)),
        (["wait = 5"], (False, 5)),
        (['wait="5"'], (False, 5)),
        (["wait=5, wait=9"], (False, 5)),
        (["wait=soon"], (False, None)),
        (["wait"], (False, None)),
        (["respond-async=true"], (True, None)),
        ([",,"], (False, None)),
        (['"'], (False, None)),
        (["x" * 100_000], (False, None)),
    ],
)
def test_reading(headers: list[str], expected: tuple[bool, float | None]) -> None:
    assert read(headers) == Preferences(*expected)


@pytest.mark.parametrize(
    ("preferences", "options", "patience", "applied_when_finished", "applied_when_not"),
    [
        (Preferences(), [SYNC, ASYNC], LONGEST_WAIT, None, None),
        (Preferences(True), [SYNC, ASYNC], 0, None, "respond-async"),
        (Preferences(True, 5), [SYNC, ASYNC], 5, "wait=5", "respond-async, wait=5"),
        (Preferences(False, 5), [SYNC, ASYNC], 5, "wait=5", "wait=5"),
        (Preferences(), [ASYNC], 0, None, None),
        (Preferences(True, 5), [ASYNC], 0, None, "respond-async"),
        (Preferences(True), [SYNC], float("inf"), None, None),
        (Preferences(), [], LONGEST_WAIT, None, None),
    ],
)
def test_plan(
    preferences, options, patience, applied_when_finished, applied_when_not
) -> None:
    decision = plan(preferences, options)
    assert decision.patience == patience or not options
    assert decision.preference_applied(finished=True) == applied_when_finished
    if patience != float("inf"):
        assert decision.preference_applied(finished=False) == applied_when_not
