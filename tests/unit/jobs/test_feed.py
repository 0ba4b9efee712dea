"""What is asked of a server, and what its answers mean; without a server."""

from __future__ import annotations

import datetime as dt

import pytest

from procbook.jobs.monitor._job_state import LAST, LONG, Feed, Wanted
from procbook.jobs.monitor._poll import Answered, Listing, Singles
from procbook.models import JobInfo

T0 = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
TABLE = Wanted(everything=True)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def job(name: str, status: str = "running", **fields: object) -> JobInfo:
    return JobInfo(jobID=name, processID="p", status=status, created=T0, **fields)  # type: ignore[arg-type]


def finished(n: int) -> list[JobInfo]:
    return [job(f"done{i}", "successful") for i in range(n)]


class Server:
    """Answers a feed, and counts."""

    def __init__(self, *jobs: JobInfo, filters: bool = False) -> None:
        self.jobs = {j.jobID: j for j in jobs}
        self.filters = filters
        self.clock = Clock()
        self.feed = Feed(clock=self.clock)
        self.asked: list[Listing | Singles] = []

    def set(self, *jobs: JobInfo) -> None:
        self.jobs.update({j.jobID: j for j in jobs})

    def poll(self, wanted: Wanted = TABLE) -> Listing | Singles | None:
        question = self.feed.next(wanted)
        if question is None:
            return None
        self.asked.append(question)
        self.feed.answered(question, self.answer(question))
        self.clock.now += 1
        return question

    def answer(self, question: Listing | Singles) -> Answered:
        if isinstance(question, Singles):
            known = [self.jobs[i] for i in question.ids if i in self.jobs]
            return Answered(known, tuple(i for i in question.ids if i not in self.jobs))
        keep = self.filters and question.status
        return Answered(
            [j for j in self.jobs.values() if not keep or j.status in question.status]
        )

    def states(self) -> dict[str, str]:
        return {
            i: e.life.state.value
            for i, e in self.feed.entries.items()
            if not i.startswith("done")
        }


def test_nothing_is_asked_when_nobody_looks() -> None:
    assert Feed().next(Wanted()) is None


def test_nothing_is_asked_when_all_jobs_have_ended() -> None:
    server = Server(*finished(10_000))
    assert server.poll() == Listing()
    assert server.poll() is None


@pytest.mark.parametrize("filters", [True, False])
def test_one_running_job_among_many_costs_its_own_document(filters: bool) -> None:
    server = Server(*finished(LONG + 1), job("x"), filters=filters)
    server.poll()
    assert [server.poll() for _ in range(5)] == [Singles(("x",))] * 5
    server.set(job("x", "successful"))
    server.poll()
    assert server.states() == {"x": "successful"}
    assert server.poll() is None


def test_a_long_list_is_asked_for_now_and_then() -> None:
    server = Server(*finished(LONG + 1), job("x"))
    asked = [server.poll() for _ in range(40)]
    assert sum(isinstance(a, Listing) for a in asked) == 2


def test_a_short_list_is_asked_for_each_time_so_that_new_jobs_show() -> None:
    server = Server(job("x"))
    server.poll()
    server.set(job("y"))
    assert server.poll() == Listing()
    assert server.states() == {"x": "running", "y": "running"}


def test_200_running_jobs_cost_one_request_a_poll() -> None:
    server = Server(*(job(f"x{i}") for i in range(200)))
    for step in range(10):
        server.set(*(job(f"x{i}", progress=step) for i in range(200)))
        assert isinstance(server.poll(), Listing)


def test_a_server_that_filters_is_asked_for_active_jobs_only() -> None:
    server = Server(*finished(LONG + 1), job("x"), job("y"), filters=True)
    assert server.poll() == Listing()
    question = server.poll()
    assert isinstance(question, Listing)
    assert question.status
    server.set(job("x", "failed"))
    server.poll()
    assert server.poll() == Singles(("x",))
    assert server.states() == {"x": "failed", "y": "running"}


def test_a_server_that_ignores_filters_is_asked_for_all() -> None:
    server = Server(*finished(LONG + 1), job("x"), job("y"))
    server.poll()
    server.poll()
    assert server.feed.filters is False
    assert server.poll() == Listing()


def test_a_server_without_a_list_is_asked_for_active_jobs_in_turn() -> None:
    server = Server(*(job(f"x{i}") for i in range(8)))
    server.feed.tell([job(f"x{i}") for i in range(8)])
    server.feed.no_list()
    first, second = server.poll(), server.poll()
    assert isinstance(first, Singles)
    assert isinstance(second, Singles)
    assert len(first.ids) == 5
    assert set(first.ids) | set(second.ids) == set(server.jobs)


