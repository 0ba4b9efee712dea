"""The scalar outputs of successful jobs, which the ledger keeps so that they are fetched once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from ._cells import Cell

if TYPE_CHECKING:
    from ..records._ledger import Ledger

SCALAR_LIMIT = 64 * 1024
"""Bytes of results that are read for their scalars; whoever wants a longer one asks for it."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS outputs (
    server TEXT NOT NULL,
    job_id TEXT NOT NULL,
    "values" TEXT NOT NULL,
    PRIMARY KEY (server, job_id)
) WITHOUT ROWID;
"""
_SOME = 500
"""Ids that one query may name."""


class ScalarOutputs:
    """The scalar outputs of jobs in a ledger.

    Parameters
    ----------
    ledger : Ledger
        Where they are kept.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        ledger.make_tables(_SCHEMA)

    def keep(
        self,
        server: str,
        job_id: str,
        values: Mapping[str, Cell],
    ) -> None:
        """Keep the scalar outputs of a job; none at all is worth knowing, too."""
        row = (server, job_id, json.dumps(dict(values), ensure_ascii=False))
        with self._ledger.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?)", row)

    def of_jobs(
        self,
        server: str,
        job_ids: Collection[str] | None = None,
    ) -> dict[str, dict[str, Cell]]:
        """Return what is kept of the jobs of a server, or of some of them, by id."""
        condition, values = "server = ?", [server]
        if job_ids is not None and len(job_ids) <= _SOME:
            condition += f" AND job_id IN ({', '.join('?' * len(job_ids))})"
            values += job_ids
        # Placeholders only.
        query = f'SELECT job_id, "values" FROM outputs WHERE {condition}'  # noqa: S608
        with self._ledger.transaction() as connection:
            rows = connection.execute(query, values).fetchall()
        return {job_id: json.loads(text) for job_id, text in rows}
