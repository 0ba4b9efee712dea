"""Checks of what a server says about itself: landing page, conformance, processes, errors, CORS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..display import count
from ..protocol import path_segment
from ._finding import Exam, Finding, Findings, Verdict, expect, json_of, problem_type

UNKNOWN = "procbook-check-no-such-thing"
_EXPOSED = ("location", "link")


def landing_page(exam: Exam) -> Findings:
    """Section 7.2: JSON, with links to everything else."""
    answer = exam.ask("GET", "/")
    body = json_of(answer)
    is_document = answer.status == 200 and isinstance(body, dict)
    yield expect(
        is_document,
        "landing-page",
        "JSON",
        f"HTTP {answer.status}, no JSON object",
        "7.2, /req/core/root-success",
    )
    links = body.get("links") if isinstance(body, dict) else None
    found = {
        str(link.get("rel", "")).rsplit("/", 1)[-1]
        for link in links or []
        if isinstance(link, dict)
    }
    for rel in ("conformance", "processes"):
        yield expect(
            rel in found,
            f"link-{rel}",
            "linked",
            f"no link with relation {rel!r}",
            "/req/core/root-success",
        )
    described = found & {"service-desc", "service-doc"}
    yield expect(
        described,
        "link-service-desc",
        "linked",
        "no service-desc or service-doc",
        "/req/core/root-success",
    )
    if exam.has("job-list"):
        yield expect(
            "job-list" in found,
            "link-job-list",
            "linked",
            "declared, not linked",
            "7.2",
            Verdict.warning,
        )


def conformance(exam: Exam) -> Findings:
    """Section 7.4: the declaration, and whether it is true."""
    declared = exam.conformance
    classes = len(declared.conformsTo) if declared else 0
    yield expect(
        declared,
        "conformance",
        f"{classes} classes",
        "no declaration",
        "7.4, /req/core/conformance-success",
    )
    yield expect(
        exam.has("core"),
        "conformance-core",
        "declared",
        "core is not declared",
        "/req/core/conformance-success",
    )
    answer = exam.ask("GET", "/jobs")
    lists = (
        answer.status == 200
        and isinstance((json_of(answer) or {}), dict)
        and "jobs" in (json_of(answer) or {})
    )
    if lists and not exam.has("job-list"):
        yield Finding(
            "conformance-job-list",
            Verdict.warning,
            "there is a job list, but the class is not declared",
            "11",
        )
    if exam.has("job-list"):
        yield expect(
            lists,
            "conformance-job-list",
            "there is one",
            f"declared, but HTTP {answer.status}",
            "11",
        )


def process_list(exam: Exam) -> Findings:
    """Section 7.9: every process with id and version, paging that leaves none out."""
    answer = exam.ask("GET", "/processes")
    body = json_of(answer)
    rows = body.get("processes") if isinstance(body, dict) else None
    shown = count(len(rows or []), "process")
    yield expect(
        isinstance(rows, list),
        "process-list",
        shown,
        f"HTTP {answer.status}, no list",
        "/req/core/process-list-success",
    )
    if not isinstance(rows, list):
        return
    lacking = [
        one
        for one in rows
        if not isinstance(one, dict) or not {"id", "version"} <= set(one)
    ]
    yield expect(
        not lacking,
        "process-summaries",
        "id and version",
        f"{len(lacking)} without id or version",
        "7.9",
    )
    has_links = isinstance(body, dict) and isinstance(body.get("links"), list)
    yield expect(
        has_links,
        "process-list-links",
        "there",
        "the list has no links",
        "/req/core/process-list-success",
    )
    if len(rows) > 1:
        yield from _paging(
            exam.ask("GET", "/processes", params={"limit": 1}),
            "processes",
            "process",
            exam,
        )


def _paging(answer: Any, member: str, name: str, exam: Exam) -> Findings:
    body = json_of(answer)
    rows = body.get(member) if isinstance(body, dict) else None
    honoured = isinstance(rows, list) and len(rows) <= 1
    where = (
        "/req/core/pl-limit-response"
        if name == "process"
        else "/req/job-list/limit-response"
    )
    yield expect(
        honoured, f"{name}-list-limit", "honoured", "limit=1 is ignored", where
    )
    if honoured:
        links = body.get("links") or []
        follows = any(
            isinstance(link, dict) and link.get("rel") == "next" for link in links
        )
        yield expect(
            follows,
            f"{name}-list-next",
            "linked",
            "a cut list has no next link",
            "7.9",
            Verdict.warning,
        )


def descriptions(exam: Exam) -> Findings:
    """Section 7.10 and 8: descriptions as the standard writes them."""
    listed = exam.processes.processes if exam.processes else []
    if not listed:
        yield Finding(
            "process-description", Verdict.note, "there are no processes to look at"
        )
        return
    read = len(exam.descriptions)
    wanted = min(len(listed), 8)
    yield expect(
        read >= wanted,
        "process-description",
        f"{read} read",
        f"{wanted - read} cannot be read",
        "7.10",
    )
    odd = [one.id for one in exam.descriptions if one.quirks]
    what = f"{len(odd)} of {read} {'departs' if len(odd) == 1 else 'depart'} from the schema: {', '.join(odd[:5])}"
    yield expect(
        not odd, "description-schema", "as in the schema", what, "8, process.yaml"
    )


def errors(exam: Exam) -> Findings:
    """Section 7.5 and the exceptions of 7.10 and 7.12: status, type, and JSON for a client that asked for it."""
    for name, path, kind in (
        ("no-such-process", f"/processes/{UNKNOWN}", "no-such-process"),
        ("no-such-job", f"/jobs/{UNKNOWN}", "no-such-job"),
        ("no-such-job-results", f"/jobs/{UNKNOWN}/results", "no-such-job"),
    ):
        answer = exam.ask("GET", path)
        yield expect(
            answer.status == 404,
            name,
            "404",
            f"HTTP {answer.status} instead of 404",
            f"/req/core/{kind}",
        )
        said = problem_type(answer)
        bad = f"type {said!r} instead of …/{kind}"
        yield expect(said == kind, f"{name}-type", kind, bad, f"/req/core/{kind}")
    answer = exam.ask("POST", f"/processes/{UNKNOWN}/execution", json={"inputs": {}})
    yield expect(
        answer.status == 404,
        "execute-unknown",
        "404",
        f"HTTP {answer.status}",
        "/req/core/no-such-process",
    )
    answer = exam.ask("GET", f"/{UNKNOWN}")
    is_json = json_of(answer) is not None
    yield expect(
        is_json,
        "errors-json",
        "JSON",
        "errors come as HTML or text to a JSON client",
        "7.5",
        Verdict.warning,
    )


def http_manners(exam: Exam) -> Findings:
    """Look at what pages and proxies need: HEAD, CORS with the headers that carry links."""
    head = exam.ask("HEAD", "/processes")
    yield expect(
        head.status == 200,
        "head",
        "answered",
        f"HTTP {head.status} on HEAD",
        "RFC 9110",
        Verdict.warning,
    )
    origin = {"Origin": "https://example.org"}
    answer = exam.ask("GET", "/processes", headers=origin)
    allowed = answer.headers.get("access-control-allow-origin")
    if not allowed:
        yield Finding(
            "cors",
            Verdict.note,
            "pages of other origins cannot use this server (no CORS headers)",
        )
        return
    exposed = {
        word.strip().lower()
        for word in (answer.headers.get("access-control-expose-headers") or "").split(
            ","
        )
    }
    hidden = [name for name in _EXPOSED if name not in exposed and "*" not in exposed]
    yield expect(
        not hidden,
        "cors",
        "open",
        f"pages cannot read {', '.join(hidden)}",
        "7.2, CORS",
        Verdict.warning,
    )


def encoded_ids(exam: Exam) -> Findings:
    """Ids with unusual characters must be found again under their encoded form."""
    odd = [
        one.id
        for one in (exam.processes.processes if exam.processes else [])
        if path_segment(one.id) != one.id
    ]
    if odd:
        answer = exam.ask("GET", f"/processes/{path_segment(odd[0])}")
        yield expect(
            answer.status == 200,
            "encoded-ids",
            "found",
            f"{odd[0]!r} gives HTTP {answer.status}",
            "7.10",
        )


SERVICE_CHECKS: tuple[Callable[[Exam], Findings], ...] = (
    landing_page,
    conformance,
    process_list,
    descriptions,
    encoded_ids,
    errors,
    http_manners,
)
