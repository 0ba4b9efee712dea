"""Scalar outputs of the jobs of a table.

From the ledger, else read once, in the background, a few at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from ...jobs import SCALAR_LIMIT, ScalarOutputs, get_ledger, quietly, scalar_cells
from ...protocol import ABSENT
from ...protocol.errors import ClientError, ResponseError
from ...transport import background

if TYPE_CHECKING:
    from ...jobs import Watch
    from .._interfaces import WidgetClient

Cells: TypeAlias = dict[str, Any]
Tell: TypeAlias = Callable[[str, Cells], object]
"""Called with the key of a row and its scalar outputs."""

AT_ONCE = 4
"""Results that are read at the same time."""


class RowOutputs:
    """Reads scalar outputs for rows.

    Parameters
    ----------
    tell : callable
        Called, on procbook's own thread, with what was read.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._asked: set[str] = set()
        self._closed = False
        self._slots: asyncio.Semaphore | None = None

    def recall(
        self,
        watch: Watch[WidgetClient],
        job_ids: Iterable[str],
    ) -> dict[str, Cells]:
        """Return what the ledger knows, by job id."""
        with quietly():
            store = ScalarOutputs(get_ledger(watch.client))
            return store.of_jobs(watch.client.server_id, list(job_ids))
        return {}

    def read(
        self,
        key: str,
        watch: Watch[WidgetClient],
        job_id: str,
    ) -> None:
        """Read the outputs of a successful job in the background, once; from any thread."""
        if key not in self._asked:
            self._asked.add(key)
            background.start(self._read(key, watch, job_id))

    def close(self) -> None:
        """Read no more; what is under way ends."""
        self._closed = True

    async def _read(
        self,
        key: str,
        watch: Watch[WidgetClient],
        job_id: str,
    ) -> None:
        if self._slots is None:
            self._slots = asyncio.Semaphore(AT_ONCE)
        async with self._slots:
            if self._closed:
                return
            values = await asyncio.to_thread(_fetch, watch, job_id)
        if values:
            self._tell(key, values)


def _fetch(
    watch: Watch[WidgetClient],
    job_id: str,
) -> Cells:
    client = watch.client
    values: Cells = {}
    try:
        results = client.get_job_results(job_id, max_bytes=SCALAR_LIMIT, retries=0)
    except ResponseError:
        return {}  # expired, or not allowed: another time perhaps
    except ClientError:
        pass  # too long for a table
    else:
        small = {name: output.small_value() for name, output in results.items()}
        values = scalar_cells(
            {name: value for name, value in small.items() if value is not ABSENT}
        )
    with quietly():
        ScalarOutputs(get_ledger(client)).keep(client.server_id, job_id, values)
    return values
