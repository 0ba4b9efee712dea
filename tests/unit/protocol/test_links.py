"""Links: found, resolved, kept on their own side of a proxy."""

from __future__ import annotations

import pytest

from procbook.models import Capabilities, JobInfo, Link
from procbook.protocol import (
    header_links,
    link_to,
    next_link,
    path_segment,
    rebase,
    resolve,
    same_origin,
)

PAGE = "https://example.org/ogc/processes?limit=2&f=json"


def page(*links: tuple[str, str]) -> Capabilities:
    return Capabilities(links=[Link(rel=rel, href=href) for rel, href in links])


def test_relations_by_any_of_their_names() -> None:
    uri = "http://www.opengis.net/def/rel/ogc/1.0/results"
    for written in (
        uri,
        uri.replace("http:", "https:"),
        "results",
        "[ogc-rel:results]",
        "ogc-rel:results",
        "RESULTS",
    ):
        for asked in (uri, "results"):
            assert link_to(page((written, "x")), asked) is not None
    assert link_to(page(("self", "x")), "results") is None
    assert link_to(JobInfo(jobID="a", status="running"), "self") is None
    assert link_to(page(("self", "/jobs/{jobId}")), "self") is None


def test_json_before_other_types() -> None:
    links = [
        Link(rel="self", href="h", type="text/html"),
        Link(rel="self", href="n"),
        Link(rel="self", href="j", type="application/json"),
    ]
    assert [link_to(links[:n], "self").href for n in (1, 2, 3)] == ["h", "n", "j"]  # type: ignore[union-attr]


def test_next_page() -> None:
    assert (
        next_link(page(("next", "?limit=2&offset=2")), PAGE)
        == "https://example.org/ogc/processes?limit=2&offset=2"
    )
    assert next_link(page(("next", PAGE)), PAGE) is None
    assert next_link(page(("prev", "x")), PAGE) is None


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("jobs/1", "https://example.org/ogc/jobs/1"),
        ("/jobs/1", "https://example.org/jobs/1"),
        ("//o.org/x", "https://o.org/x"),
        ("https://o.org/x", "https://o.org/x"),
        ("http//o.org/x", "http://o.org/x"),
        ("https:/o.org/x", "https://o.org/x"),
        ("  jobs/1 ", "https://example.org/ogc/jobs/1"),
        ("http://[::1/x", "http://[::1/x"),
        ("", PAGE),
    ],
)
def test_resolve(href: str, expected: str) -> None:
    assert resolve(PAGE, href) == expected


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("http://localhost:5000/jobs/1", "https://example.org/ogc/jobs/1"),
        ("http://pygeoapi/jobs/1?f=json", "https://example.org/ogc/jobs/1?f=json"),
        ("http://10.0.0.7:8080/ogc/jobs/1", "https://example.org/ogc/jobs/1"),
        (
            "http://zoo.svc.cluster.local/x/ogc-api/processes/a",
            "https://example.org/ogc/processes/a",
        ),
        ("http://example.org/ogc/jobs/1", "https://example.org/ogc/jobs/1"),
        ("https://elsewhere.org/jobs/1", "https://elsewhere.org/jobs/1"),
        ("https://example.org/other/jobs/1", "https://example.org/other/jobs/1"),
        ("relative", "relative"),
    ],
)
def test_rebase(href: str, expected: str) -> None:
    assert rebase(href, "https://example.org/ogc") == expected


def test_links_inside_stay_inside() -> None:
    assert (
        rebase("http://localhost:5001/x", "http://127.0.0.1:5000")
        == "http://localhost:5001/x"
    )
    assert (
        rebase("https://localhost/x", "http://localhost:5000") == "https://localhost/x"
    )
    assert rebase("http://10.0.0.7/x", "http://localhost:5000") == "http://10.0.0.7/x"


def test_names_of_the_inside_are_reached_through_a_tunnel() -> None:
    assert (
        rebase("http://backend:9/jobs?offset=2", "http://127.0.0.1:8080/ogc")
        == "http://127.0.0.1:8080/ogc/jobs?offset=2"
    )
    assert (
        rebase("http://localhost:5000/jobs/1/results", "http://127.0.0.1:8080")
        == "http://127.0.0.1:8080/jobs/1/results"
    )
    assert (
        rebase("http://app.internal/out/a.tif", "http://localhost:8080")
        == "http://localhost:8080/out/a.tif"
    )


def test_origins() -> None:
    assert same_origin("https://A.org/x", "https://a.org:443/y")
    assert not same_origin("https://a.org", "http://a.org")
    assert not same_origin("https://a.org", "https://a.org:8443")
    assert not same_origin("https://a.org", "https://a.org.evil.net")
    assert not same_origin("https://a.org@evil.net/", "https://a.org/")
    assert not same_origin("http://[::1/x", "http://[::1/x")
    assert not same_origin("", "")


@pytest.mark.parametrize(
    ("id", "segment"),
    [
        ("a:b", "a:b"),
        ("a/b", "a%2Fb"),
        (".", "%2E"),
        ("..", "%2E%2E"),
        ("a b", "a%20b"),
        ("\ud800", "%3F"),
    ],
)
def test_path_segment(id: str, segment: str) -> None:
    assert path_segment(id) == segment


def test_header_links() -> None:
    fields = [
        '</a,b>; rel="x y"; title="one, two; \\"three\\""; type=text/html, <c>;rel=next',
        "<d>",
        "nonsense",
        "<>; rel=e",
    ]
    found = header_links(fields, "https://o.org/p/q")
    assert [(f.href, f.rel, f.title) for f in found] == [
        ("https://o.org/a,b", "x y", 'one, two; "three"'),
        ("https://o.org/p/c", "next", None),
        ("https://o.org/p/d", None, None),
        ("https://o.org/p/q", "e", None),
    ]
