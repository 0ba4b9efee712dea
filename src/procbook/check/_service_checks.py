"""Checks of what a server says about itself: landing page, conformance, processes, errors, CORS."""

from __future__ import annotations

from typing import Any

from ..display import count
from ..protocol import Answer, path_segment
from ._finding import (
    MOST_DESCRIPTIONS,
    Check,
    ExaminedServer,
    Finding,
    Findings,
    Verdict,
    expect,
    json_object,
    json_of,
    link_relations,
    problem_type,
)

UNKNOWN = "procbook-check-no-such-thing"
_EXPOSED = ("location", "link")


def check_landing_page(server: ExaminedServer) -> Findings:
    """Check section 7.2: JSON, with links to everything else."""
    answer = server.request("GET", "/")
    body = json_of(answer)
    yield expect(
        answer.status == 200 and isinstance(body, dict),
        "landing-page",
        "JSON",
        f"HTTP {answer.status}, no JSON object",
        "7.2, /req/core/root-success",
    )
    relations = link_relations(json_object(answer))
    for relation in ("conformance", "processes"):
        yield expect(
            relation in relations,
            f"link-{relation}",
            "linked",
            f"no link with relation {relation!r}",
            "/req/core/root-success",
        )
    yield expect(
        relations & {"service-desc", "service-doc"},
        "link-service-desc",
        "linked",
        "no service-desc or service-doc",
        "/req/core/root-success",
    )
    if server.declares("job-list"):
        yield expect(
            "job-list" in relations,
            "link-job-list",
            "linked",
            "declared, not linked",
            "7.2",
            Verdict.warning,
        )


def check_conformance(server: ExaminedServer) -> Findings:
    """Check section 7.4: the declaration, and whether it is true."""
    declaration = server.conformance
    classes = len(declaration.conformsTo) if declaration else 0
    yield expect(
        declaration,
        "conformance",
        f"{classes} classes",
        "no declaration",
        "7.4, /req/core/conformance-success",
    )
    yield expect(
        server.declares("core"),
        "conformance-core",
        "declared",
        "core is not declared",
        "/req/core/conformance-success",
    )
    answer = server.request("GET", "/jobs")
    has_list = answer.status == 200 and "jobs" in json_object(answer)
    if server.declares("job-list"):
        yield expect(
            has_list,
            "conformance-job-list",
            "there is one",
            f"declared, but HTTP {answer.status}",
            "11",
        )
    elif has_list:
        yield Finding(
            "conformance-job-list",
            Verdict.warning,
            "there is a job list, but the class is not declared",
            "11",
        )


def check_process_list(server: ExaminedServer) -> Findings:
    """Check section 7.9: every process with id and version, paging that leaves none out."""
    answer = server.request("GET", "/processes")
    body = json_object(answer)
    rows = body.get("processes")
    yield expect(
        isinstance(rows, list),
        "process-list",
        count(len(rows or []), "process"),
        f"HTTP {answer.status}, no list",
        "/req/core/process-list-success",
    )
    if not isinstance(rows, list):
        return
    incomplete = [row for row in rows if not _is_summary(row)]
    yield expect(
        not incomplete,
        "process-summaries",
        "id and version",
        f"{len(incomplete)} without id or version",
        "7.9",
    )
    yield expect(
        isinstance(body.get("links"), list),
        "process-list-links",
        "there",
        "the list has no links",
        "/req/core/process-list-success",
    )
    if len(rows) > 1:
        page = server.request("GET", "/processes", params={"limit": 1})
        yield from _check_paging(page)


def _is_summary(row: object) -> bool:
    return isinstance(row, dict) and {"id", "version"} <= set(row)


def _check_paging(answer: Answer) -> Findings:
    body = json_object(answer)
    rows = body.get("processes")
    is_limited = isinstance(rows, list) and len(rows) <= 1
    yield expect(
        is_limited,
        "process-list-limit",
        "honoured",
        "limit=1 is ignored",
        "/req/core/pl-limit-response",
    )
    if is_limited:
        yield expect(
            _has_next_link(body),
            "process-list-next",
            "linked",
            "a cut list has no next link",
            "7.9",
            Verdict.warning,
        )


