"""The calls of the older clients of this family, against servers that are really there."""

from __future__ import annotations

from collections.abc import Iterator

import peers
import pytest

from procbook import (
    Client,
    ClientError,
    JobFailedError,
    JobInfo,
    JobStatus,
    Results,
    TransportError,
)

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def pygeoapi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with (
        peers.pygeoapi(tmp_path_factory.mktemp("pygeoapi")) as url,
        Client(api_url=url) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def wraptile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with (
        peers.wraptile(tmp_path_factory.mktemp("wraptile")) as url,
        Client(api_url=url) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def ours() -> Iterator[Client]:
    with Client.local() as client:
        yield client


@pytest.fixture(params=["pygeoapi", "wraptile", "ours"])
def client(request: pytest.FixtureRequest) -> Client:
    return request.getfixturevalue(request.param)


QUICK = {
    "hello-world": {"name": "procbook"},
    "primes_between": {"min_val": 10, "max_val": 80},
}
SLOW = {"slow": {"seconds": 20}, "sleep_a_while": {"duration": 20}}
FAILING = {
    "slow": {"seconds": 0, "fail": True},
    "sleep_a_while": {"duration": 0.2, "fail": True},
}


def first_of(client: Client, choice: dict[str, dict]) -> tuple[str, dict]:
    offered = {process.id for process in client.get_processes().processes}
    return next((id, inputs) for id, inputs in choice.items() if id in offered)


def test_look(client: Client) -> None:
    assert client.get_capabilities().links
    assert any("core" in name for name in client.get_conformance().conformsTo)
    process_id, _ = first_of(client, QUICK)
    description = client.get_process(process_id)
    assert description.id == process_id
    assert description.inputs
    assert "<" in client.get_processes()._repr_html_()


def test_run_watch_and_read(client: Client) -> None:
    process_id, inputs = first_of(client, QUICK)
    info = client.execute_process(process_id, {"inputs": inputs})
    assert isinstance(info, JobInfo)
    job = client.job(info.jobID).wait(timeout=30)
    assert job.status == JobStatus.successful == "successful"
    assert client.get_job(info.jobID).status == "successful"
    assert info.jobID in {job.jobID for job in client.get_jobs().jobs}
    results = client.get_job_results(info.jobID)
    assert results
    assert client.get_job_result(info.jobID)


def test_a_failing_job_has_a_reason_and_no_results(client: Client) -> None:
    process_id, inputs = first_of(client, FAILING)
    job = client.processes[process_id](**inputs)
    with pytest.raises(JobFailedError):
        job.wait(timeout=30)
    assert job.status == "failed"
    assert job.message
    with pytest.raises(ClientError):
        client.get_job_results(job.id)


def test_dismiss(client: Client) -> None:
    process_id, inputs = first_of(client, SLOW)
    job = client.processes[process_id](**inputs)
    assert client.dismiss_job(job.id).status == "dismissed"


def test_unknown_things_say_so(client: Client) -> None:
    for call in (client.get_process, client.get_job, client.get_job_results):
        with pytest.raises(ClientError) as error:
            call("no-such-thing")
        assert error.value.status in {400, 404}
        assert not isinstance(error.value, TransportError)


def test_every_kind_of_answer_of_pygeoapi(pygeoapi: Client) -> None:
    for mode in ("sync", "async"):
        for process_id, output, kind in [
            ("picture", "image", bytes),
            ("table", "table", str),
            ("many", "double", (int, float)),
        ]:
            process = pygeoapi.processes[process_id]
            results = (
                process.run()
                if mode == "async"
                else pygeoapi.execute_process(process_id, {}, mode="sync")
            )
            assert isinstance(results, Results), (mode, process_id)
            assert isinstance(results[output].value, kind), (
                mode,
                process_id,
                results[output].value,
            )


def test_a_list_longer_than_one_page(pygeoapi: Client) -> None:
    assert len(pygeoapi.get_processes().processes) == 17
