"""Everything that a server can do, procbook does, with nothing but its plainest calls; ``make bench`` prints the rest."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "matrix"))
import rows
import runs

pytestmark = pytest.mark.live


@pytest.mark.parametrize("server", rows.SERVERS)
def test_procbook_does_all_that_the_server_can(server: str, tmp_path: Path) -> None:
    with runs.server(server, tmp_path) as url:
        said = runs.run("procbook", server, url)
    assert said == dict.fromkeys(rows.SERVERS[server], "ok")


def test_a_wrong_answer_is_not_taken_for_right() -> None:
    case = {"expected": [2, 3]}
    right, wrong, broken = (
        (lambda case: [2, 3]),
        (lambda case: [2]),
        (lambda case: case["no"]),
    )
    assert (
        rows.judge("sync literal", case, [right])
        == rows.judge("sync literal", case, [broken, right])
        == "ok"
    )
    assert rows.judge("sync literal", case, [wrong, rows.ByHand(right)]) == "by hand"
    assert rows.judge("sync literal", case, [wrong, rows.ByHand(broken)]) == "wrong"
    assert rows.judge("sync literal", case, [broken, rows.ByHand(wrong)]) == "KeyError"
    assert rows.judge("sync literal", case, []) == "no call"