def _has_next_link(body: dict[str, Any]) -> bool:
    links = body.get("links") or []
    return any(isinstance(link, dict) and link.get("rel") == "next" for link in links)


def check_descriptions(server: ExaminedServer) -> Findings:
    """Check sections 7.10 and 8: descriptions as the standard writes them."""
    if not server.processes:
        yield Finding(
            "process-description", Verdict.note, "there are no processes to look at"
        )
        return
    read = len(server.descriptions)
    expected = min(len(server.processes), MOST_DESCRIPTIONS)
    yield expect(
        read >= expected,
        "process-description",
        f"{read} read",
        f"{expected - read} cannot be read",
        "7.10",
    )
    odd = [description.id for description in server.descriptions if description.quirks]
    verb = "departs" if len(odd) == 1 else "depart"
    ids = ", ".join(odd[:5])
    yield expect(
        not odd,
        "description-schema",
        "as in the schema",
        f"{len(odd)} of {read} {verb} from the schema: {ids}",
        "8, process.yaml",
    )


def check_errors(server: ExaminedServer) -> Findings:
    """Check 7.5 and the exceptions of 7.10 and 7.12: status, type, and JSON for a JSON client."""
    for name, path, exception in (
        ("no-such-process", f"/processes/{UNKNOWN}", "no-such-process"),
        ("no-such-job", f"/jobs/{UNKNOWN}", "no-such-job"),
        ("no-such-job-results", f"/jobs/{UNKNOWN}/results", "no-such-job"),
    ):
        answer = server.request("GET", path)
        section = f"/req/core/{exception}"
        bad_status = f"HTTP {answer.status} instead of 404"
        yield expect(answer.status == 404, name, "404", bad_status, section)
        actual = problem_type(answer)
        bad_type = f"type {actual!r} instead of …/{exception}"
        yield expect(actual == exception, f"{name}-type", exception, bad_type, section)
    path = f"/processes/{UNKNOWN}/execution"
    answer = server.request("POST", path, json={"inputs": {}})
    yield expect(
        answer.status == 404,
        "execute-unknown",
        "404",
        f"HTTP {answer.status}",
        "/req/core/no-such-process",
    )
    answer = server.request("GET", f"/{UNKNOWN}")
    yield expect(
        json_of(answer) is not None,
        "errors-json",
        "JSON",
        "errors come as HTML or text to a JSON client",
        "7.5",
        Verdict.warning,
    )


def check_http(server: ExaminedServer) -> Findings:
    """Check what web pages and proxies need: HEAD, CORS with the headers that carry links."""
    head = server.request("HEAD", "/processes")
    yield expect(
        head.status == 200,
        "head",
        "answered",
        f"HTTP {head.status} on HEAD",
        "RFC 9110",
        Verdict.warning,
    )
    origin = {"Origin": "https://example.org"}
    answer = server.request("GET", "/processes", headers=origin)
    if not answer.headers.get("access-control-allow-origin"):
        yield Finding(
            "cors",
            Verdict.note,
            "pages of other origins cannot use this server (no CORS headers)",
        )
        return
    header = answer.headers.get("access-control-expose-headers") or ""
    exposed = {name.strip().lower() for name in header.split(",")}
    hidden: list[str] = []
    if "*" not in exposed:
        hidden = [name for name in _EXPOSED if name not in exposed]
    yield expect(
        not hidden,
        "cors",
        "open",
        f"pages cannot read {', '.join(hidden)}",
        "7.2, CORS",
        Verdict.warning,
    )


def check_encoded_ids(server: ExaminedServer) -> Findings:
    """Check that an id with unusual characters is understood when it is percent-encoded."""
    for process in server.processes:
        segment = path_segment(process.id)
        if segment != process.id:
            answer = server.request("GET", f"/processes/{segment}")
            yield expect(
                answer.status == 200,
                "encoded-ids",
                "found",
                f"{process.id!r} gives HTTP {answer.status}",
                "7.10",
            )
            return


SERVICE_CHECKS: tuple[Check, ...] = (
    Check("landing page", check_landing_page),
    Check("conformance", check_conformance),
    Check("process list", check_process_list),
    Check("descriptions", check_descriptions),
    Check("encoded ids", check_encoded_ids),
    Check("errors", check_errors),
    Check("http manners", check_http),
)
