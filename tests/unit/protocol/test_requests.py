"""What is sent: the execute request in both generations, and reading requests that others wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest

from procbook.models import ConformanceDeclaration, ProcessRequest
from procbook.protocol import execution_request, generation, read
from procbook.protocol.errors import InputError


def body(request: Any, **options: Any) -> dict[str, Any]:
    sent = execution_request("p", request, **options).body
    assert sent is not None
    return json.loads(sent)


def test_1_0() -> None:
    request = {
        "inputs": {
            "a": 1,
            "b": None,
            "c": {"href": "https://o.org/x", "type": "image/tiff"},
        },
        "outputs": {
            "r": {"transmissionMode": "reference", "format": {"mediaType": "image/png"}}
        },
        "response": "document",
        "subscriber": {"successUri": "https://o.org/done"},
    }
    sent = execution_request("p", request, mode="async")
    assert (sent.method, sent.path) == ("POST", "/processes/p/execution")
    assert sent.headers["Prefer"] == "respond-async"
    assert sent.headers["Content-Type"] == "application/json"
    assert json.loads(sent.body or b"") == request


def test_2_0() -> None:
    request = ProcessRequest.model_validate(
        {
            "inputs": {},
            "outputs": {
                "r": {
                    "transmissionMode": "reference",
                    "format": {"mediaType": "image/png"},
                }
            },
            "response": "raw",
        }
    )
    sent = execution_request("p", request, generation="2.0")
    assert json.loads(sent.body or b"") == {
        "inputs": {},
        "outputs": {"r": {"format": {"mediaType": "image/png"}}},
    }
    assert sent.headers["Prefer"] == "return=minimal"
    assert (
        execution_request("p", request, generation="2.0", mode="async").headers[
            "Prefer"
        ]
        == "respond-async"
    )


def test_nothing_is_invented() -> None:
    assert body({"inputs": {}}) == {"inputs": {}}
    assert body(ProcessRequest()) == {"inputs": {}}
    assert body({"inputs": {"a": 1}, "outputs": {}}) == {
        "inputs": {"a": 1},
        "outputs": {},
    }
    assert body({"inputs": {}, "response": None, "outputs": None}) == {"inputs": {}}
    assert "Prefer" not in execution_request("p", {"inputs": {}}, mode="sync").headers


def test_accept() -> None:
    accept = execution_request("p", {"inputs": {}}).headers["Accept"]
    assert accept.startswith("application/json")
    one = {"inputs": {}, "outputs": {"r": {"format": {"mediaType": "image/png"}}}}
    assert execution_request("p", one).headers["Accept"].startswith("image/png")
    assert (
        execution_request("p", {**one, "response": "document"})
        .headers["Accept"]
        .startswith("application/json")
    )


@pytest.mark.parametrize(
    ("process_id", "segment"),
    [
        ("JTS:buffer", "JTS:buffer"),
        ("a/b c", "a%2Fb%20c"),
        ("ä?#", "%C3%A4%3F%23"),
        ("..", "%2E%2E"),
        ("a.b", "a.b"),
        ("50%", "50%25"),
    ],
)
def test_ids_are_one_segment(process_id: str, segment: str) -> None:
    assert (
        execution_request(process_id, {"inputs": {}}).path
        == f"/processes/{segment}/execution"
    )


def test_large_integers_and_odd_texts_survive() -> None:
    given = {"big": 2**70, "text": "grüße \U0001f30d", "half": "\ud800"}
    sent = execution_request("p", {"inputs": given}).body or b""
    assert sent.isascii()
    assert json.loads(sent)["inputs"] == given


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), {1, 2}, object(), b"\xff"]
)
def test_what_json_cannot_say(value: Any) -> None:
    with pytest.raises(InputError):
        execution_request("p", {"inputs": {"a": value}})


# requests of others


@pytest.mark.parametrize(
    ("given", "inputs"),
    [
        (
            {"inputs": [{"id": "a", "value": 1}, {"id": "b", "href": "https://o.org"}]},
            {"a": 1, "b": {"href": "https://o.org"}},
        ),
        (
            {"inputs": [{"id": "a", "data": "x", "mimeType": "text/plain"}]},
            {"a": {"value": "x", "mimeType": "text/plain"}},
        ),
        ({"inputs": [{"id": "a", "input": {"value": 5}}]}, {"a": 5}),
        ({"inputs": [{"id": "a", "value": 1}, {"id": "a", "value": 2}]}, {"a": [1, 2]}),
        ({"a": 1, "b": [2]}, {"a": 1, "b": [2]}),
        ({"inputs": None}, {}),
        ({}, {}),
        ([{"id": "a", "value": 1}], {"a": 1}),
        ({"inputs": {"process": "p"}, "mode": "async"}, {"process": "p"}),
    ],
)
@pytest.mark.filterwarnings("error")
def test_requests_of_other_forms(given: Any, inputs: dict[str, Any]) -> None:
    assert read(ProcessRequest, given).inputs == inputs
    assert read(ProcessRequest, json.dumps(given).encode()).inputs == inputs


def test_outputs_of_other_forms() -> None:
    found = read(
        ProcessRequest,
        {
            "inputs": {},
            "outputs": [
                "a",
                {"id": "b", "transmissionMode": "reference", "mimeType": "text/csv"},
                None,
            ],
        },
    )
    assert found.to_json()["outputs"] == {
        "a": {},
        "b": {
            "transmissionMode": "reference",
            "mimeType": "text/csv",
            "format": {"mediaType": "text/csv"},
        },
    }
    found = read(
        ProcessRequest,
        {
            "inputs": {},
            "outputs": {"a": None, "b": {"transmissionMode": "auto"}},
            "response": "both",
            "subscriber": "https://o.org",
        },
    )
    assert found.to_json() == {
        "inputs": {},
        "outputs": {"a": {}, "b": {}},
        "subscriber": {"successUri": "https://o.org"},
    }


def test_inputs_at_the_top_level_are_moved_with_a_warning() -> None:
    with pytest.warns(UserWarning, match="duration"):
        assert ProcessRequest(duration=2).inputs == {"duration": 2}


# generations


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        (None, "1.0"),
        ([], "1.0"),
        (["http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core"], "1.0"),
        (["https://www.opengis.net/spec/ogcapi-processes-1/2.0/conf/core/"], "2.0"),
        (
            [
                "http://www.opengis.net/spec/ogcapi-processes-1/2.0/req/core",
                "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/core",
            ],
            "1.0",
        ),
        (["http://www.opengis.net/spec/ogcapi-processes-2/2.0/conf/docker"], "1.0"),
        (
            ["http://www.opengis.net/spec/ogcapi-features-1/2.0/conf/core", "nonsense"],
            "1.0",
        ),
    ],
)
def test_generation(classes: Any, expected: str) -> None:
    assert generation(classes) == expected
    assert generation(ConformanceDeclaration(conformsTo=classes or [])) == expected
