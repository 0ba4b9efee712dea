"""The form's kernel side: value, request, errors, jobs; and what never leaves by a synced trait."""

from __future__ import annotations

import base64
import datetime as dt
import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import ipywidgets
import numpy as np
import pytest

from procbook import Client, ClientError, InputError, ProcessForm
from procbook.client.jobs import _sweep
from procbook.jobs import SweepError, get_ledger, history
from procbook.models import ApiError
from procbook.protocol.errors import ConfigError, ResponseError
from procbook.widgets._base import problem_of
from procbook.widgets.form._server_mistakes import find_refused_inputs

SCHEMA = {
    "title": "Settings",
    "type": "object",
    "required": ["count"],
    "properties": {
        "count": {"type": "integer", "minimum": 1},
        "day": {"type": "string", "format": "date"},
        "ratio": {"type": "number"},
        "token": {"type": "string", "format": "password"},
    },
}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    made = Client.local()
    yield made
    made.close()


def ask(form: ProcessForm, verb: str, **args: Any) -> Any:
    """Do what the page asks for, as the base does it."""
    return getattr(form, f"_do_{verb}")(**args)


def test_a_form_of_a_schema_needs_no_server() -> None:
    form = ProcessForm.from_schema(SCHEMA, day=dt.date(2025, 1, 2))
    assert form.value == {"day": "2025-01-02"}
    assert [(m.pointer, m.rule) for m in form.errors] == [("/count", "required")]
    form.value = {"count": 0}
    assert [(m.pointer, m.rule) for m in form.errors] == [("/count", "minimum")]
    with pytest.raises(Exception, match="no process"):
        form.submit()


def test_the_value_is_observed_and_linked() -> None:
    form = ProcessForm.from_schema(SCHEMA)
    heard: list[Any] = []
    form.observe(lambda change: heard.append(change["new"]), "value")
    other = ProcessForm.from_schema(SCHEMA)
    link = ipywidgets.link((form, "value"), (other, "value"))
    ask(form, "set", text='{"count": 3}', by="page", n=1)
    assert heard == [{"count": 3}] and other.value == {"count": 3}
    other.value = {"count": 4}
    assert form.value == {"count": 4}
    link.unlink()


def test_a_late_value_does_not_undo_a_later_one() -> None:
    form = ProcessForm.from_schema(SCHEMA)
    ask(form, "set", text='{"count": 2}', by="page", n=2)
    ask(form, "set", text='{"count": 1}', by="page", n=1)
    assert form.value == {"count": 2}
    assert form.stream["value"]["by"] == "page"
    form.value = {"count": 9}
    assert (form.stream["value"]["by"], form.stream["value"]["text"]) == (
        "",
        '{"count": 9}',
    )


def test_what_python_sets_while_somebody_types_stays() -> None:
    form = ProcessForm.from_schema(SCHEMA)
    seen = form.stream["value"]["v"]
    ask(form, "set", text='{"count": 1, "ratio": 2}', by="page", n=1, seen=seen)
    form.value = {**form.value, "day": "2025-01-02"}
    ask(form, "set", text='{"count": 12}', by="page", n=2, seen=seen)
    assert form.value == {"count": 12, "day": "2025-01-02"}
    ask(form, "set", text='{"count": 125}', by="page", n=3, seen=seen)
    assert form.value == {"count": 125, "day": "2025-01-02"}
    assert form.stream["value"]["by"] == ""
    ask(
        form,
        "set",
        text='{"count": 125}',
        by="page",
        n=4,
        seen=form.stream["value"]["v"],
    )
    assert form.value == {"count": 125}


def test_no_digit_is_lost() -> None:
    form = ProcessForm.from_schema(SCHEMA)
    text = '{"count": 18446744073709551617, "ratio": 0.1234567890123456789}'
    ask(form, "set", text=text, by="page", n=1)
    assert form.value == {"count": 2**64 + 1, "ratio": Decimal("0.1234567890123456789")}
    assert form.stream["value"]["text"] == text
    assert form.errors == ()


def test_inputs_are_in_no_synced_trait() -> None:
    form = ProcessForm.from_schema(SCHEMA, token="s3cret", count=77123)
    state = json.dumps(form.get_state(), default=str)
    assert "s3cret" not in state and "77123" not in state
    assert "s3cret" not in repr(form) + form._fallback_html()


def test_unknown_values_and_verbs_are_refused() -> None:
    form = ProcessForm.from_schema(SCHEMA)
    with pytest.raises(ValueError, match="module"):
        ask(form, "module", name="../secret")


