"""When a job will be done.

Speed over the last 30 seconds of progress, with a clock that tests can turn.

Modelled on the task of rich's progress bar: samples in a deque, everything else is a property. A
server that tells no progress gets no estimate, and neither does a job that does not move.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

WINDOW = 30.0
"""Seconds of samples that the speed is taken from."""


class Sample(NamedTuple):
    """Progress in per cent at a time in seconds."""

    at: float
    progress: float


class Eta:
    """Estimates how long a job still takes, from progress in per cent.

    Parameters
    ----------
    clock : callable
        Returns the time in seconds; monotonic by default.
    window : float
        Seconds of samples that count.
    """

    __slots__ = ("_clock", "_samples", "_window")

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, window: float = WINDOW
    ) -> None:
        self._clock = clock
        self._window = window
        self._samples: deque[Sample] = deque()

    def add(self, progress: float | None) -> None:
        """Take note of the progress now; None says nothing, and a step back begins anew."""
        if progress is None:
            return
        now = self._clock()
        if self._samples and progress < self._samples[-1].progress:
            self._samples.clear()
        if self._samples and progress == self._samples[-1].progress:
            return
        self._samples.append(Sample(now, progress))
        # Two samples stay whatever their age: where a server is asked every 30 s there would be
        # none else.
        while len(self._samples) > 2 and self._samples[1].at < now - self._window:
            self._samples.popleft()

    @property
    def speed(self) -> float | None:
        """Per cent a second, or None when nothing moved yet."""
        if len(self._samples) < 2:
            return None
        first, last = self._samples[0], self._samples[-1]
        return (
            (last.progress - first.progress) / (last.at - first.at)
            if last.at > first.at
            else None
        )

    @property
    def remaining(self) -> float | None:
        """Seconds until 100 per cent, counted from now; None when there is no telling.

        A job that stands still for longer than it should have taken for its next step gets a later
        and later end, and none at all after three windows.
        """
        speed = self.speed
        if not speed:
            return None
        last = self._samples[-1]
        silent = self._clock() - last.at
        if silent > 3 * self._window:
            return None
        return max((100 - last.progress) / speed - silent, 0.0)
