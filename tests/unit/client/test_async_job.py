"""The job of event loops has all that the job for people has."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from procbook import AsyncClient, Client
from procbook.client import AsyncJob, Job

URL = "https://fake.example/ogc"
PROCESS = {
    "id": "wait",
    "version": "1.0.0",
    "inputs": {"seconds": {"schema": {"type": "integer"}}},
    "outputs": {},
    "jobControlOptions": ["async-execute"],
}


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


@pytest.fixture
def client(fake: Any) -> AsyncClient:
    job = {"jobID": "1", "processID": "wait", "type": "process", "status": "successful"}
    fake.answers |= {
        "GET /ogc/processes/wait": PROCESS,
        "POST /ogc/processes/wait/execution": job,
        "GET /ogc/jobs/1": job,
    }
    return Client(URL, transport=fake, ledger=False).to_async()


def test_every_public_name_of_a_job_is_there() -> None:
    assert public(Job) - public(AsyncJob) == set()


def test_every_public_name_of_a_client_is_there() -> None:
    assert public(Client) - public(AsyncClient) <= {"to_async"}


def test_it_is_run_again_with_changes(client: AsyncClient, fake: Any) -> None:
    async def run() -> AsyncJob:
        job = await client.submit("wait", {"inputs": {"seconds": 1}})
        assert job.inputs == {"seconds": 1}
        return await job.rerun(seconds=2)

    again = asyncio.run(run())
    assert isinstance(again, AsyncJob)
    assert fake.body()["inputs"] == {"seconds": 2}


def test_its_receipt_names_the_process(client: AsyncClient) -> None:
    async def run() -> Any:
        job = await client.submit("wait", {"inputs": {"seconds": 1}})
        return job, await job.receipt()

    job, receipt = asyncio.run(run())
    assert receipt.content["process"]["id"] == "wait"
    assert job.to_sync().id == job.id == "1"
    assert isinstance(job.to_sync(), Job)
