"""Lists with a bad page or several versions, results that have expired, and what a repr shows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from procbook import (
    AsyncClient,
    Client,
    ClientError,
    Job,
    ResponseError,
    history,
    rerun,
)
from procbook.jobs import get_ledger, get_monitor
from procbook.models import JobInfo
from procbook.protocol.errors import ResultsExpiredError
from procbook.widgets.actions import _job_actions as job_actions

ROOT = "https://example.org/ogc"


def client_of(
    answers: dict[str, Any] | Callable[[httpx.Request], httpx.Response],
) -> Client:
    def answer(request: httpx.Request) -> httpx.Response:
        if callable(answers):
            return answers(request)
        path = request.url.path.removeprefix("/ogc")
        found = answers.get(f"{path}?{request.url.query.decode()}", answers.get(path))
        if found is None:
            return httpx.Response(404, json={"title": "Not Found", "status": 404})
        return (
            found
            if isinstance(found, httpx.Response)
            else httpx.Response(200, json=found)
        )

    return Client(ROOT, transport=httpx.MockTransport(answer))


JOB = {"jobID": "j1", "type": "process", "processID": "p", "status": "successful"}


def page(*ids: str, next: str | None = None) -> dict[str, Any]:
    links = [{"rel": "next", "href": next}] if next else []
    return {"jobs": [{**JOB, "jobID": i} for i in ids], "links": links}


@pytest.mark.parametrize(
    "second", [httpx.Response(500, json={"title": "Broken"}), httpx.Response(404)]
)
def test_a_page_that_fails_loses_none_that_was_read(second: httpx.Response) -> None:
    client = client_of({"/jobs": page("a", "b", next=f"{ROOT}/more"), "/more": second})
    with pytest.warns(UserWarning, match="Page 2 of the list is missing"):
        jobs = client.get_jobs()
    assert [job.jobID for job in jobs.jobs] == ["a", "b"]
    assert [quirk.code for quirk in jobs.quirks] == ["page-missing"]


def test_a_next_page_on_a_host_that_is_away() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host != "example.org":
            raise httpx.ConnectError("no such host")
        processes = [{"id": "p", "version": "1", "jobControlOptions": []}]
        return httpx.Response(
            200,
            json={
                "processes": processes,
                "links": [{"rel": "next", "href": "https://away.org/"}],
            },
        )

    with pytest.warns(UserWarning, match="Page 2"):
        assert [p.id for p in client_of(answer).get_processes(retries=0).processes] == [
            "p"
        ]
    walk = client_of(answer).iter_processes(retries=0)
    assert next(walk).id == "p"
    with pytest.raises(ClientError):
        next(walk)


def test_a_first_page_that_fails_is_an_error() -> None:
    with pytest.raises(ResponseError):
        client_of({}).get_jobs()


def summary(version: str) -> dict[str, Any]:
    link = {"rel": "self", "href": f"{ROOT}/processes/buffer/{version}"}
    return {
        "id": "buffer",
        "version": version,
        "jobControlOptions": [],
        "links": [link],
    }


NEWEST = "/processes/buffer/1.10.0"
VERSIONS = {
    "/processes": {
        "processes": [
            summary("1.9.0"),
            summary("1.10.0"),
            {"id": "other", "version": "1"},
        ],
        "links": [],
    },
    "/processes/buffer": {**summary("1.9.0"), "inputs": {}, "outputs": {}},
    "/processes/buffer/1.9.0": {**summary("1.9.0"), "inputs": {}, "outputs": {}},
    "/processes/buffer/1.10.0": {**summary("1.10.0"), "inputs": {}, "outputs": {}},
}


def test_versions_of_a_process_are_kept_apart() -> None:
    client = client_of(VERSIONS)
    listed = client.get_processes()
    assert [p.version for p in listed.processes] == ["1.9.0", "1.10.0", "1"]
    assert "several-versions" in {quirk.code for quirk in listed.quirks}
    assert list(client.processes) == ["buffer", "other"]
    assert client.processes["buffer"].description.version == "1.10.0"
    assert client.get_process("buffer").version == "1.9.0"
    assert client.get_process("buffer", version="1.10.0").version == "1.10.0"
    with pytest.raises(ClientError, match=r"There are: 1\.10\.0, 1\.9\.0"):
        client.get_process("buffer", version="3")


def test_a_version_runs_as_that_version() -> None:
    """The description names no address to run it at, so that is below its own (OGC 18-062r2, section 7.11)."""
    ran: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/ogc")
        if request.method == "POST":
            ran.append(path)
            return httpx.Response(
                201, json={**JOB, "jobID": f"j{len(ran)}", "processID": "buffer"}
            )
        if path.startswith("/jobs/"):
            return httpx.Response(
                200, json={**JOB, "jobID": path[6:], "processID": "buffer"}
            )
        found = VERSIONS.get(path)
        return httpx.Response(
            200 if found else 404, json=found or {"title": "Not Found"}
        )

    client = client_of(answer)
    newest, default = f"{NEWEST}/execution", "/processes/buffer/execution"
    assert client.processes["buffer"].description.version == "1.9.0", (
        "no list was read yet"
    )
    assert len(client.processes) == 2
    job = client.processes["buffer"]()
    assert ran == [newest]
    job.rerun()
    again = client_of(answer)  # as in another kernel
    again.job(job.id).rerun()
    rerun(history(text=job.id)[0], again)
    asyncio.run(rerun_in_loop(AsyncClient.of(again), job.id))
    assert ran == [newest] * 5
    again.process("buffer", "1.9.0")()
    assert ran[-1] == default


async def rerun_in_loop(client: AsyncClient, job_id: str) -> None:
    await (await client.job(job_id)).rerun()


def test_the_browser_names_the_version_that_a_click_opens() -> None:
    client = client_of(VERSIONS)
    browser = client.workbench().browser
    rows = dict(browser.stream.items())
    assert rows["pbuffer"]["about"] == "Version 1.10.0, the newest of 2."
    assert rows["pother"]["about"] == ""
    assert client.processes["buffer"].description.version == "1.10.0"


def test_versions_for_event_loops() -> None:
    client = AsyncClient.of(client_of(VERSIONS))
    assert (
        asyncio.run(client.get_process("buffer", version="1.10.0")).version == "1.10.0"
    )


@pytest.mark.parametrize("status", [404, 410])
def test_results_that_have_expired_say_so(status: int) -> None:
    gone = httpx.Response(status, json={"title": "Not Found", "status": status})
    client = client_of({"/jobs/j1": JOB, "/jobs/j1/results": gone})
    with pytest.raises(ResultsExpiredError) as error:
        client.job("j1").results()
    assert "succeeded, but its results are no longer there" in str(error.value)
    assert "job.rerun(" in str(error.value.hint)
    assert "Check the id" not in str(error.value)


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (
            httpx.Response(200, text="supsup", headers={"content-type": "text/plain"}),
            "'supsup' (text/plain)",
        ),
        (httpx.Response(200, json=[2, 3, 5]), "[2, 3, 5]"),
        (httpx.Response(200, json={"final": 42}), ": 42 ("),
        (httpx.Response(200, json={"final": list(range(100_000))}), "[0, 1, 2"),
        (
            httpx.Response(
                200, content=b"\x00\x01", headers={"content-type": "image/x"}
            ),
            "(image/x, 2 bytes)",
        ),
    ],
)
def test_a_printed_result_shows_its_value(answer: httpx.Response, shown: str) -> None:
    printed = str(
        client_of({"/jobs/j1": JOB, "/jobs/j1/results": answer}).job("j1").results()
    )
    assert shown in printed
    assert max(map(len, printed.splitlines())) < 200


def client_of_states(*states: str) -> tuple[Client, Job]:
    """Return a client of a server whose job goes through the states, one a request, and the job submitted there."""
    left = list(states)

    def answer(request: httpx.Request) -> httpx.Response:
        status = left.pop(0) if len(left) > 1 else left[0]
        job = {**JOB, "status": status, "message": f"It is {status}"}
        if request.method == "POST":
            return httpx.Response(
                201, json=job, headers={"location": f"{ROOT}/jobs/j1"}
            )
        if request.url.path.endswith("/jobs"):
            return httpx.Response(200, json={"jobs": [job], "links": []})
        return httpx.Response(
            200 if request.url.path.endswith("/j1") else 404, json=job
        )

    client = Client(ROOT, transport=httpx.MockTransport(answer))
    # The process has no description, and the server no conformance.
    return client, client.submit("p", {}, retries=0)


@pytest.mark.parametrize(
    "look",
    [
        lambda client: client.get_job("j1"),
        lambda client: client.get_jobs(),
        lambda client: list(client.iter_jobs()),
        lambda client: client.job("j1").wait(),
        lambda client: asyncio.run(AsyncClient.of(client).get_jobs()),
        lambda client: asyncio.run(AsyncClient.of(client).get_job("j1")),
    ],
)
def test_whatever_has_seen_the_end_every_object_tells_it(
    look: Callable[[Client], Any],
) -> None:
    client, job = client_of_states("accepted", "accepted", "accepted", "successful")
    assert job.status == "accepted"
    look(client)
    assert (job.status, job.message) == ("successful", "It is successful")
    assert "accepted" not in repr(job)
    assert history()[0].status == "successful"


def test_an_end_that_another_kernel_has_seen() -> None:
    client, job = client_of_states("accepted")
    end = JobInfo.model_validate({**JOB, "message": "Seen elsewhere"})
    get_ledger(client).saw(client.server_id, [end])
    assert (job.status, job.message) == ("successful", "Seen elsewhere")


def test_a_job_that_is_removed_has_ended_as_it_has() -> None:
    client, _job = client_of_states(
        "accepted", "accepted", "accepted", "successful", "dismissed"
    )
    client.get_job("j1")
    client.dismiss_job("j1")
    assert history()[0].status == "successful"


def test_a_job_that_is_cancelled_has_ended_in_the_history_too() -> None:
    _client, job = client_of_states("accepted", "accepted", "dismissed")
    job.cancel()
    assert (job.status, history()[0].status) == ("dismissed", "dismissed")


def test_a_dismissal_that_answers_with_next_to_nothing_is_an_end_in_the_history() -> (
    None
):
    _client, job = client_of_states("accepted", "running", "accepted")
    job.cancel()
    assert (job.status, history()[0].status) == ("dismissed", "dismissed")


@pytest.mark.parametrize("status", [404, 410])
def test_an_output_whose_file_is_gone_says_what_to_do(
    status: int, tmp_path: Path
) -> None:
    outputs = {"x": {"href": f"{ROOT}/files/x.txt", "type": "text/plain"}}
    away = httpx.Response(status, json={"title": "Not Found", "status": status})
    client = client_of(
        {"/jobs/j1": JOB, "/jobs/j1/results": outputs, "/files/x.txt": away}
    )
    output = client.job("j1").results()["x"]
    for read in (output.bytes, output.open, lambda: output.save(tmp_path / "x")):
        with pytest.raises(ClientError) as error:
            read()
        assert error.value.hint == (
            "It has expired or was removed on the server; run the process again."
        )


def asked_of(client: Client, job_id: str) -> list[Any]:
    """Return every answer to what a job was asked: of the object, the details of a table, a receipt, a new run."""
    job, watch = client.job(job_id), get_monitor().watch(client, lambda *_: None)
    shown = job_actions.details(watch, job_id)["inputs"]
    again = [
        client.job(job.rerun().id),
        client.job(job_actions.run_again(watch, job_id)),
    ]
    watch.close()
    return [job.inputs, shown, *(one.inputs for one in again)]


REPEATED = (
    {"request": {"inputs": {"n": 1}}},
    {"inputs": {"n": 1}},
    {"parameters": {"n": 1}},
)


@pytest.mark.parametrize("document", [{}, *REPEATED])
@pytest.mark.parametrize("submitted", [True, False])
def test_one_answer_to_what_was_asked(
    document: dict[str, Any], submitted: bool
) -> None:
    """The ledger knows what was sent from here, the server's document what others sent."""
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            sent.append(json.loads(request.content)["inputs"])
            return httpx.Response(201, json={**JOB, **document})
        path = request.url.path
        return httpx.Response(
            200 if path.endswith("/jobs/j1") else 404, json={**JOB, **document}
        )

    if submitted:
        client_of(answer).submit("p", {"inputs": {"n": 1}})
    client = client_of(answer)  # as in another kernel
    if submitted or document:
        assert asked_of(client, "j1") == [{"n": 1}] * 4
        assert all(inputs == {"n": 1} for inputs in sent)
        return
    assert client.job("j1").inputs is None
    with pytest.raises(
        ClientError, match="not kept, neither on this computer nor on the server"
    ):
        client.job("j1").rerun()


def test_one_byte_and_no_outputs() -> None:
    link = {"x": {"href": f"{ROOT}/x", "length": 1}}
    client = client_of({"/jobs/j1": JOB, "/jobs/j1/results": link})
    assert "1 byte)" in repr(client.job("j1").results())
    client = client_of({"/jobs/j1": JOB, "/jobs/j1/results": {}})
    with pytest.raises(ClientError, match="brought back no outputs"):
        client.job("j1").results().output()


def test_limits_of_one_and_a_history_of_one() -> None:
    schema = {"type": "string", "minLength": 1, "maxLength": 2}
    process = {**summary("1"), "inputs": {"name": {"schema": schema}}, "outputs": {}}
    client = client_of({"/processes/buffer": process})
    assert "At least 1 character; at most 2 characters." in (
        client.process("buffer").__doc__ or ""
    )
    info = JobInfo.model_validate({**JOB, "status": "accepted"})
    get_ledger(client).record(client.server_id, info)
    assert repr(history()).startswith("1 job of p: 1 accepted\n")
