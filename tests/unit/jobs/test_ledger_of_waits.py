"""A script that only waits leaves the outcome in the ledger as well."""

from __future__ import annotations

import procbook
from procbook import Client


def test_who_waits_tells_the_ledger_how_it_ended() -> None:
    with Client.local() as client:
        client.processes["primes_between"](min_val=1, max_val=9).wait()
        failed = client.processes["sleep_a_while"](duration=0, fail=True)
        failed.wait(check=False)
    assert [record.status for record in procbook.history()] == ["failed", "successful"]
