"""Which jobs ran which requests: keys of requests in the ledger, newest job first."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..records._ledger import Ledger

_SCHEMA = """
CREATE TABLE IF NOT EXISTS request_keys (
    number INTEGER PRIMARY KEY,
    request_key TEXT NOT NULL,
    server TEXT NOT NULL,
    job_id TEXT NOT NULL,
    submitted TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS request_keys_by_key ON request_keys (request_key, number);
"""
TRIED = 3
"""Earlier jobs of a request that are looked at."""


class RequestMemory:
    """The jobs of earlier requests.

    Parameters
    ----------
    ledger : Ledger
        Where they are kept.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        ledger.make_tables(_SCHEMA)

    def note(
        self,
        request_key: str,
        server: str,
        job_id: str,
    ) -> None:
        """Take note that a job runs a request."""
        now = dt.datetime.now(dt.UTC).isoformat()
        with self._ledger.transaction() as connection:
            connection.execute(
                (
                    "INSERT INTO request_keys (request_key, server, job_id, submitted) "
                    "VALUES (?, ?, ?, ?)"
                ),
                (request_key, server, job_id, now),
            )

    def jobs_of(self, request_key: str) -> list[str]:
        """Return the ids of the newest jobs that ran a request."""
        query = "SELECT job_id FROM request_keys WHERE request_key = ? ORDER BY number DESC LIMIT ?"
        with self._ledger.transaction() as connection:
            rows = connection.execute(query, (request_key, TRIED)).fetchall()
        return [job_id for (job_id,) in rows]

    def forget(
        self,
        request_key: str,
        job_id: str,
    ) -> None:
        """Drop a job whose results are no longer there."""
        with self._ledger.transaction() as connection:
            connection.execute(
                "DELETE FROM request_keys WHERE request_key = ? AND job_id = ?",
                (request_key, job_id),
            )
