"""Notebooks written for older clients of this family, cell by cell, with procbook's names against the embedded server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from procbook import (
    Capabilities,
    Client,
    ClientError,
    ConformanceDeclaration,
    JobInfo,
    JobList,
    JobStatus,
    ProcessDescription,
    ProcessList,
    ProcessRequest,
)


@pytest.fixture
def client() -> Iterator[Client]:
    with Client.local() as client:
        yield client


def test_the_client_shows_its_settings_without_secrets(client: Client) -> None:
    other = Client(
        api_url=client.api_url, auth_type="basic", username="me", password="hunter2"
    )
    for shown in (repr(other), other._repr_html_()):
        assert client.api_url in shown
        assert "hunter2" not in shown
    nested = Client(api_url=client.api_url, auth={"auth_type": "none"})
    assert nested.get_capabilities().title


def test_look_around(client: Client) -> None:
    capabilities = client.get_capabilities()
    assert isinstance(capabilities, Capabilities)
    assert {"self", "service-desc"} <= {link.rel for link in capabilities.links}
    conformance = client.get_conformance()
    assert isinstance(conformance, ConformanceDeclaration)
    for name in (
        "core",
        "ogc-process-description",
        "json",
        "oas30",
        "job-list",
        "dismiss",
    ):
        assert (
            f"http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/{name}"
            in conformance.conformsTo
        )
    processes = client.get_processes()
    assert isinstance(processes, ProcessList)
    offered = {process.id: process for process in processes.processes}
    assert {
        "sleep_a_while",
        "primes_between",
        "simulate_scene",
        "return_base_model",
        "first_workflow",
    } <= set(offered)
    assert offered["sleep_a_while"].title == "Sleep Processor"
    assert len(repr(processes).splitlines()) < 60
    assert max(map(len, repr(processes).splitlines())) < 200


def test_first_workflow(client: Client) -> None:
    description = client.get_process(process_id="first_workflow")
    assert isinstance(description, ProcessDescription)
    assert description.inputs["id"].title == "main input"
    assert description.inputs["id"].schema_.default == "hithere"
    assert isinstance(client.get_jobs(), JobList)

    info = client.execute_process(
        process_id="first_workflow", request=ProcessRequest(inputs={"id": "sup"})
    )
    assert isinstance(info, JobInfo)
    assert client.job(info.jobID).wait(timeout=20).status is JobStatus.successful
    assert client.get_jobs().jobs[0].jobID == info.jobID
    assert client.get_job(info.jobID).status == JobStatus.successful
    assert client.get_job_results(info.jobID).root == {"final": "supsup"}

    for job in client.get_jobs().jobs:
        client.dismiss_job(job.jobID)
    assert client.get_jobs().jobs == []


def test_inputs_at_the_top_level_run_with_a_warning(client: Client) -> None:
    description = client.get_process(process_id="sleep_a_while")
    assert description.inputs["duration"].schema_.default == 10.0
    with pytest.warns(UserWarning, match="Inputs belong under 'inputs'"):
        info = client.execute_process(
            process_id="sleep_a_while", request=ProcessRequest(duration=2)
        )
    job = client.job(info.jobID).wait(timeout=20)
    assert 1.9 < job.results()["return_value"].value < 3

    with pytest.warns(UserWarning, match="Inputs belong under 'inputs'"):
        failing = client.execute_process(
            process_id="sleep_a_while", request={"fail": True}
        )
    assert failing.processID == "sleep_a_while"
    primes = client.execute_process(process_id="primes_between", request={})
    assert client.job(primes.jobID).wait(timeout=20).results()["return_value"].value[
        :3
    ] == [
        2,
        3,
        5,
    ]

    for listed in client.get_jobs().jobs:
        client.dismiss_job(listed.jobID)
    # What ran is dismissed and stays; what had ended is gone.
    assert [listed.jobID for listed in client.get_jobs().jobs] == [failing.jobID]
    assert client.get_job(failing.jobID).status == "dismissed"

    with pytest.raises(ClientError) as error:
        client.get_job_results(failing.jobID)
    assert "dismissed" in str(error.value)
    assert "Traceback" not in str(error.value)


def test_documents_as_the_rendered_notebook_has_them(client: Client) -> None:
    for document in (
        client.get_capabilities(),
        client.get_process("simulate_scene"),
        client.get_processes(),
    ):
        html = document._repr_html_()
        assert "<table" in html or "<dl" in html
        assert document.to_json()


def test_counting_successful_jobs(client: Client) -> None:
    client.processes["primes_between"].run()
    jobs = client.get_jobs()
    assert (
        len([job.jobID for job in jobs.jobs if job.status == JobStatus.successful]) == 1
    )


@pytest.mark.parametrize("name", ["show", "show_jobs", "show_app"])
def test_names_that_open_a_widget(client: Client, name: str) -> None:
    assert getattr(client, name)()._repr_mimebundle_()


def test_show_job(client: Client) -> None:
    job = client.processes["primes_between"]()
    assert client.show_job(job.id)._repr_mimebundle_()
