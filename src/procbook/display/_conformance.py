"""Conformance classes by name (OGC 18-062r2, section 2, annex A; drafts of 2.0, parts 2-4)."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ._facts import line

_URI: Final = re.compile(
    r"/spec/(?P<api>[\w.-]+)/(?P<version>[\w.]+)/(?:conf/|req/)?(?P<name>[^/#]+)/?$"
)
_PART: Final = re.compile(r"ogcapi-processes-(\d)$")
_NAMES: Final = {
    "core": "Core",
    "ogc-process-description": "OGC process description",
    "json": "JSON",
    "html": "HTML",
    "oas": "OpenAPI",
    "oas30": "OpenAPI 3.0",
    "oas31": "OpenAPI 3.1",
    "job-list": "Job list",
    "callback": "Callback",
    "dismiss": "Dismiss",
    "kvp-execute": "Execution by GET",
    "query-param-profile": "Profile parameter",
    "deploy-replace-undeploy": "Deploy, replace, undeploy",
    "ogcapppkg": "OGC application package",
    "docker": "Docker",
    "cwl": "CWL",
    "job-management": "Job management",
}


class ConformanceClass(NamedTuple):
    """A conformance class for people: its name, and the standard it is of."""

    name: str
    standard: str
    uri: str


def conformance_class(uri: str) -> ConformanceClass:
    """Return name and standard of a conformance class.

    Of a URI that says neither, the end of it.
    """
    match = _URI.search(uri)
    if match is None:
        return ConformanceClass(line(uri, 90), "", uri)
    part = _PART.match(match["api"])
    standard = f"Processes part {part[1]}" if part else line(match["api"], 40)
    known_name = _NAMES.get(match["name"]) if part else None
    name = known_name or line(match["name"].replace("-", " "), 60).capitalize()
    return ConformanceClass(name, f"{standard} ({match['version']})", uri)
