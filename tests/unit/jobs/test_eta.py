"""Estimates of the end, with a clock that is turned by hand."""

from __future__ import annotations

import pytest

from procbook.jobs import Eta


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def run(samples: list[tuple[float, float | None]]) -> tuple[Eta, Clock]:
    clock = Clock()
    eta = Eta(clock)
    for at, progress in samples:
        clock.now = at
        eta.add(progress)
    return eta, clock


def test_a_server_without_progress_gets_no_estimate() -> None:
    eta, _ = run([(t, None) for t in range(10)])
    assert (eta.speed, eta.remaining) == (None, None)


def test_one_sample_is_no_speed() -> None:
    assert run([(0, 40)])[0].remaining is None
    assert run([(0, 40), (5, 40)])[0].remaining is None


@pytest.mark.parametrize("length", [20, 100, 1000])
def test_a_steady_job_at_half_time(length: int) -> None:
    eta, _ = run([(t, int(100 * t / length)) for t in range(length // 2 + 1)])
    assert eta.remaining == pytest.approx(length / 2, rel=0.2)


def test_only_the_last_half_minute_counts() -> None:
    slow = [(float(t), t / 10) for t in range(100)]
    fast = [(100.0 + t, 10 + 2 * t) for t in range(40)]
    assert run(slow + fast)[0].speed == pytest.approx(2, rel=0.1)


def test_rare_polls_still_give_an_estimate() -> None:
    eta, _ = run([(0, 0), (40, 10), (80, 20)])
    assert eta.remaining == pytest.approx(320)


def test_time_runs_on_between_samples() -> None:
    eta, clock = run([(0, 0), (10, 50)])
    clock.now = 15
    assert eta.remaining == pytest.approx(5)
    clock.now = 60
    assert eta.remaining == 0
    clock.now = 200
    assert eta.remaining is None


def test_a_step_back_begins_anew() -> None:
    eta, _ = run([(0, 0), (10, 50), (11, 5)])
    assert eta.remaining is None
