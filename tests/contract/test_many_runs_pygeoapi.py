"""Several jobs as one thing, compared and kept, on a live pygeoapi, which knows no keys of requests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import peers
import pytest

import procbook
from procbook import Client

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with (
        peers.pygeoapi(tmp_path_factory.mktemp("pygeoapi")) as url,
        Client(api_url=url) as client,
    ):
        yield client


def test_a_sweep_is_compared_kept_and_run_again(client: Client, tmp_path: Path) -> None:
    process = client.processes["many"]
    jobs = process.sweep("many", a=[2, 3]).wait(120)
    assert [job.status for job in jobs] == ["successful", "successful"]
    frame = jobs.frame()
    assert list(frame.a) == [2, 3]
    found = jobs.compare()
    [a] = [one for one in found.inputs if one["name"] == "a"]
    assert a["differs"]
    assert any(output.differs for output in found.outputs)
    assert len(procbook.history(group="many", client=client).resume()) == 2
    receipt = jobs[0].receipt()
    assert receipt.content["job"]["status"] == "successful"
    again = procbook.rerun(receipt.save(tmp_path / "r.json"), client=client)
    assert again.wait(60).status == "successful"
    assert process.run(a=2, reuse=True).reused
