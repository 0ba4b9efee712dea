"""What is known of one job here, and quick questions about what a server says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...models import JobInfo, JobStatus
from ..eta import Eta
from ..life import Life, State


@dataclass(slots=True)
class Entry:
    """One job: its life and the estimate of its end.

    Attributes
    ----------
    life : Life
        Its state, and the newest document about it.
    eta : Eta or None
        The estimate, while the job goes on and tells its progress.
    asked, told : float
        When the server last told about it because it was asked, and when it was heard of another
        way; of the feed's clock.
    kept : State or None
        The state that the ledger was told last.
    """

    life: Life
    eta: Eta | None = None
    asked: float = 0.0
    told: float = 0.0
    kept: State | None = None

    @property
    def ends_in(self) -> float | None:
        """Seconds until the job will probably be done; None when there is no telling."""
        return (
            self.eta.remaining
            if self.eta is not None and self.life.state is State.running
            else None
        )

    def progressed(self, clock: Callable[[], float]) -> None:
        """Take note of the progress of a job that goes on."""
        if not self.life.state.is_active:
            self.eta = None
        elif self.life.info.progress is not None:
            self.eta = self.eta or Eta(clock)
            self.eta.add(self.life.info.progress)


def is_same(life_so_far: Life, info: JobInfo) -> bool:
    """Tell quickly that nothing is new; said of 10,000 jobs at every poll."""
    info_so_far = life_so_far.info
    return info_so_far is info or (
        life_so_far.before is None
        and info_so_far.status == info.status
        and info_so_far.progress == info.progress
        and info_so_far.message == info.message
        and info_so_far.updated == info.updated
        and info_so_far.created == info.created
        and info_so_far.processID == info.processID
    )


def is_bare(info: JobInfo) -> bool:
    """Tell whether a list held nothing but the id."""
    return (
        info.status is JobStatus.unknown
        and info.processID is None
        and info.created is None
    )


def is_lost(life_so_far: Life) -> bool:
    """Tell whether a job is gone from its server, or was dismissed."""
    return life_so_far.state in {State.gone, State.dismissed}
