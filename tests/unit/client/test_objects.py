"""What a person holds: processes, jobs, results; and what none of them may show."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import threading
import traceback
from typing import Any

import httpx
import pytest

from procbook import (
    AsyncClient,
    Client,
    ClientConfig,
    ClientError,
    InputError,
    JobFailedError,
    JobInfo,
    JobStatus,
    LoginRequiredError,
    NotReadyError,
    ProcessRequest,
    ResultError,
    Results,
    TransportError,
)

API = "https://api.example.org/ogc"
PROCESS = {
    "id": "mean",
    "version": "1",
    "jobControlOptions": ["async-execute"],
    "inputs": {
        "n": {"schema": {"type": "integer", "minimum": 1}},
        "where": {"schema": {"type": "object"}, "minOccurs": 0},
        "note": {"schema": {"type": "string"}, "minOccurs": 0},
    },
    "outputs": {"out": {"schema": {"type": "number"}}},
}
JOB = {"jobID": "j", "processID": "mean", "type": "process", "status": "running"}
DONE = {**JOB, "status": "successful"}
RUN = "POST /ogc/processes/mean/execution"


def job(status: int = 201, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=JOB, headers=headers)


@pytest.fixture
def client(fake: Any) -> Client:
    fake.answers |= {
        "GET /ogc/conformance": {
            "conformsTo": [
                "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core"
            ]
        },
        "GET /ogc/processes": {"processes": [PROCESS], "links": []},
        "GET /ogc/processes/mean": PROCESS,
        RUN: job(),
        "GET /ogc/jobs/j": DONE,
        "GET /ogc/jobs/j/results": {"out": 4.5},
    }
    made = Client(API, transport=fake)
    made.session.connection.sleep = lambda _seconds: None
    return made


# -- running


def test_call_wait_results(client: Client, fake: Any) -> None:
    job = client.processes["mean"](n=3)
    assert (job.id, job.process_id, job.status, job.inputs) == (
        "j",
        "mean",
        "running",
        {"n": 3},
    )
    assert json.loads(next(r for r in fake.came if r.method == "POST").content) == {
        "inputs": {"n": 3}
    }
    assert (
        next(r for r in fake.came if r.method == "POST").headers["prefer"]
        == "respond-async"
    )
    assert job.wait().results()["out"].value == 4.5
    assert client.processes["mean"].run(n=3).root == {"out": 4.5}


def test_arun(client: Client) -> None:
    async def run() -> Results:
        return await client.processes["mean"].arun(n=3)

    assert asyncio.run(run()).value == 4.5


def test_nothing_is_sent_that_cannot_be_right(client: Client, fake: Any) -> None:
    process = client.processes["mean"]
    assert [(m.path, m.rule) for m in process.validate(n=0, m=1)] == [
        (("n",), "minimum"),
        (("m",), "unknown"),
    ]
    assert process.validate(n=1) == []
    with pytest.raises(InputError) as error:
        process(n=0, where=3)
    assert len(error.value.mistakes) == 2
    assert "POST" not in {request.method for request in fake.came}


def test_results_at_once_are_a_job_that_has_ended(client: Client, fake: Any) -> None:
    fake.answers[RUN] = httpx.Response(200, json={"out": 4.5})
    job = client.processes["mean"](n=1)
    assert (job.id, job.status) == ("", "successful")
    assert job.wait().results()["out"].value == 4.5
    assert job.refresh() is job
    assert job.remove() is None
    assert isinstance(client.execute_process("mean", {"inputs": {"n": 1}}), Results)


def test_results_at_once_leave_no_job_to_remove(client: Client, fake: Any) -> None:
    fake.answers[RUN] = httpx.Response(200, json={"out": 4.5})

    async def tour() -> None:
        job = await client.to_async().submit("mean", {"inputs": {"n": 1}})
        await job.remove()
        assert (await (await job.refresh()).results()).value == 4.5

    asyncio.run(tour())
    assert "DELETE" not in {request.method for request in fake.came}


def test_values_are_written_by_the_description_from_the_first_call_on(
    client: Client, fake: Any
) -> None:
    job = client.submit("mean", {"inputs": {"n": 3, "note": dt.date(2024, 5, 1)}})
    assert (job.id, job.inputs) == ("j", {"n": 3, "note": "2024-05-01"})
    assert json.loads(next(r for r in fake.came if r.method == "POST").content) == {
        "inputs": job.inputs
    }


def test_where_the_job_is(client: Client, fake: Any) -> None:
    fake.answers[RUN] = job(Location="http://localhost:5000/processes/mean/jobs/j")
    fake.answers["GET /ogc/processes/mean/jobs/j"] = DONE
    fake.answers["GET /ogc/processes/mean/jobs/j/results"] = {"out": 1}
    assert client.processes["mean"].run(n=1).value == 1


def test_a_job_without_a_body(client: Client, fake: Any) -> None:
    fake.answers[RUN] = httpx.Response(201, headers={"Location": "/ogc/jobs/j"})
    assert client.processes["mean"].run(n=1).value == 4.5


@pytest.mark.parametrize("status", ["failed", "dismissed"])
def test_a_job_that_ends_badly(client: Client, fake: Any, status: str) -> None:
    fake.answers["GET /ogc/jobs/j"] = {
        **JOB,
        "status": status,
        "message": "the disk is full",
    }
    job = client.processes["mean"](n=1)
    with pytest.raises(JobFailedError, match="the disk is full") as error:
        job.wait()
    assert (error.value.job.status, error.value.url) == (status, job.url)
    assert job.wait(check=False) is job
    with pytest.raises(JobFailedError):
        job.results()
    fake.answers["GET /ogc/jobs/j/results"] = httpx.Response(403, json={"detail": "no"})
    with pytest.raises(JobFailedError, match="the disk is full"):
        client.get_job_results("j")


def test_results_too_early(client: Client, fake: Any) -> None:
    fake.answers["GET /ogc/jobs/j"] = JOB
    with pytest.raises(NotReadyError):
        client.job("j").results()
    assert "GET /ogc/jobs/j/results" not in fake.paths()


def test_cancel_never_removes(client: Client, fake: Any) -> None:
    fake.answers["DELETE /ogc/jobs/j"] = {**JOB, "status": "dismissed"}
    assert client.job("j").cancel().status == "successful"
    assert "DELETE" not in {request.method for request in fake.came}
    fake.answers["GET /ogc/jobs/j"] = JOB
    assert client.job("j").cancel().status == "dismissed"


def test_remove(client: Client, fake: Any) -> None:
    fake.answers["GET /ogc/jobs/j"] = JOB
    fake.answers["DELETE /ogc/jobs/j"] = fake.in_turn(
        {**JOB, "status": "dismissed"}, httpx.Response(404)
    )
    job = client.job("j")
    job.remove()
    assert job.gone
    assert [path for path in fake.paths() if "DELETE" in path] == [
        "DELETE /ogc/jobs/j"
    ] * 2


def test_dismissing_where_the_server_says_nothing(client: Client, fake: Any) -> None:
    fake.answers["DELETE /ogc/jobs/j"] = httpx.Response(204)
    assert client.dismiss_job("j").status is JobStatus.dismissed


def test_rerun_with_a_change(client: Client, fake: Any) -> None:
    client.processes["mean"](n=1, note="x").rerun(n=2)
    assert fake.body() == {"inputs": {"n": 2, "note": "x"}}
    with pytest.raises(ClientError, match="were not kept"):
        client.job("other-job-id" if False else "j").__class__(
            client, JobInfo(jobID="k", status=JobStatus.failed)
        ).rerun()


def test_filters_are_sent_and_applied_again(client: Client, fake: Any) -> None:
    fake.answers["GET /ogc/jobs"] = {
        "jobs": [JOB, {**DONE, "jobID": "k"}, {**DONE, "jobID": "k"}],
        "links": [],
    }
    assert [
        info.jobID
        for info in client.get_jobs(status="successful", process_id="mean").jobs
    ] == ["k"]
    assert fake.paths()[-1] == "GET /ogc/jobs?processID=mean&status=successful"
    assert [info.jobID for info in client.iter_jobs(limit=1)] == ["j"]


def test_a_list_that_is_cut_without_a_word(client: Client, fake: Any) -> None:
    def page(request: httpx.Request) -> Any:
        count = int(request.url.params.get("limit", 10))
        processes = [{"id": f"p{n}", "version": "1"} for n in range(min(count, 17))]
        return {"processes": processes, "links": []}

    fake.answers["GET /ogc/processes"] = page
    found = client.get_processes()
    assert len(found.processes) == 17
    assert [quirk.code for quirk in found.quirks] == ["cut-without-next"]
    assert len(found.raw["processes"]) == 10
    assert len(client.get_processes(limit=10).processes) == 10


def test_ids_are_one_segment_of_the_path(client: Client, fake: Any) -> None:
    with pytest.raises(ClientError):
        client.get_process("a/../b c:1")
    assert fake.paths()[-1] == "GET /ogc/processes/a%2F..%2Fb%20c:1"


# -- values that servers do not unwrap


def test_plain_values_for_pygeoapi(client: Client, fake: Any) -> None:
    fake.answers["GET /ogc/processes/mean"] = httpx.Response(
        200, json=PROCESS, headers={"X-Powered-By": "pygeoapi 0.24.0"}
    )
    client.processes["mean"](n=1, where={"a": 1})
    assert fake.body() == {"inputs": {"n": 1, "where": {"a": 1}}}


def test_plain_values_after_a_refusal(client: Client, fake: Any) -> None:
    fake.answers[RUN] = lambda r: (
        httpx.Response(400, json={}) if b'"value"' in r.content else job()
    )
    for _ in range(2):
        client.processes["mean"](n=1, where={"a": 1})
    bodies = [
        json.loads(r.content)["inputs"]["where"]
        for r in fake.came
        if r.method == "POST"
    ]
    assert bodies == [{"value": {"a": 1}}, {"a": 1}, {"a": 1}]


def test_a_refusal_that_names_a_job_is_not_tried_again(
    client: Client, fake: Any
) -> None:
    fake.answers[RUN] = httpx.Response(
        400, json={"title": "no"}, headers={"Location": "/jobs/j"}
    )
    with pytest.raises(ClientError):
        client.processes["mean"](n=1, where={"a": 1})
    assert sum(request.method == "POST" for request in fake.came) == 1


# -- results


def test_every_form_of_output(client: Client, fake: Any) -> None:
    outputs = {
        name: {"schema": {}} for name in ("plain", "text", "bytes", "link", "s3")
    }
    fake.answers["GET /ogc/processes/mean"] = {**PROCESS, "outputs": outputs}
    fake.answers["GET /ogc/jobs/j/results"] = {
        "plain": {"a": [1]},
        "text": {"value": "grün", "mediaType": "text/plain"},
        "bytes": {"value": "AAEC", "encoding": "base64", "mediaType": "image/png"},
        "link": {"href": "/ogc/files/x.json", "type": "application/json"},
        "s3": {"href": "s3://bucket/key", "type": "image/tiff"},
    }
    fake.answers["GET /ogc/files/x.json"] = {"b": 2}
    results = client.get_job_results("j")
    assert list(results) == ["plain", "text", "bytes", "link", "s3"]
    asked = len(fake.came)
    assert results["plain"].value == {"a": [1]}
    assert results["text"].value == "grün"
    assert results["text"].bytes() == "grün".encode()
    assert results["bytes"].value == results["bytes"].bytes() == b"\0\1\2"
    assert results["s3"].value == {"href": "s3://bucket/key", "type": "image/tiff"}
    assert results.root["link"]["href"] == f"{API}/files/x.json"
    assert len(fake.came) == asked
    assert results["link"].value == {"b": 2}
    assert results["link"].value == {"b": 2}
    assert len(fake.came) == asked + 1
    assert results["link"].size == len(b'{"b":2}')
    with pytest.raises(ResultError, match="cannot be fetched"):
        results["s3"].bytes()
    with pytest.raises(KeyError, match="only: plain, text"):
        results["other"]
    with pytest.raises(ResultError, match="name one of"):
        results.output()
    assert len(repr(results).splitlines()) == 6


def test_streams_come_in_pieces(client: Client, fake: Any) -> None:
    content = bytes(200_000)
    fake.answers["GET /ogc/jobs/j/results"] = {
        "out": {"href": "/f", "type": "application/octet-stream"}
    }
    fake.answers["GET /f"] = httpx.Response(200, content=content)
    output = client.get_job_results("j")["out"]
    assert b"".join(output.stream()) == content
    fake.answers["GET /f"] = httpx.Response(404, json={"title": "gone"})
    with pytest.raises(ClientError, match="gone"):
        list(client.get_job_results("j")["out"].stream())


# -- brands, threads, closing


def test_a_brand_hides_optional_inputs_and_folds_others(
    fake: Any, client: Client
) -> None:
    class Brand(ClientConfig):
        @classmethod
        def accept_input(cls, process: Any, name: str, description: Any) -> bool:
            return name not in {"n", "where"}

        @classmethod
        def is_advanced_input(cls, process: Any, name: str, description: Any) -> bool:
            return name == "note"

    process = Client(API, config_type=Brand, transport=fake).processes["mean"]
    assert [field.name for field in process.plan.fields] == ["n", "note"]
    assert process.plan.fields[1].hints["advanced"]
    assert process.validate(n=1, where={}) == []
    assert [field.name for field in client.processes["mean"].plan.fields] == [
        "n",
        "where",
        "note",
    ]


def test_threads_share_a_client(client: Client, fake: Any) -> None:
    found: list[Any] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(client.processes["mean"].run(n=1).value)
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [4.5] * 8


def test_a_closed_client_says_so(client: Client) -> None:
    with client:
        pass
    with pytest.raises(ClientError, match="closed"):
        client.get_capabilities()


def test_requests_at_the_top_level(client: Client, fake: Any) -> None:
    with pytest.warns(UserWarning, match="Inputs belong under"):
        client.execute_process("mean", {"n": 2})
    assert fake.body() == {"inputs": {"n": 2}}
    assert client.create_execution_request("mean") == ProcessRequest(inputs={})


# -- secrets


def failures(client: Client) -> Any:
    for call in (
        client.get_capabilities,
        lambda: client.get_process("x"),
        lambda: client.processes["mean"].run(n=1),
    ):
        try:
            call()
        except ClientError as error:
            yield error


SIGNED = [
    {"username": "me", "password": "s3cr3t"},
    {"token": "s3cr3t"},
    {"api_key": "s3cr3t"},
    {"api_key": "s3cr3t", "api_key_query": "key"},
    {"login_url": "http://127.0.0.1:1/login", "username": "me", "password": "s3cr3t"},
    {
        "token_url": "http://127.0.0.1:1/token",
        "username": "me",
        "password": "s3cr3t",
        "client_secret": "s3cr3t2",
    },
]


@pytest.mark.parametrize("settings", SIGNED)
@pytest.mark.parametrize("fault", [500, 401, "broken"])
def test_no_secret_is_shown(
    fake: Any,
    settings: dict[str, Any],
    fault: Any,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)

    def answer(request: httpx.Request) -> httpx.Response:
        if fault == "broken":
            raise httpx.ReadError("broken")
        return httpx.Response(fault, json={"title": "no"})

    client = Client(API, transport=httpx.MockTransport(answer), retries=0, **settings)
    shown = [
        repr(client),
        client._repr_html_(),
        json.dumps(client.config.to_dict()),
        repr(vars(client)),
        repr(client.config),
    ]
    errors = list(failures(client))
    assert errors
    for error in errors:
        assert isinstance(error, TransportError | LoginRequiredError | ClientError)
        shown += [
            repr(error),
            str(error),
            error._repr_html_(),
            "".join(traceback.format_exception(error)),
        ]
        shown += traceback.TracebackException.from_exception(
            error, capture_locals=True
        ).format()
    mine = [text for text in shown if "s3cr3t" in text and "test_objects" not in text]
    assert mine == []
    assert "s3cr3t" not in caplog.text
    assert "s3cr3t" not in "".join(capsys.readouterr())


# -- errors in IPython


def test_an_uncaught_error_is_a_card_and_a_traceback(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("IPython")
    from IPython.core.interactiveshell import InteractiveShell

    from procbook.client.notebook import _error_card

    shell = InteractiveShell.instance()
    try:
        _error_card.install()
        assert ClientError in shell.custom_exceptions
        shell.user_ns["client"] = client
        shell.run_cell("client.get_process('nope')", store_history=False)
        said = capsys.readouterr()
        assert "Not Found" in said.out + said.err
        assert "Traceback" in said.out + said.err
    finally:
        InteractiveShell.clear_instance()


def test_completion_in_ipython(client: Client) -> None:
    pytest.importorskip("IPython")
    from IPython.core.completer import provisionalcompleter
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    try:
        shell.user_ns.update(client=client, mean=client.processes["mean"])
        with provisionalcompleter():
            for code, word in [
                ("mean(wh", "where="),
                ("client.processes['me", "mean"),
                ("client.processes.me", "mean"),
            ]:
                assert word in {
                    found.text.lstrip(".")
                    for found in shell.Completer.completions(code, len(code))
                }, code
    finally:
        InteractiveShell.clear_instance()


def test_both_clients_have_the_same_names() -> None:
    names = {name for name in dir(Client) if not name.startswith("_")}
    assert names - set(dir(AsyncClient)) == {"to_async"}


def test_the_async_client_call_by_call(client: Client, fake: Any) -> None:
    async def tour() -> None:
        async with client.to_async() as twin:
            assert (await twin.get_capabilities()).title == "Fake"
            assert (await twin.get_conformance()).conformsTo
            assert [p.id for p in (await twin.get_processes()).processes] == ["mean"]
            assert (await twin.process("mean")).id == "mean"
            job = await twin.submit("mean", {"inputs": {"n": 1}})
            assert (await (await job.wait()).results())["out"].value == 4.5
            assert (await (await twin.job("j")).cancel()).status == "successful"
            assert (await twin.get_job_result("j")).value == 4.5
            assert (await twin.request("GET", "/jobs/j")).json() == DONE
            fake.answers["GET /ogc/jobs"] = {"jobs": [JOB, DONE], "links": []}
            assert [j.jobID async for j in twin.iter_jobs(status="running")] == ["j"]
            fake.answers["DELETE /ogc/jobs/j"] = {**JOB, "status": "dismissed"}
            assert (await twin.dismiss_job("j")).status == "dismissed"
            assert await twin.create_execution_request("mean") == ProcessRequest(
                inputs={}
            )
            await twin.logout()

    asyncio.run(tour())
