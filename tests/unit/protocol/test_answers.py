"""What an answer is, by what came back: every row of the decision order, and the forms that results take."""

from __future__ import annotations

import json
from typing import Any

import pytest

from procbook.models import ProcessDescription, ProcessRequest
from procbook.protocol import (
    ABSENT,
    Answer,
    Finished,
    Follow,
    RetryAsJson,
    Started,
    classify,
    read,
    read_results,
)
from procbook.protocol.errors import (
    ClientError,
    LoginRequiredError,
    NotReadyError,
    ResponseError,
)

URL = "https://example.org/ogc/processes/p/execution"
RESULTS = "https://example.org/ogc/jobs/a/results"


def answer(
    status: int = 200,
    body: Any = b"",
    *,
    method: str = "POST",
    url: str = URL,
    **headers: str,
) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
        named.setdefault("content-type", "application/json")
    return Answer(status, url, named, body, method)


def description(**schemas: Any) -> ProcessDescription:
    return read(
        ProcessDescription,
        {
            "id": "p",
            "version": "1",
            "inputs": {},
            "outputs": {k: {"schema": v} for k, v in schemas.items()},
        },
    )


def outcome(found: Any) -> dict[str, Any]:
    """Outputs as plain values: bytes, links and values."""
    assert isinstance(found, Finished)
    return {
        k: p.href or (p.body if p.value is ABSENT else p.value)
        for k, p in found.parts.items()
    }


# 201, 202


@pytest.mark.parametrize("body", [b"", b"null", b"{}", b"Created", b"\xff", b"<html>"])
def test_201_without_a_document(body: bytes) -> None:
    found = classify(answer(201, body, location="/ogc/jobs/abc"))
    assert isinstance(found, Started)
    assert (found.job.jobID, found.job.status, found.location) == (
        "abc",
        "accepted",
        "https://example.org/ogc/jobs/abc",
    )


def test_201_by_the_book() -> None:
    found = classify(
        answer(
            201,
            {"jobID": "a", "status": "accepted", "type": "process"},
            location="https://example.org/ogc/jobs/a",
        )
    )
    assert isinstance(found, Started)
    assert (found.job.jobID, found.job.quirks) == ("a", ())


def test_201_without_location() -> None:
    found = classify(answer(201, {"jobID": "a", "status": "successful"}))
    assert isinstance(found, Started)
    assert (found.job.status, found.location) == ("successful", None)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", {"link": '</ogc/jobs/7>; rel="monitor status"; type="application/json"'}),
        (b"", {"location": "/ogc/jobs?id=7"}),
        (b"", {"location": "/ogc/jobs/7/results"}),
        (b'"7"', {"content_type": "application/json"}),
        (b"7\n", {"content_type": "text/plain"}),
        ({"ok": True}, {"location": "/ogc/jobs/7"}),
    ],
)
def test_201_that_names_the_job_in_its_own_way(
    body: Any, headers: dict[str, str]
) -> None:
    found = classify(answer(201, body, **headers))
    assert isinstance(found, Started)
    assert (found.job.jobID, found.job.status) == ("7", "accepted")
    assert not (found.location or "").endswith(
        "/results"
    )  # which would not tell how the job is


def test_201_of_weaver_and_old_drafts() -> None:
    found = classify(
        answer(201, {"jobID": "a", "status": "accepted", "location": "/jobs/a"})
    )
    assert isinstance(found, Started)
    assert found.location == "https://example.org/jobs/a"
    found = classify(answer(201, b"", location="/ogc/processes/p/jobs/7"))
    assert isinstance(found, Started)
    assert (found.job.jobID, found.location) == (
        "7",
        "https://example.org/ogc/processes/p/jobs/7",
    )


def test_202_with_a_link() -> None:
    found = classify(answer(202, b"", link='</ogc/jobs/a%2Fb>; rel="monitor"'))
    assert isinstance(found, Started)
    assert (found.job.jobID, found.location) == (
        "a/b",
        "https://example.org/ogc/jobs/a%2Fb",
    )


