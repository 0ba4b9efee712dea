"""The life of a job, as a table of transitions."""

from __future__ import annotations

import datetime as dt

import pytest

from procbook.jobs import life
from procbook.jobs.life import Life, State
from procbook.models import JobInfo

T0 = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def info(
    status: str = "running",
    *,
    created: int | None = 0,
    updated: int | None = None,
    **fields: object,
) -> JobInfo:
    times = {
        "created": None if created is None else T0 + dt.timedelta(seconds=created),
        "updated": None if updated is None else T0 + dt.timedelta(seconds=updated),
    }
    return JobInfo(jobID="1", processID="p", status=status, **times, **fields)  # type: ignore[arg-type]


ACTIVE = ["created", "accepted", "running", "paused", "unknown"]
ENDED = ["successful", "failed", "dismissed"]
TABLE = [
    *[(a, b, b, 1) for a in ACTIVE for b in ACTIVE + ENDED],
    # An answer from a cache does not wake the dead.
    *[(a, b, a, 1) for a in ENDED for b in ACTIVE],
    *[(a, b, b, 1) for a in ENDED for b in ENDED],
]


@pytest.mark.parametrize(("before", "word", "after", "number"), TABLE)
def test_a_document_about_the_same_job(
    before: str, word: str, after: str, number: int
) -> None:
    result = life.seen(life.seen(None, info(before)), info(word))
    assert (result.state, result.number) == (after, number)


@pytest.mark.parametrize("before", ACTIVE + ENDED)
@pytest.mark.parametrize("word", ACTIVE + ENDED)
def test_an_id_given_to_another_job_starts_a_new_life(before: str, word: str) -> None:
    result = life.seen(life.seen(None, info(before)), info(word, created=60))
    assert (result.state, result.number) == (word, 2)


def test_another_process_under_the_same_id_is_another_job() -> None:
    other = info("running").model_copy(update={"processID": "q"})
    assert life.seen(life.seen(None, info("running")), other).number == 2


def test_an_id_reused_by_a_server_that_tells_no_times() -> None:
    ended = life.seen(None, info("successful", created=None))
    assert life.seen(ended, info("accepted", created=None)).number == 2
    assert life.seen(life.missing(ended), info("accepted", created=None)).number == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *[(s, "gone") for s in ACTIVE],
        ("successful", "gone"),
        ("failed", "gone"),
        ("dismissed", "dismissed"),
    ],
)
def test_a_job_that_the_server_lost(before: str, after: str) -> None:
    lost = life.missing(life.seen(None, info(before)))
    assert lost.state == after
    assert lost.before == (before if after == "gone" else None)
    assert life.missing(lost) == lost


@pytest.mark.parametrize("word", ACTIVE + ENDED)
def test_a_lost_job_that_comes_back(word: str) -> None:
    result = life.seen(life.missing(life.seen(None, info("running"))), info(word))
    assert (result.state, result.before, result.number) == (word, None, 1)


@pytest.mark.parametrize("before", ACTIVE + ENDED)
def test_only_results_that_were_there_expire(before: str) -> None:
    result = life.expired(life.seen(None, info(before)))
    assert result.state == ("expired" if before == "successful" else before)


def test_expired_results_stay_expired_whatever_the_list_says() -> None:
    result = life.seen(
        life.expired(life.seen(None, info("successful"))), info("successful")
    )
    assert result.state is State.expired
    assert life.missing(result).before is State.successful


def test_a_late_answer_changes_nothing() -> None:
    now = life.seen(None, info("running", updated=10, progress=50))
    assert life.seen(now, info("running", updated=5, progress=20)) == now


def test_a_short_document_does_not_forget_what_was_known() -> None:
    now = life.seen(None, info("running"))
    short = life.seen(now, JobInfo(jobID="1", status="dismissed"))  # type: ignore[arg-type]
    assert (short.state, short.info.processID, short.info.created) == (
        "dismissed",
        "p",
        T0,
    )


def test_active_and_final_part_the_states() -> None:
    assert {s for s in State if s.is_active} == set(ACTIVE)
    assert {s for s in State if s.is_final} == {*ENDED, "gone", "expired"}
    assert Life(State.running, info()).number == 1