def test_the_address_of_map_tiles_is_a_setting(client: Client) -> None:
    assert client.process("echo").form().stream["meta"]["tiles"] is None
    tiles = "https://tiles.test/{z}/{x}/{y}.png"
    other = Client(client.api_url, map_tiles=tiles)
    assert other.process("echo").form().stream["meta"]["tiles"] == tiles
    for wrong in ("javascript:{z}{x}{y}", "https://tiles.test/"):
        with pytest.raises(ConfigError, match="map_tiles"):
            Client(client.api_url, map_tiles=wrong)


def test_two_forms_of_one_process_are_apart(client: Client) -> None:
    one, two = (client.processes["sleep_a_while"].form() for _ in range(2))
    one.value = {"duration": 1}
    assert two.value == {}


def test_a_form_runs_its_process(client: Client) -> None:
    form = client.processes["sleep_a_while"].form(duration=0.2)
    assert form.request.inputs == {"duration": 0.2}
    job = form.submit()
    assert form.job is job and form.jobs == (job,)
    job.wait(progress=False)
    tick = threading.Event()
    while form.stream["job:0001"]["status"] != "successful" and not tick.wait(0.05):
        pass
    assert form.stream["job:0001"]["status"] == "successful"
    assert "return_value" in ask(form, "open", key="job:0001")["html"]
    form.close()


def test_an_input_that_there_is_not_is_refused_where_it_was_written(
    client: Client,
) -> None:
    process = client.processes["sleep_a_while"]
    with pytest.raises(
        InputError,
        match=r"duratoin: is no input of this process; did you mean duration\?",
    ):
        process.form(duratoin=3)
    assert [m.rule for m in process.form(duration=-1).errors] == ["minimum"]


def test_wrong_inputs_are_not_sent(client: Client) -> None:
    form = client.processes["sleep_a_while"].form(duration=-1)
    with pytest.raises(InputError) as caught:
        form.submit()
    assert [m.pointer for m in caught.value.mistakes] == ["/duration"]
    assert form.job is None


def test_a_sweep_is_several_jobs(client: Client) -> None:
    form = client.processes["sleep_a_while"].form()
    said = ask(
        form,
        "run",
        text='{"duration": 0.1}',
        sweep={"/duration": "[0.1, 0.2]", "/fail": "[false, true]"},
    )
    assert said == "Submitted 4 jobs."
    assert [job.inputs for job in form.jobs] == [
        {"duration": d, "fail": f}
        for d, f in [(0.1, False), (0.1, True), (0.2, False), (0.2, True)]
    ]
    name = "sleep_a_while by duration, fail"
    assert form.stream["job:0001"]["group"] == name
    assert {record.job_id for record in history(group=name)} == {
        job.id for job in form.jobs
    }
    ask(
        form,
        "run",
        text='{"duration": 0.1}',
        sweep={"/duration": "[0, 0.1]", "/fail": "[false]"},
    )
    assert form.stream["job:0005"]["group"] == f"{name} 2"
    form.close()


def refusing(
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    *,
    problem: ApiError | None = None,
    duration: float = 0.2,
) -> None:
    """Have requests of a sweep refused that have this duration."""
    submit = _sweep.submit

    def picky(operations: Any, process_id: str, request: Any, **options: Any) -> Any:
        if request.inputs["duration"] >= duration and request.inputs["duration"] < 0.3:
            raise ResponseError("That is no time.", status=status, problem=problem)
        return (yield from submit(operations, process_id, request, **options))

    monkeypatch.setattr(_sweep, "submit", picky)