def test_201_that_names_no_job() -> None:
    with pytest.raises(ResponseError, match="names no job"):
        classify(answer(201, b""))


def test_201_with_the_outputs() -> None:
    assert outcome(
        classify(answer(201, {"x": 1}, location="/jobs/a"), outputs=["x"])
    ) == {"x": 1}


# 200 with a job


def test_200_with_a_job() -> None:
    found = classify(
        answer(200, {"jobID": "a", "status": "running", "type": "process"})
    )
    assert isinstance(found, Started)


def test_200_with_outputs_called_like_a_job() -> None:
    found = classify(
        answer(200, {"status": "running", "id": "a"}), outputs=["status", "id"]
    )
    assert outcome(found) == {"status": "running", "id": "a"}


def test_an_output_whose_schema_looks_like_a_job() -> None:
    schema = {"type": "object", "properties": {"status": {}, "id": {}}}
    found = classify(
        answer(200, {"status": "done", "id": "a"}),
        description=description(report=schema),
    )
    assert outcome(found) == {"report": {"status": "done", "id": "a"}}


def test_location_on_a_sync_answer_starts_nothing() -> None:
    found = classify(
        answer(200, {"id": "echo", "value": "Hello"}, location="/ogc/jobs/a")
    )
    assert outcome(found) == {"echo": "Hello"}
    assert isinstance(found, Finished)
    assert found.job_url == "https://example.org/ogc/jobs/a"


# 204


def test_204_with_links() -> None:
    link = '</out/a.tif>; rel="related"; title="dem"; type="image/tiff", <https://o.org/b.json>; title="stats"'
    found = classify(answer(204, link=link), outputs=["dem", "stats"])
    assert outcome(found) == {
        "dem": "https://example.org/out/a.tif",
        "stats": "https://o.org/b.json",
    }
    assert found.parts["dem"].media_type == "image/tiff"


def test_204_with_one_link_that_names_nothing() -> None:
    links = '</out/1>; rel="related", </jobs/a>; rel="monitor"'
    found = classify(answer(204, link=links), description=description(dem={}))
    assert outcome(found) == {"dem": "https://example.org/out/1"}
    assert found.job_url == "https://example.org/jobs/a"


def test_204_finds_ids_in_anchor_rel_and_path() -> None:
    link = '<a>; anchor="#x", <b>; rel="http://www.opengis.net/def/rel/ogc/1.0/y", <results/z.csv>; rel=item'
    assert set(outcome(classify(answer(204, link=link), outputs=["z", "y", "x"]))) == {
        "x",
        "y",
        "z",
    }


def test_204_without_anything() -> None:
    assert outcome(classify(answer(204))) == {}


def test_204_with_content_location() -> None:
    assert outcome(classify(answer(204, content_location="/o"), outputs=["x"])) == {
        "x": "https://example.org/o"
    }


# 3xx


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects(status: int) -> None:
    assert classify(answer(status, location="../x")) == Follow(
        "https://example.org/ogc/processes/x"
    )


@pytest.mark.parametrize("status", [300, 304, 303])
def test_redirects_to_nowhere(status: int) -> None:
    with pytest.raises(ResponseError):
        classify(answer(status))


# 200, other media types


def test_html_instead_of_json() -> None:
    page = b"<!doctype html><title>Results</title>"
    assert (
        classify(answer(200, page, method="GET", url=RESULTS, content_type="text/html"))
        == RetryAsJson()
    )
    # a POST is never sent again, and f=json is tried once
    assert outcome(classify(answer(200, page, content_type="text/html"))) == {
        "result": page
    }
    again = answer(
        200,
        page,
        method="GET",
        url=RESULTS + "?f=json",
        content_type="text/html; charset=utf-8",
    )
    assert outcome(classify(again, outputs=["r"])) == {"r": page}
    assert (
        read_results(
            answer(200, page, method="GET", url=RESULTS, content_type="text/html")
        )["result"].body
        == page
    )


