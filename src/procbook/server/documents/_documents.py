"""The documents that the server sends, from its registry and its job rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from ...models import JobStatus, ProcessDescription
from .._problems import MEDIA_TYPE as PROBLEM
from ..functions._registry import ProcessRegistry
from ..jobs._tables import JobRow
from ._links import HTML, JSON, OPENAPI, REL, Link, Links, link

_DESCRIPTION = "Processes by OGC API - Processes, Part 1, version 1.0."
_CONF = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/"
CONFORMS_TO = [
    _CONF + name
    for name in (
        "core",
        "ogc-process-description",
        "json",
        "html",
        "oas30",
        "job-list",
        "callback",
        "dismiss",
    )
]
KEY = "idempotencyKey"
"""Member of a job, and of its stored request: the key under which it was sent, see
:mod:`..http._idempotency`."""


def landing(registry: ProcessRegistry, links: Links) -> dict[str, Any]:
    """Return the landing page (section 7.2)."""
    return {
        "title": registry.title,
        "description": registry.description or _DESCRIPTION,
        "links": [
            *links.selves(),
            link(links.to("api"), "service-desc", OPENAPI, "API definition"),
            link(links.to("api", f="html"), "service-doc", HTML, "API documentation"),
            link(
                links.to("conformance"),
                REL + "conformance",
                JSON,
                "Conformance classes",
            ),
            link(links.to("processes"), REL + "processes", JSON, "Processes"),
            link(links.to("jobs"), REL + "job-list", JSON, "Jobs"),
        ],
    }


def conformance(links: Links) -> dict[str, Any]:
    """Return the conformance declaration (section 7.4)."""
    return {"conformsTo": CONFORMS_TO, "links": links.selves()}


def process_list(
    registry: ProcessRegistry,
    links: Links,
    *,
    start: int,
    limit: int,
) -> dict[str, Any]:
    """Return one page of the processes (section 7.9)."""
    ids = list(registry)
    end = start + limit
    summaries = []
    for process_id in ids[start:end]:
        description = registry[process_id].description
        summaries.append(_summary(description, links))
    page_links = links.selves()
    if end < len(ids):
        page_links.append(_next_link(links, end))
    return {"processes": summaries, "links": page_links}


def _next_link(links: Links, cursor: int) -> Link:
    return link(links.next_page(cursor), "next", JSON, "Next page")


def _summary(description: ProcessDescription, links: Links) -> dict[str, Any]:
    document = description.to_json()
    document.pop("inputs", None)
    document.pop("outputs", None)
    return {**document, "links": _process_links(description.id, links)}


def _process_links(process_id: str, links: Links) -> list[Link]:
    path = ("processes", process_id)
    as_html = links.to(*path, f="html")
    jobs = links.to("jobs", processID=process_id)
    return [
        link(links.to(*path), "self", JSON, "Process description"),
        link(as_html, "alternate", HTML, "Process description as HTML"),
        link(links.to(*path, "execution"), REL + "execute", JSON, "Execute"),
        link(jobs, REL + "job-list", JSON, "Jobs of this process"),
    ]


def process(description: ProcessDescription, links: Links) -> dict[str, Any]:
    """Return the description of one process (section 7.10)."""
    return {**description.to_json(), "links": _process_links(description.id, links)}


def job(row: JobRow, links: Links) -> dict[str, Any]:
    """Return the state of a job (section 7.12), with the members of 1.0 and of the 2.0 draft."""
    times = {
        name: _time(getattr(row, name))
        for name in ("created", "started", "finished", "updated")
    }
    document = {
        "jobID": row.id,
        "id": row.id,
        "processID": row.process_id,
        "type": "process",
        "processingEntityType": "ogc-api-processes",
        "status": row.status,
        "message": row.message,
        "progress": row.progress,
        **times,
        "links": job_links(row, links),
        "x-traceback": row.trace,
        KEY: row.request.get(KEY),
    }
    return {name: value for name, value in document.items() if value is not None}


def job_links(row: JobRow, links: Links) -> list[Link]:
    """Return the links of a job: to itself, to its process, and to its results or its failure."""
    url = links.job(row.id)
    job_links = [
        link(url, "self", JSON, "This job"),
        link(url + "?f=html", "alternate", HTML, "This job as HTML"),
        link(url, "monitor", JSON, "State of this job"),
        link(links.to("processes", row.process_id), "up", JSON, "Process"),
    ]
    results_url = url + "/results"
    if row.status == JobStatus.successful:
        job_links.append(link(results_url, REL + "results", JSON, "Results"))
    if row.status == JobStatus.failed:
        relation = REL + "exceptions"
        job_links.append(link(results_url, relation, PROBLEM, "What went wrong"))
    return job_links


def job_list(
    rows: Sequence[JobRow],
    links: Links,
    *,
    limit: int,
) -> dict[str, Any]:
    """Return one page of jobs (section 11).

    `rows` holds one more than `limit` if there is a next page.
    """
    page = rows[:limit]
    page_links = links.selves()
    if len(rows) > limit:
        page_links.append(_next_link(links, page[-1].seq))
    return {"jobs": [job(row, links) for row in page], "links": page_links}


def _time(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    time = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
    return time.replace("+00:00", "Z")