def test_a_refusal_does_not_lose_the_other_jobs_of_a_sweep(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = client.processes["sleep_a_while"].form()
    refusing(monkeypatch, 422)
    with pytest.raises(SweepError) as caught:
        ask(form, "run", text="{}", sweep={"/duration": "[0.1, 0.2, 0.3]"})
    assert [job.inputs["duration"] for job in form.jobs] == [0.1, 0.3]
    assert [key for key, _ in form.stream.items() if key.startswith("job:")] == [
        "job:0001",
        "job:0002",
    ]
    problem = problem_of(caught.value)
    assert (
        problem["title"]
        == "2 of 3 jobs of 'sleep_a_while by duration' were started, 1 refused."
    )
    assert problem["detail"] == "  duration=0.2: That is no time."
    form.close()


def test_a_refusal_in_a_sweep_is_told_at_its_input_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = client.processes["sleep_a_while"].form()
    said = ApiError.model_validate(
        {"type": "x", "detail": "Invalid value for input 'duration': even"}
    )
    refusing(monkeypatch, 422, problem=said)
    with pytest.raises(SweepError) as caught:
        ask(form, "run", text="{}", sweep={"/duration": "[0.1, 0.2]"})
    [mistake] = problem_of(caught.value)["mistakes"]
    assert mistake["pointer"] == "/duration"
    assert (
        mistake["message"]
        == "The server says: Invalid value for input 'duration': even (duration = 0.2)"
    )
    form.close()


def test_a_page_without_a_kernel_shows_what_is_filled_in(client: Client) -> None:
    process = client.processes["primes_between"]
    assert "31337" in process.form(min_val=31337)._repr_mimebundle_()[0]["text/html"]
    assert process.form()._fallback_html() == process.description._repr_html_()
    schema = {
        "properties": {
            "key": {"type": "string", "writeOnly": True},
            "a": {"type": "integer"},
        }
    }
    html = ProcessForm.from_schema(schema, key="s3cret", a=77123)._fallback_html()
    assert "77123" in html and "s3cret" not in html


def test_a_decimal_is_the_same_decimal_as_last_time(client: Client) -> None:
    process = client.process("sleep_a_while")
    digits = Decimal("0.01234567890123456789")
    process(duration=digits)
    assert json.loads(
        ask(process.form(), "last", text="{}")["text"], parse_float=Decimal
    ) == {"duration": digits}
    [record] = history()
    assert record.inputs == {"duration": digits}
    assert str(digits) in str(record.receipt())


def test_a_server_that_refuses_all_is_not_asked_on(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = client.process("sleep_a_while")
    refusing(monkeypatch, 403, duration=0)
    with pytest.raises(SweepError, match="0 of 2 jobs of 'tried' were started, 2 not"):
        process.sweep("tried", duration=[0.1, 0.2])


def test_a_sweep_in_python_takes_lists_ranges_and_arrays(client: Client) -> None:
    process = client.process("sleep_a_while")
    for several in (
        [0, 0.1],
        range(2),
        {"from": 0, "to": 0.1, "count": 2},
        np.linspace(0, 0.1, 2),
    ):
        assert len(process.sweep(duration=several, fail=False)) == 2
    with pytest.raises(InputError, match="at least 0"):
        process.sweep(duration=[-1, 1])
    primes = client.process("primes_between")
    assert len(primes.sweep(min_val=[1, 2], max_val=[10, 20])) == 4


def test_the_form_is_filled_in_as_last_time_only_when_asked(client: Client) -> None:
    process = client.process("sleep_a_while")
    form = process.form()
    assert ask(form, "last", text="{}") == {
        "text": None,
        "note": "Nothing was run here before.",
    }
    process(duration=0.125, fail=False)
    assert process.form().value == {}
    answer = ask(form, "last", text="{}")
    assert json.loads(answer["text"]) == {"duration": 0.125, "fail": False}
    assert answer["note"].startswith("Filled in as on ")


def test_secrets_are_not_filled_in_as_last_time(client: Client) -> None:
    process = client.process("sleep_a_while")
    job = process(duration=0)
    secret = {"inputs": {"duration": 1, "token": "s3cret", "gone": 1}}
    get_ledger().record(client.server_id, job.info, secret, process.description)
    answer = ask(process.form(), "last", text="{}")
    assert json.loads(answer["text"]) == {"duration": 1}
    assert answer["note"].endswith("; not kept, or not fitting any more: token, gone.")


def test_examples_are_filled_in_over_what_is_there() -> None:
    schema = {
        "properties": {
            "a": {"type": "integer", "examples": ["no", 3, 4]},
            "b": {"type": "string"},
        }
    }
    form = ProcessForm.from_schema(schema)
    answer = ask(form, "example", text='{"b": "kept", "a": 1}')
    assert json.loads(answer["text"]) == {"b": "kept", "a": 3}


@pytest.mark.parametrize("language", ["python", "cli", "curl", "json", "yaml"])
def test_the_form_speaks_other_languages_and_reads_them(
    client: Client, language: str
) -> None:
    form = client.processes["primes_between"].form()
    text = '{"min_val": 5, "max_val": 50}'
    code = ask(form, "code", language=language, text=text)
    assert json.loads(ask(form, "paste", text=code)["text"]) == json.loads(text)


def test_presets_keep_values_but_no_secrets() -> None:
    form = ProcessForm.from_schema(SCHEMA)
    assert ask(
        form, "save_preset", name="mine", text='{"count": 3, "token": "s3cret"}'
    ) == ["mine"]
    assert ask(form, "preset", name="mine") == '{"count": 3}'
    assert "s3cret" not in form._presets.path.read_text()
    assert form._presets.path.stat().st_mode & 0o077 == 0
    assert ask(form, "drop_preset", name="mine") == []


def test_a_large_file_comes_in_pieces_and_stays_in_the_kernel() -> None:
    form = ProcessForm.from_schema({"properties": {"file": {"type": "string"}}})
    data = bytes(range(256)) * 4000
    args = {"name": "a.bin", "encoding": "base64", "total": len(data)}
    assert ask(form, "file", offset=0, buffers=[data[:600_000]], **args) is None
    handle = ask(form, "file", offset=600_000, buffers=[data[600_000:]], **args)
    ask(form, "set", text=json.dumps({"file": handle}), by="page", n=1)
    assert base64.b64decode(form.value["file"]) == data
    assert len(form.stream["value"]["text"]) < 200
    with pytest.raises(ValueError, match="lost"):
        ask(form, "file", offset=5, buffers=[b"x"], **args)


@pytest.mark.parametrize(
    ("document", "paths"),
    [
        (
            {"detail": [{"loc": ["body", "inputs", "duration"], "msg": "bad"}]},
            [("duration",)],
        ),
        ({"invalid-params": [{"name": "fail", "reason": "bad"}]}, [("fail",)]),
        (
            {"errors": [{"pointer": "/inputs/duration/0", "detail": "bad"}]},
            [("duration", 0)],
        ),
        ({"detail": "Invalid value for input 'duration': negative"}, [("duration",)]),
        ({"detail": "The duration of the outage is unknown"}, []),
    ],
)
def test_what_a_server_refuses_is_told_at_its_input(
    document: dict[str, Any], paths: list[Any]
) -> None:
    listed = {key: value for key, value in document.items() if isinstance(value, str)}
    error = ResponseError(
        "no",
        status=400,
        problem=ApiError.model_validate({"type": "x", **listed}).received(document),
    )
    assert [m.path for m in find_refused_inputs(error, ["duration", "fail"])] == paths


def test_outputs_are_asked_for_by_name_and_format(client: Client) -> None:
    form = client.processes["several_outputs"].form()
    offered = {output["name"]: output for output in form.stream["meta"]["outputs"]}
    assert set(offered) == set(client.processes["several_outputs"].description.outputs)
    assert form.request.outputs is None
    first = next(iter(offered))
    ask(form, "choose_outputs", chosen={first: {"mode": "reference"}})
    assert form.request.to_json()["outputs"] == {
        first: {"transmissionMode": "reference"}
    }
    assert form.stream["outputs"] == {"chosen": {first: {"mode": "reference"}}}
    assert first in ask(form, "code", language="json", text="{}")
    with pytest.raises(ClientError, match="has no output nothing"):
        form.outputs = {"nothing": {}}
    ask(form, "choose_outputs", chosen=None)
    assert form.request.outputs is None


def test_doubts_are_sent_where_the_check_is_left_out() -> None:
    sent: list[dict[str, Any]] = []
    form = client_that_takes_all(sent).processes["p"].form(count=9)
    assert [(m.rule, m.severity) for m in form.errors] == [("maximum", "soft")]
    with pytest.raises(InputError):
        form.submit()
    ask(form, "run", text='{"count": 9}', check=False)
    assert [request["inputs"] for request in sent] == [{"count": 9}]
    with pytest.raises(InputError):
        ask(form, "run", text='{"count": "many"}', check=False)


def client_that_takes_all(sent: list[dict[str, Any]]) -> Client:
    """Return a client of a server that runs whatever it gets."""
    count = {"schema": {"type": "integer", "maximum": 5}}
    process = {"id": "p", "version": "1", "inputs": {"count": count}, "outputs": {}}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            sent.append(json.loads(request.content))
            job = {"jobID": "1", "type": "process", "status": "accepted"}
            return httpx.Response(201, json=job)
        if request.url.path.endswith("/processes/p"):
            return httpx.Response(200, json=process)
        return httpx.Response(404, json={"title": "Not Found", "status": 404})

    return Client(
        "https://example.org/ogc", transport=httpx.MockTransport(answer), retries=0
    )