def test_html_that_is_wanted() -> None:
    found = classify(
        answer(200, b"<p>map", method="GET", content_type="text/html"),
        description=description(
            map={"type": "string", "contentMediaType": "text/html"}
        ),
    )
    assert outcome(found) == {"map": b"<p>map"}


def test_json_with_a_wrong_label() -> None:
    found = classify(
        answer(
            200,
            b'{"jobID": "a", "status": "dismissed"}',
            method="DELETE",
            content_type="text/html",
        )
    )
    assert isinstance(found, Started)
    found = classify(answer(200, b'{"a": 1}'))
    assert outcome(found) == {"a": 1}
    assert [q.code for q in found.quirks] == ["label-json"]


def test_bytes() -> None:
    png = b"\x89PNG\r\n\x1a\n"
    found = classify(
        answer(
            200,
            png,
            content_type="image/png",
            content_disposition='attachment; filename="../../etc/map.png"',
        ),
        description=description(
            map={"type": "string", "contentMediaType": "image/png"},
            table={"type": "string", "contentMediaType": "text/csv"},
        ),
    )
    part = found.parts["map"]
    assert (part.body, part.media_type, part.filename, part.value) == (
        png,
        "image/png",
        "map.png",
        ABSENT,
    )


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (
            "attachment; filename*=UTF-8''na%C3%AFve%20file.txt; filename=naive.txt",
            "naïve file.txt",
        ),
        ("attachment; filename=a b.csv", "a b.csv"),
        ('inline; filename="C:\\\\temp\\\\x.tif"', "x.tif"),
        ("attachment", None),
        ('attachment; filename=".."', None),
    ],
)
def test_file_names(header: str, name: str | None) -> None:
    assert (
        classify(answer(200, b"x", content_type="text/csv", content_disposition=header))
        .parts["result"]
        .filename
        == name
    )


def test_plain_text_stays_text() -> None:
    assert outcome(
        classify(answer(200, b"3.14", content_type="text/plain"), outputs=["pi"])
    ) == {"pi": b"3.14"}
    assert outcome(
        classify(answer(200, b"[1]", content_type="text/plain"), outputs=["pi"])
    ) == {"pi": b"[1]"}


@pytest.mark.parametrize("body", [b"", b"null"])
def test_nothing(body: bytes) -> None:
    assert (
        outcome(
            classify(answer(200, body, content_type="application/json" if body else ""))
        )
        == {}
    )
    assert outcome(
        classify(answer(200, b"null", content_type="application/json"), outputs=["x"])
    ) == {"x": None}


# 200, documents


GEO = {"type": "Point", "coordinates": [1, 2]}


