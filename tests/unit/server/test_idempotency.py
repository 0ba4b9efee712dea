"""A request that arrives twice under one key starts one job."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from procbook import Client

KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with (
        Client.local(store=None) as client,
        httpx.Client(base_url=client.api_url) as http,
    ):
        yield http


def post(http: httpx.Client, key: str, duration: float = 0) -> httpx.Response:
    return http.post(
        "/processes/sleep_a_while/execution",
        json={"inputs": {"duration": duration}},
        headers={"Prefer": "respond-async", "Idempotency-Key": f'"{key}"'},
    )


def test_one_key_is_one_job_also_at_the_same_moment(http: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(http, KEY), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    [job_id] = {answer.json()["jobID"] for answer in answers}
    assert http.get(f"/jobs/{job_id}").json()["idempotencyKey"] == KEY


def test_another_request_under_the_key_is_refused(http: httpx.Client) -> None:
    assert post(http, "another-" + KEY).status_code == 201
    answer = post(http, "another-" + KEY, duration=0.1)
    assert answer.status_code == 422
    assert "under this Idempotency-Key" in answer.json()["detail"]


def test_a_key_that_could_be_guessed_is_refused(http: httpx.Client) -> None:
    assert post(http, "short").status_code == 400
