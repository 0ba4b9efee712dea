"""``procbook check`` with a process that cannot have ended when its results are asked for."""

from __future__ import annotations

from pathlib import Path

import peers
import pytest

from procbook import Client
from procbook.check import Finding, Verdict, examine
from procbook.server import LocalServer


def findings(url: str, process_id: str) -> dict[str, Finding]:
    """What was found, by name of the check; the inputs of the process are left at their defaults."""
    with Client(url, ledger=False) as client:
        return {
            finding.check: finding
            for finding in examine(client, process_id=process_id).findings
        }


@pytest.mark.live
def test_wraptile_refuses_results_that_are_not_ready_with_403(tmp_path: Path) -> None:
    with peers.wraptile(tmp_path) as url:
        found = findings(url, "sleep_a_while")  # for 10 seconds
    assert found["results-not-ready"].verdict is Verdict.fault
    assert found["results-not-ready"].message == "HTTP 403 instead of 404"
    assert found["results-not-ready-type"].verdict is Verdict.ok


@pytest.mark.live
def test_pygeoapi_has_its_own_name_for_results_that_are_not_ready(
    tmp_path: Path,
) -> None:
    with peers.pygeoapi(tmp_path) as url:
        found = findings(url, "slow")  # for 1 second
    assert found["results-not-ready"].verdict is Verdict.ok
    assert (
        found["results-not-ready-type"].message
        == "type 'ResultNotReady' instead of …/result-not-ready"
    )


def test_ours_answers_by_the_standard() -> None:
    with LocalServer() as server:
        found = findings(server.url, "sleep_a_while")
    assert found["results-not-ready"].message == "404"
    assert found["results-not-ready-type"].message == "result-not-ready"
    assert {one.verdict for one in found.values()} <= {Verdict.ok, Verdict.note}
