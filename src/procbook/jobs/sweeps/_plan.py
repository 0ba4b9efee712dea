"""The requests of sweeps in the ledger.

They are written down before the first is sent, so that a kernel may die meanwhile.

A request is ``planned``, then ``sending``, then ``started`` or ``refused``. A kernel that dies
while it sends leaves it ``sending``: the server may have it or not, see :mod:`._lookup`.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ...models import ProcessRequest
from ...protocol import holds_decimal
from ..records._ledger import Ledger, quietly
from ..records._secrets import as_json, masked, secret_pointers

if TYPE_CHECKING:
    from ...models import ProcessDescription

_SCHEMA = """
CREATE TABLE IF NOT EXISTS requests (
    key INTEGER PRIMARY KEY,
    server TEXT NOT NULL,
    "group" TEXT NOT NULL,
    position INTEGER NOT NULL,
    process_id TEXT NOT NULL,
    process_version TEXT,
    request TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    job_id TEXT,
    reason TEXT,
    sent TEXT,
    at_once INTEGER
);
CREATE INDEX IF NOT EXISTS requests_by_group ON requests (server, "group", position);
"""


class RequestState(StrEnum):
    """What has become of a request of a sweep."""

    planned = "planned"
    sending = "sending"
    started = "started"
    answered = "answered"
    refused = "refused"
    unknown = "unknown"

    @property
    def is_in_doubt(self) -> bool:
        """Whether the server may have the request, and nobody knows."""
        return self in {RequestState.sending, RequestState.unknown}


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """One request of a sweep.

    Attributes
    ----------
    key : int
        Its number in the ledger.
    server, group : str
        Where it is sent, and the sweep.
    position : int
        Its place in the sweep, from 0.
    process_id, process_version : str or None
        What it runs.
    request : dict
        The request, secret inputs masked.
    token : str
        The key under which it is sent (``Idempotency-Key``).
    state : RequestState
        What has become of it.
    job_id : str or None
        The job that it started.
    reason : dict or None
        Why it was refused: ``message``, ``status``, ``hint``.
    sent : datetime or None
        When it was last sent.
    at_once : int or None
        Jobs of the sweep that may be under way at the same time.
    """

    key: int
    server: str
    group: str
    position: int
    process_id: str
    process_version: str | None
    request: dict[str, Any]
    token: str
    state: RequestState
    job_id: str | None
    reason: dict[str, Any] | None
    sent: dt.datetime | None
    at_once: int | None

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> PlannedRequest:
        """Read a row of the table, columns in the order of the fields."""
        from ...inputs import loads  # exactly: a decimal keeps its digits

        values = dict(zip(_COLUMNS, row, strict=True))
        reason, sent = values["reason"], values["sent"]
        values["request"] = loads(values["request"])
        values["reason"] = json.loads(reason) if reason else None
        values["sent"] = dt.datetime.fromisoformat(sent) if sent else None
        values["state"] = RequestState(values["state"])
        return cls(**values)

    @property
    def inputs(self) -> dict[str, Any]:
        """The inputs, secret ones masked."""
        return self.request.get("inputs") or {}


_COLUMNS = tuple(field.name for field in fields(PlannedRequest))
_SELECTED = ", ".join(f'"{name}"' for name in _COLUMNS)


class RequestBook:
    """The requests of sweeps in a ledger.

    Parameters
    ----------
    ledger : Ledger
        Where they are written.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        ledger.make_tables(_SCHEMA)
        with ledger.transaction() as connection:
            # A request that is lost by a power failure would be sent twice.
            connection.execute("PRAGMA synchronous=FULL")

    def plan(
        self,
        server: str,
        group: str,
        requests: Iterable[ProcessRequest],
        description: ProcessDescription,
        *,
        at_once: int | None = None,
    ) -> list[PlannedRequest]:
        """Write requests down, all or none, and return them in their order."""
        pointers = secret_pointers(description)
        rows = [
            (
                server,
                group,
                position,
                description.id,
                description.version,
                as_json(mask_request(request, pointers)),
                str(uuid.uuid4()),
                RequestState.planned.value,
                at_once,
            )
            for position, request in enumerate(requests)
        ]
        with self.ledger.transaction() as connection:
            connection.executemany(
                'INSERT INTO requests (server, "group", position, process_id, process_version, '
                "request, token, state, at_once) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
        return self.of_group(group, server)

    def of_group(
        self,
        group: str,
        server: str | None = None,
    ) -> list[PlannedRequest]:
        """Return the requests of a sweep in their order.

        Of the newest server that has one of that name.
        """
        if server is None:
            newest = self._select('"group" = ? ORDER BY key DESC LIMIT 1', group)
            if not newest:
                return []
            server = newest[0].server
        condition = 'server = ? AND "group" = ? ORDER BY position'
        return self._select(condition, server, group)

    def has_group(
        self,
        server: str,
        group: str,
    ) -> bool:
        """Return whether there is a sweep of that name."""
        condition = 'server = ? AND "group" = ? LIMIT 1'
        return bool(self._select(condition, server, group))

    def claim(self, request: PlannedRequest) -> bool:
        """Mark a planned request as being sent; False if somebody else did so before."""
        now = dt.datetime.now(dt.UTC).isoformat()
        return self._change(
            request, {"state": RequestState.sending.value, "sent": now}, "planned"
        )

    def settle(
        self,
        request: PlannedRequest,
        state: RequestState,
        *,
        job_id: str | None = None,
        reason: dict[str, Any] | None = None,
    ) -> None:
        """Write down what became of a request."""
        values = {
            "state": state.value,
            "job_id": job_id,
            "reason": json.dumps(reason) if reason else None,
        }
        self._change(request, values)

    def change(
        self,
        request: PlannedRequest,
        changed: ProcessRequest,
        description: ProcessDescription | None,
    ) -> PlannedRequest:
        """Write down other inputs of a request that was not sent, and return it."""
        document = mask_request(changed, secret_pointers(description))
        self._change(request, {"request": as_json(document)})
        return replace(request, request=document)

    def renew(self, request: PlannedRequest) -> PlannedRequest:
        """Plan a request again, under a new key, and return it.

        Its job failed, or it was refused.
        """
        renewed = replace(
            request,
            state=RequestState.planned,
            token=str(uuid.uuid4()),
            job_id=None,
            reason=None,
            sent=None,
        )
        names = ("state", "token", "job_id", "reason", "sent")
        self._change(request, {name: getattr(renewed, name) for name in names})
        return renewed

    def _change(
        self,
        request: PlannedRequest,
        values: dict[str, Any],
        state: str | None = None,
    ) -> bool:
        assignments = ", ".join(f'"{name}" = ?' for name in values)
        condition, condition_values = (
            ("", []) if state is None else (" AND state = ?", [state])
        )
        # Names of columns.
        statement = f"UPDATE requests SET {assignments} WHERE key = ?{condition}"  # noqa: S608
        with self.ledger.transaction() as connection:
            cursor = connection.execute(
                statement, [*values.values(), request.key, *condition_values]
            )
            return cursor.rowcount > 0

    def _select(
        self,
        condition: str,
        *values: str,
    ) -> list[PlannedRequest]:
        # Conditions of this module.
        query = f"SELECT {_SELECTED} FROM requests WHERE {condition}"  # noqa: S608
        with self.ledger.transaction() as connection:
            rows = connection.execute(query, values).fetchall()
        return [PlannedRequest.from_row(row) for row in rows]


def open_book(ledger: Ledger) -> RequestBook:
    """Return the requests of sweeps in a ledger.

    Where it cannot be used, in one that ends with the kernel.
    """
    with quietly():
        return RequestBook(ledger)
    return RequestBook(Ledger(":memory:"))


def mask_request(
    request: ProcessRequest,
    pointers: frozenset[tuple[str, ...]],
) -> dict[str, Any]:
    """Return a request as it is written down: secret inputs masked, decimals with their digits."""
    document = request.to_json()
    if holds_decimal(request.inputs):  # which pydantic would write as text
        document["inputs"] = request.inputs
    if "inputs" in document:
        document["inputs"] = masked(document["inputs"], pointers)
    return document
