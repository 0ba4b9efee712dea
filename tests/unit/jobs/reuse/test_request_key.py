"""Keys of requests: equal for equal requests, and no way back to the inputs."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from procbook.jobs import request_key
from procbook.models import ProcessRequest
from procbook.settings import folders


def key(
    version: str | None = "1", server: str = "s", process: str = "p", **inputs: object
) -> str:
    return request_key(server, process, version, ProcessRequest(inputs=inputs))


def test_equal_requests_have_equal_keys() -> None:
    assert key(a=1, b=[2.0, {"x": "y"}]) == key(b=[2, {"x": "y"}], a=1.0)
    others = [
        key(a=2),
        key("2", a=1),
        key(None, a=1),
        key(server="t", a=1),
        key(process="q", a=1),
        key(a="1"),
        key(a=True),
        key(),
    ]
    assert len({key(a=1), *others}) == len(others) + 1


def test_outputs_belong_to_the_request() -> None:
    chosen = ProcessRequest.model_validate({"inputs": {"a": 1}, "outputs": {"x": {}}})
    assert request_key("s", "p", "1", chosen) != key(a=1)


def test_the_key_depends_on_a_secret_of_this_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = key(password="s3cret")
    file = folders.data_folder() / "reuse.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setenv("PROCBOOK_HOME", str(tmp_path))
    assert key(password="s3cret") != mine