@pytest.mark.parametrize(
    ("body", "outputs", "expected"),
    [
        ({"a": 1, "b": {"value": 2}}, ["a", "b"], {"a": 1, "b": 2}),
        ({"a": 1, "b": 2}, None, {"a": 1, "b": 2}),
        ({"outputs": [{"id": "a", "value": 1}, {"id": "b", "href": "o/b"}]}, ["a", "b"], {"a": 1, "b": "https://example.org/ogc/processes/p/o/b"}),
        ({"outputs": {"a": 1}}, ["a"], {"a": 1}),
        ({"outputs": [{"a": 1, "b": 2}]}, None, {"a": 1, "b": 2}),
        ([{"id": "a", "value": {"value": 1}}], None, {"a": 1}),
        ([{"a": 1}, {"b": 2}], ["a", "b"], {"a": 1, "b": 2}),
        ({"id": "a", "value": 1}, None, {"a": 1}),
        ({"id": "a", "value": 1}, ["a"], {"a": 1}),
        ({"asset": {"value": {"href": "https://o.org/a.nc", "type": "application/x-netcdf"}}}, None, {"asset": "https://o.org/a.nc"}),
        ({"a": {"value": {"value": 5, "mediaType": "application/json"}}}, ["a"], {"a": 5}),
        (GEO, ["g"], {"g": GEO}),
        (GEO, None, {"result": GEO}),
        ([1, 2, 3], ["a"], {"a": [1, 2, 3]}),
        (5, ["a"], {"a": 5}),
        ({"href": "https://o.org/x"}, ["a"], {"a": "https://o.org/x"}),
        ({"value": 7}, ["a"], {"a": 7}),
        ({"mean": 1, "max": 2}, ["statistics"], {"statistics": {"mean": 1, "max": 2}}),
        ({"sum": 1, "more": 2}, ["sum"], {"sum": 1, "more": 2}),
        ({"a": '{"type": "Point"}'}, ["a"], {"a": '{"type": "Point"}'}),
        ({"a": {"value": '{"x": 1}', "mediaType": "application/json"}}, ["a"], {"a": {"x": 1}}),
        ({"a": {"value": "aGk=", "encoding": "base64", "mediaType": "image/png"}}, ["a"], {"a": b"hi"}),
        ({"a": "data:image/png;base64,aGk"}, ["a"], {"a": b"hi"}),
        ({"a": {"href": "data:text/plain,h%69"}}, ["a"], {"a": b"hi"}),
        ({"a": {"value": "not base64!", "encoding": "base64"}}, ["a"], {"a": "not base64!"}),
        ({"a": None}, ["a"], {"a": None}),
        ({"id": "j", "status": "successful", "outputs": {"a": 1}}, None, {"a": 1}),
        ({"outputs": [{"id": "a", "reference": "https://o.org/a"}, {"id": "b", "data": "5"}]}, None, {"a": "https://o.org/a", "b": "5"}),
        ({"a": 1, "links": [{"href": "x"}]}, None, {"a": 1}),
        ({}, None, {}),
    ],
)  # fmt: skip
def test_documents(body: Any, outputs: Any, expected: dict[str, Any]) -> None:
    assert outcome(classify(answer(200, body), outputs=outputs)) == expected


def test_links_keep_what_they_say() -> None:
    link = {
        "href": "https://o.org/a.nc",
        "type": "application/x-netcdf",
        "file:size": 12,
        "file:checksum": "md5",
        "title": "A",
    }
    part = classify(answer(200, {"asset": {"value": link}})).parts["asset"]
    assert (part.media_type, part.size, part.checksum, part.title, part.value) == (
        "application/x-netcdf",
        12,
        "md5",
        "A",
        ABSENT,
    )


def test_one_output_raw_or_in_a_document() -> None:
    object_with_x = description(
        x={"type": "object", "properties": {"x": {"type": "number"}}}
    )
    found = classify(answer(200, {"x": 1}), description=object_with_x)
    assert outcome(found) == {"x": {"x": 1}}
    assert "raw-or-document" in {q.code for q in found.quirks}
    asked = ProcessRequest(response="document")
    assert outcome(
        classify(answer(200, {"x": 1}), description=object_with_x, request=asked)
    ) == {"x": 1}
    assert outcome(
        classify(answer(200, {"x": 1}), description=description(x={"type": "number"}))
    ) == {"x": 1}


def test_binary_outputs_by_their_schema() -> None:
    found = classify(
        answer(200, {"x": "aGk=", "y": 1}),
        description=description(
            x={"type": "string", "contentEncoding": "base64"}, y={}
        ),
    )
    assert outcome(found) == {"x": b"hi", "y": 1}


def test_an_object_that_is_not_closed() -> None:
    body = b'{"a": {"href": "https://o.org/a", "type": "image/tiff", "b": {"value": 5}}'
    found = classify(
        answer(200, body, content_type="application/json"), outputs=["a", "b"]
    )
    assert outcome(found) == {"a": "https://o.org/a", "b": 5}
    assert {q.code for q in found.quirks} == {"broken-json"}


def test_lines_of_json() -> None:
    found = classify(
        answer(200, b'{"a": 1}\n{"a": 2}\n', content_type="application/json"),
        outputs=["rows"],
    )
    assert outcome(found) == {"rows": [{"a": 1}, {"a": 2}]}


def test_the_end_of_the_job_instead_of_results() -> None:
    with pytest.raises(ResponseError, match="failed: out of memory") as caught:
        read_results(
            answer(
                200,
                {"jobID": "a", "status": "failed", "message": "out of memory"},
                method="GET",
                url=RESULTS,
            )
        )
    assert not isinstance(caught.value, NotReadyError)


