"""Whatever stands in the place of a document, reading it raises nothing but ``ClientError``."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from procbook.models import (
    ApiError,
    Capabilities,
    ConformanceDeclaration,
    JobInfo,
    JobList,
    JobResults,
    ProcessDescription,
    ProcessList,
    ProcessRequest,
    ProcessSummary,
)
from procbook.protocol import (
    Answer,
    classify,
    error_from,
    execution_request,
    read,
    read_results,
)
from procbook.protocol.errors import ClientError

MODELS = (
    ApiError,
    Capabilities,
    ConformanceDeclaration,
    JobInfo,
    JobList,
    JobResults,
    ProcessDescription,
    ProcessList,
    ProcessRequest,
    ProcessSummary,
)
# The members that reading looks at, so that hypothesis meets them more often than by chance.
_NAMES = """id identifier jobID jobId status state type processID progress percentCompleted message created started finished
updated links href rel title description abstract version processVersion keywords metadata additionalParameters
parameters name value values inputs outputs input output schema minOccurs maxOccurs formats mediaType mimeType encoding
literalDataDomain literalDataDomains allowedValues dataType data_type defaultValue minimumValue maximumValue spacing
supportedCRS properties items oneOf allOf anyOf enum default required minimum exclusiveMinimum nullable $ref
discriminator process processDescription processes jobs groups providers conformsTo detail code exception
ExceptionReport traceback x-traceback response subscriber mode format transmissionMode statusInfo jobControlOptions
outputTransmission error __proto__ constructor _raw _quirks model_config self cls"""
NAMES = _NAMES.split()
_WORDS = """running successful Succeeded FAILED finished 2026-01-01T00:00:00 2026-01-01T00:00:00Z 2026-13-45T99:99:99Z 42%
unbounded -1 true false string float application/json data:text/plain;base64,aGk= http://[::1/x //x sync-execute async
result-not-ready list[list[int]] 1e999 9999-12-31T23:59:60Z"""
WORDS = _WORDS.split()

texts = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.sampled_from(["\ud800", "a\udfff", "\0", "\ufeff{"]),
)
numbers = st.one_of(
    st.integers(-3, 120),
    st.integers(),
    st.floats(),
    st.sampled_from([10**400, -(10**4000), 2**63, 1.8e9, 1.8e12, 1e308]),
)
leaves = st.one_of(st.none(), st.booleans(), numbers, texts)
names = st.one_of(st.sampled_from(NAMES), texts)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=6)
    ),
    max_leaves=25,
)
# One right document with one member gone wrong finds more than noise does.
RIGHT: dict[type, dict[str, Any]] = {
    Capabilities: {"title": "t", "links": [{"href": "http://x/", "rel": "self"}]},
    ConformanceDeclaration: {"conformsTo": ["a"]},
    JobInfo: {
        "jobID": "a",
        "status": "running",
        "type": "process",
        "progress": 5,
        "created": "2026-01-01T00:00:00Z",
    },
    JobList: {
        "jobs": [
            {"jobID": "a", "status": "running"},
            {"jobID": "b", "status": "failed"},
        ],
        "links": [],
    },
    ProcessList: {
        "processes": [{"id": "a", "version": "1"}, {"id": "b", "version": "1"}],
        "links": [],
    },
    ProcessDescription: {
        "id": "a",
        "version": "1",
        "inputs": {"x": {"schema": {"type": "string"}}},
        "outputs": {},
    },
    ProcessRequest: {
        "inputs": {"a": 1},
        "outputs": {"x": {"transmissionMode": "value"}},
        "response": "raw",
    },
}
quick = settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck)
)


def attempt(model: Any, source: Any) -> None:
    """Read, and look at everything that a document has."""
    try:
        found = read(model, source)
    except ClientError as error:
        assert str(error)
        return
    assert all(quirk.path == "" or quirk.path.startswith("/") for quirk in found.quirks)
    assert found.raw is found.raw or found.raw is not None
    written = found.to_json()
    json.dumps(written).encode()
    if isinstance(found, JobList):
        assert len(list(found.jobs)) == len(found.jobs)


@pytest.mark.parametrize("model", MODELS)
@given(value=values)
@quick
def test_any_json_value(model: Any, value: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        attempt(model, value)


@pytest.mark.parametrize("model", MODELS)
@given(
    body=st.one_of(
        st.binary(max_size=60),
        values.map(lambda v: json.dumps(v).encode()),
        texts.map(lambda t: t.encode("utf-8", "surrogatepass")),
    )
)
@quick
def test_any_bytes(model: Any, body: bytes) -> None:
    attempt(model, body)


@pytest.mark.parametrize("model", RIGHT)
@given(data=st.data())
@quick
def test_right_but_for_one_member(model: Any, data: st.DataObject) -> None:
    document = json.loads(json.dumps(RIGHT[model]))
    holder = document
    while True:
        key = data.draw(
            st.sampled_from(sorted(holder))
            if isinstance(holder, dict)
            else st.integers(0, len(holder) - 1)
        )
        inner = holder[key]
        if not inner or not isinstance(inner, dict | list) or data.draw(st.booleans()):
            break
        holder = inner
    holder[key] = data.draw(values)
    attempt(model, document)


answers = st.builds(
    Answer,
    st.one_of(st.sampled_from([200, 201, 202, 204, 301, 303, 304, 307, 400, 401, 403, 404, 429, 500]), st.integers(0, 999)),
    st.sampled_from(["http://x/jobs/1/results", "https://x/processes/a/execution", "", "nonsense", "http://[::1/"]),
    st.dictionaries(
        st.sampled_from(["Content-Type", "Location", "Link", "Content-Disposition", "Content-Location", "Content-ID"]),
        st.one_of(
            st.sampled_from(
                [
                    "application/json", "text/html", "multipart/related; boundary=b", "multipart/mixed", "image/png",
                    "application/problem+json", "text/plain; charset=klingon", "/jobs/5", "<http://x/jobs/5>; rel=monitor",
                    '<a>; rel="x"; title="y", <b>', "attachment; filename*=UTF-8''a%20b", "http://[::1/jobs/1", ',;=<>"',
                ]
            ),
            st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30),
        ),
        max_size=4,
    ),
    st.one_of(st.binary(max_size=60), values.map(lambda v: json.dumps(v).encode()),
              st.sampled_from([b"", b"null", b"{}", b"--b\r\n\r\n1\r\n--b--", b"--b\r\nContent-ID: <x>\r\n\r\n{}\r\n--b--", b"<html><title>x"])),
    st.sampled_from(["GET", "POST", "DELETE"]),
)  # fmt: skip


@given(answer=answers, outputs=st.one_of(st.none(), st.lists(names, max_size=3)))
@settings(quick, max_examples=600)
def test_any_answer(answer: Answer, outputs: list[str] | None) -> None:
    for function in (classify, read_results):
        try:
            found = function(answer, outputs=outputs)
        except ClientError as error:
            assert str(error)
            continue
        repr(found)
    assert isinstance(error_from(answer), ClientError)


@pytest.mark.parametrize("depth", [150, 300, 2_000, 100_000])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [("[", "]"), ('{"items":', "}"), ('{"schema":', "}"), ('{"inputs":[', "]}")],
)
@pytest.mark.parametrize("model", MODELS)
def test_deep_nesting(model: Any, opening: str, closing: str, depth: int) -> None:
    attempt(model, (opening * depth + "1" + closing * depth).encode())


@pytest.mark.parametrize("model", MODELS)
def test_deep_values(model: Any) -> None:
    value: Any = {}
    for _ in range(600):
        value = {
            "id": "a",
            "jobID": "a",
            "status": "running",
            "inputs": {"x": {"schema": value}},
        }
    attempt(model, value)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "name", ["progress", "id", "jobID", "version", "created", "status", "minOccurs"]
)
def test_numbers_longer_than_python_reads(model: Any, name: str) -> None:
    attempt(
        model,
        b'{"jobID": "a", "status": "running", "%s": %s}'
        % (name.encode(), b"9" * 6_000),
    )


def test_one_deep_process_does_not_hide_the_others() -> None:
    deep: Any = {}
    for _ in range(5_000):
        deep = {"x": deep}
    listed = read(
        ProcessList,
        {
            "processes": [
                {"id": "a", "version": "1"},
                deep,
                {"id": "b", "version": "1"},
            ],
            "links": [],
        },
    )
    assert [p.id for p in listed.processes] == ["a", "b"]


def _plain(value: Any) -> bool:
    try:
        text = json.dumps(value, allow_nan=False)
        text.encode()
    except ValueError:
        return False
    return "\\ud" not in text


requests = st.fixed_dictionaries(
    {
        "inputs": st.dictionaries(
            st.text(st.characters(codec="utf-8"), min_size=1, max_size=8),
            values.filter(_plain),
            max_size=4,
        )
    },
    optional={
        "outputs": st.dictionaries(
            st.sampled_from("abc"),
            st.sampled_from(
                [
                    {},
                    {"transmissionMode": "reference"},
                    {"format": {"mediaType": "text/csv"}},
                ]
            ),
        ),
        "response": st.sampled_from(["raw", "document"]),
        "subscriber": st.just({"successUri": "https://example.org/done"}),
    },
)


@given(document=requests)
@settings(quick, max_examples=300)
def test_requests_round_trip(document: dict[str, Any]) -> None:
    sent = execution_request("a", document)
    again = read(ProcessRequest, sent.body)
    assert again.to_json() == document
    assert execution_request("a", again) == sent
