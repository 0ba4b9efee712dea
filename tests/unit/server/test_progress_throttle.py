"""Progress that comes thick and fast is thinned out, and its newest is never lost."""

from __future__ import annotations

import threading

from procbook.server.jobs._progress_throttle import ProgressThrottle


class Recorder:
    def __init__(self) -> None:
        self.notes: list[tuple[str, int | None, str | None]] = []
        self.again = threading.Event()

    def __call__(self, *note) -> None:
        self.notes.append(note)
        if len(self.notes) > 1:
            self.again.set()


def test_the_first_at_once_then_the_newest() -> None:
    recorder = Recorder()
    throttle = ProgressThrottle(recorder, period=0.2)
    for i in range(10_000):
        throttle.add("a", i // 100, f"at {i}")
    assert recorder.notes == [("a", 0, "at 0")]
    assert recorder.again.wait(10)
    assert recorder.notes == [("a", 0, "at 0"), ("a", 99, "at 9999")]


def test_what_is_left_out_stays_as_it_was_held() -> None:
    recorder = Recorder()
    throttle = ProgressThrottle(recorder, period=60)
    for percent, message in ((1, "one"), (2, "two"), (3, None), (None, "four")):
        throttle.add("a", percent, message)
    throttle.close("a")
    assert recorder.notes == [("a", 1, "one"), ("a", 3, "four")]


def test_jobs_do_not_hold_each_other_up() -> None:
    recorder = Recorder()
    throttle = ProgressThrottle(recorder, period=60)
    throttle.add("a", 1, None)
    throttle.add("b", 2, None)
    assert recorder.notes == [("a", 1, None), ("b", 2, None)]


def test_nothing_is_written_after_a_stop() -> None:
    recorder = Recorder()
    throttle = ProgressThrottle(recorder, period=60)
    throttle.add("a", 1, None)
    throttle.add("a", 2, None)
    throttle.drop()
    throttle.close("a")
    assert recorder.notes == [("a", 1, None)]