def test_json_that_is_none() -> None:
    with pytest.raises(ResponseError, match="expected"):
        classify(answer(200, b"{;", content_type="application/json"))


# 200, multipart


MULTIPART = (
    b'preamble\r\n--b\r\nContent-Type: application/json\r\nContent-ID: <a>\r\n\r\n{"x": 1}\r\n'
    b"--b\r\nContent-Type: image/png\r\nContent-ID: b@example.org\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n"
    b'--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; name="c"; filename="t.csv"\r\n\r\na,b\r\n1,2\r\n'
    b"--b\r\nContent-ID: d\r\nContent-Type: image/tiff\r\nContent-Location: /o/d.tif\r\n\r\n\r\n"
    b"--b--\r\n"
)


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/related; boundary=b",
        'multipart/mixed; boundary="b"; type="application/json"',
        "multipart/related",
    ],
)
def test_multipart(kind: str) -> None:
    found = classify(
        answer(200, MULTIPART.removeprefix(b"preamble\r\n"), content_type=kind),
        outputs=["a", "b", "c", "d"],
    )
    assert outcome(found) == {
        "a": {"x": 1},
        "b": b"\x89PNG",
        "c": b"a,b\r\n1,2",
        "d": "https://example.org/o/d.tif",
    }
    assert (found.parts["c"].filename, found.parts["d"].media_type) == (
        "t.csv",
        "image/tiff",
    )


def test_multipart_without_ids_goes_by_place() -> None:
    body = b"--b\r\n\r\n1\r\n--b\r\n\r\n2\r\n--b\r\n\r\n3\r\n--b--"
    found = classify(
        answer(200, body, content_type="multipart/mixed; boundary=b"),
        outputs=["x", "y"],
    )
    assert outcome(found) == {"x": b"1", "y": b"2", "output_3": b"3"}


def test_multipart_with_binary_and_bare_newlines() -> None:
    body = b"--b\nContent-ID: <x>\nContent-Type: application/octet-stream\n\n\x00\xff\n\x01\n--b--\n"
    assert outcome(
        classify(answer(200, body, content_type="multipart/related; boundary=b"))
    ) == {"x": b"\x00\xff\n\x01"}


@pytest.mark.parametrize("body", [b"", b"nothing", b"--b--", b"--b\r\n"])
def test_multipart_that_is_none(body: bytes) -> None:
    assert isinstance(
        classify(answer(200, body, content_type="multipart/related; boundary=b")),
        Finished,
    )


# errors


