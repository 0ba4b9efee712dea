"""A result that no memory should hold stays where it is, and can be kept all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from procbook import Client, ResultError
from procbook.client.results import _output
from procbook.operations import _operations as _calls

JOB = {"jobID": "1", "status": "successful", "type": "process", "processID": "p"}
PROCESS = {
    "id": "p", "version": "1", "inputs": {},
    "outputs": {"scene": {"schema": {"type": "string", "contentMediaType": "image/tiff"}}},
}  # fmt: skip
SCENE = b"II*\0" + b"x" * 5000


def answer(request: httpx.Request) -> httpx.Response:
    path = request.url.path
    if path.endswith("/results"):
        return httpx.Response(
            200, content=SCENE, headers={"content-type": "image/tiff"}
        )
    return httpx.Response(200, json=JOB if "/jobs/" in path else PROCESS)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(_calls, "RESULT_LIMIT", 1000)
    with Client("http://127.0.0.1:9/", transport=httpx.MockTransport(answer)) as client:
        yield client


def test_a_large_result_becomes_a_link_to_itself(
    client: Client, tmp_path: Path
) -> None:
    output = client.get_job_results("1")["scene"]
    assert output.is_link
    assert output.size == len(SCENE)
    assert output.media_type == "image/tiff"
    assert output.save(tmp_path / "scene.tif").read_bytes() == SCENE


def test_what_no_memory_holds_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_output, "HELD", 2000)
    with pytest.raises(ResultError, match="too much to hold") as error:
        client.get_job_results("1")["scene"].bytes()
    assert ".save(path)" in str(error.value)