def test_a_list_of_ids_only_is_filled_up_from_single_documents() -> None:
    ids = [f"x{i}" for i in range(7)]
    server = Server(*(job(i, "successful") for i in ids))
    bare = Answered([JobInfo(jobID=i, status="unknown") for i in ids])  # type: ignore[arg-type]
    question = server.feed.next(TABLE)
    assert question == Listing()
    server.feed.answered(question, bare)
    server.poll()
    server.poll()
    assert set(server.states().values()) == {"successful"}
    assert server.poll() is None
    server.feed.answered(Listing(), bare)
    assert set(server.states().values()) == {"successful"}, (
        "an id says nothing about a job that is known"
    )


def test_a_server_that_lost_its_jobs() -> None:
    server = Server(*finished(3), job("x"))
    server.poll()
    server.jobs.clear()
    server.poll()
    assert isinstance(server.poll(), Singles), (
        "one of them is asked for, before all are given up"
    )
    assert {e.life.state.value for e in server.feed.entries.values()} == {"gone"}
    assert server.feed.entries["x"].life.before == "running"
    assert server.poll() is None


def test_a_list_that_is_cut_loses_no_job() -> None:
    server = Server(job("x"))
    server.feed.tell(finished(3))
    server.set(*finished(3))
    server.clock.now += 1
    full = server.answer
    server.answer = lambda q: (
        Answered([server.jobs["x"]]) if isinstance(q, Listing) else full(q)
    )  # type: ignore[method-assign]
    for _ in range(6):
        server.poll()
    assert all(e.life.state.value != "gone" for e in server.feed.entries.values())
    assert server.feed.cut


def test_a_list_whose_second_page_fails_loses_only_what_is_gone() -> None:
    server = Server(job("x"), job("y"), job("z"), *finished(3))
    server.poll()
    del server.jobs["y"]
    full = server.answer
    broken = Answered([job("x")], cut=True)
    server.answer = lambda q: broken if isinstance(q, Listing) else full(q)  # type: ignore[method-assign]
    for _ in range(6):
        server.poll()
    assert {name for name, state in server.states().items() if state == "gone"} == {"y"}


def test_a_job_submitted_while_the_list_was_on_its_way_is_not_missing() -> None:
    server = Server()
    question = server.feed.next(TABLE)
    asked_at = server.clock.now
    server.clock.now += 0.5
    server.feed.tell([job("new", "accepted")])
    assert question is not None
    server.feed.answered(question, Answered(), asked_at=asked_at)
    server.set(job("new"))
    assert isinstance(server.poll(), Listing)
    assert server.states() == {"new": "running"}


def test_an_id_that_was_given_away_again() -> None:
    server = Server(job("x", "successful"))
    server.poll()
    server.feed.tell(
        [
            job("x", "accepted").model_copy(
                update={"created": T0 + dt.timedelta(hours=1)}
            )
        ]
    )
    assert server.states() == {"x": "accepted"}
    assert server.feed.entries["x"].life.number == 2


def test_a_single_job_that_is_followed() -> None:
    server = Server(job("x"), *finished(3))
    wanted = Wanted(ids=frozenset({"x"}))
    assert server.poll(wanted) == Singles(("x",))
    server.set(job("x", "failed"))
    server.poll(wanted)
    assert server.poll(wanted) is None


def test_a_followed_job_that_is_not_there() -> None:
    server = Server()
    server.poll(Wanted(ids=frozenset({"no"})))
    assert server.states() == {"no": "gone"}


def test_polls_slow_down_and_come_back() -> None:
    server = Server(job("x"))
    server.poll()
    intervals = []
    for _ in range(20):
        server.poll()
        intervals.append(server.feed.interval)
    assert intervals[:3] == pytest.approx([1.25, 1.5625, 1.953125])
    assert intervals[-1] == LAST
    server.set(job("x", progress=10))
    server.poll()
    assert server.feed.interval == 1


def test_a_server_may_ask_for_patience() -> None:
    feed = Feed()
    feed.answered(Singles(("x",)), Answered([job("x")], wait=7))
    assert feed.interval == 7


def test_errors_slow_down_too() -> None:
    feed = Feed()
    for _ in range(8):
        feed.failed()
    assert feed.interval == LAST