@pytest.mark.parametrize(
    ("status", "body", "kind", "said"),
    [
        (404, {"type": "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-process", "title": "No", "detail": "no p"}, ResponseError, "no p"),
        (400, {"code": "InvalidParameterValue", "description": "bad x"}, ResponseError, "bad x"),
        (422, {"detail": [{"loc": ["body", "inputs", "x"], "msg": "too small"}]}, ResponseError, "inputs.x: too small"),
        (404, {"detail": "Not Found"}, ResponseError, "Not Found"),
        (500, {"message": "boom", "status": "error"}, ResponseError, "boom"),
        (400, {"exception": {"code": "X", "message": "inner"}}, ResponseError, "inner"),
        (400, {"title": "T", "messages": ["a", "b"], "trace_id": "1"}, ResponseError, "a; b"),
        (400, {"ExceptionReport": {"Exception": {"ExceptionText": "wps"}}}, ResponseError, "wps"),
        (200, b'<wps:ExceptionReport xmlns:wps="x"><Exception><ExceptionText>wps</ExceptionText></Exception></wps:ExceptionReport>', ResponseError, "wps"),
        (200, {"type": "InternalError", "title": "NoApplicableCode", "detail": "boom"}, ResponseError, "boom"),
        (409, {"type": "about:blank", "title": "No", "detail": {"limit": 5}}, ResponseError, "limit: 5"),
        (400, {"ows:ExceptionReport": {"ows:Exception": [{"@exceptionCode": "X", "ows:ExceptionText": "wps"}]}}, ResponseError, "wps"),
        (401, {"status": 401, "message": "who?"}, LoginRequiredError, "who?"),
        (401, b"", LoginRequiredError, "401"),
        (500, b"<html><head><title>502 Bad Gateway</title></head><body><h1>x</h1>", ResponseError, "502 Bad Gateway"),
        (400, b'<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="x"><ows:Exception exceptionCode="NoApplicableCode"><ows:ExceptionText>no such &lt;thing&gt;</ows:ExceptionText></ows:Exception></ows:ExceptionReport>', ResponseError, "no such <thing>"),
        (500, b"", ResponseError, "500 Internal Server Error"),
        (500, b"null", ResponseError, "500"),
        (599, b"plain words\nmore", ResponseError, "plain words"),
        (500, b"\x00\x01\x02\xff" * 50, ResponseError, "500"),
        (500, b"[1, 2]", ResponseError, "500"),
        (400, b'"only text"', ResponseError, "only text"),
    ],
)  # fmt: skip
def test_error_bodies(
    status: int, body: Any, kind: type[ClientError], said: str
) -> None:
    with pytest.raises(kind) as caught:
        classify(answer(status, body))
    error = caught.value
    assert said in str(error)
    assert error.status == status
    assert error.url == URL
    assert error.api_error.status in (None, status)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (
            404,
            {
                "type": "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/result-not-ready",
                "title": "x",
            },
        ),
        (
            404,
            {
                "type": "https://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/result-not-ready/",
                "detail": "",
            },
        ),
        (
            404,
            {
                "code": "ResultNotReady",
                "description": "job accepted but not yet running",
            },
        ),
        (403, {"title": "Forbidden", "detail": "Job 'a' is still running"}),
        (404, {"detail": "Job a has not finished yet"}),
        (400, b"<html><title>Results not ready</title>"),
    ],
)
def test_results_too_early(status: int, body: Any) -> None:
    with pytest.raises(NotReadyError):
        read_results(answer(status, body, method="GET", url=RESULTS))


def test_results_of_a_job_that_failed_are_not_just_early() -> None:
    with pytest.raises(ResponseError) as caught:
        read_results(
            answer(403, {"detail": "Job 'a' has failed"}, method="GET", url=RESULTS)
        )
    assert not isinstance(caught.value, NotReadyError)
    assert "without results" in str(caught.value)


def test_the_state_of_the_job_instead_of_results() -> None:
    with pytest.raises(NotReadyError):
        read_results(
            answer(200, {"jobID": "a", "status": "running"}, method="GET", url=RESULTS)
        )


@pytest.mark.parametrize(
    "body",
    [
        {"code": "NoApplicableCode", "description": "it failed"},
        {
            "type": "about:blank",
            "title": "Failed",
            "status": 500,
            "detail": "it failed",
        },
        {"exception": {"description": "it failed"}},
        {"detail": "it failed"},
    ],
)
def test_an_error_body_with_200(body: Any) -> None:
    with pytest.raises(ResponseError, match="it failed"):
        classify(answer(200, body))


def test_an_error_carries_no_header() -> None:
    with pytest.raises(ClientError) as caught:
        classify(answer(500, b"x", set_cookie="secret", www_authenticate="secret"))
    assert "secret" not in repr(vars(caught.value))


def test_a_raw_object_is_no_document_when_the_file_is_named_after_an_output() -> None:
    body = {"a": {"b": 1}, "c": "x"}
    named = {"content-disposition": 'inline; filename="tree.json"'}
    several = description(tree={"type": "object"}, text={"type": "string"})
    assert outcome(classify(answer(200, body, **named), description=several)) == {
        "tree": body
    }
    assert outcome(
        classify(answer(200, {"tree": 1, "text": "x"}, **named), description=several)
    ) == {
        "tree": 1,
        "text": "x",
    }
    assert outcome(classify(answer(200, body), description=several)) == {
        "a": {"b": 1},
        "c": "x",
    }
