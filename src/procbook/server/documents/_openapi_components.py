"""The components of the API definition: its parameters, responses and schemas."""

from __future__ import annotations

from typing import Any

from .._limits import LARGEST_PAGE, PAGE, STATUSES
from .._problems import MEDIA_TYPE
from ._links import HTML, JSON


def schema_ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def parameter_ref(name: str) -> dict[str, str]:
    """Return a reference to a parameter."""
    return {"$ref": f"#/components/parameters/{name}"}


def response_ref(name: str) -> dict[str, str]:
    """Return a reference to a response."""
    return {"$ref": f"#/components/responses/{name}"}


def _query(
    name: str,
    schema: dict[str, Any],
    text: str,
) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": text,
        "schema": schema,
    }


def _list_of(*values: str) -> dict[str, Any]:
    items: dict[str, Any] = {"type": "string"}
    if values:
        items["enum"] = list(values)
    return {"type": "array", "items": items}


_SECONDS = {"type": "array", "items": {"type": "integer", "minimum": 0}}
PARAMETERS = {
    "f": _query(
        "f",
        {"type": "string", "enum": ["json", "html"]},
        "Form of the answer, instead of Accept.",
    ),
    "limit": _query(
        "limit",
        {
            "type": "integer",
            "minimum": 1,
            "maximum": LARGEST_PAGE,
            "default": PAGE,
        },
        "Page size.",
    ),
    "cursor": _query(
        "cursor", {"type": "integer", "minimum": 0}, "Opaque; from a next link."
    ),
    "type": _query("type", _list_of("process"), "Kind of job."),
    "processID": _query("processID", _list_of(), "Jobs of these processes."),
    "status": _query("status", _list_of(*STATUSES), "Jobs in these states."),
    "datetime": _query(
        "datetime", {"type": "string"}, "Created at a time, or within an interval."
    ),
    "minDuration": _query("minDuration", _SECONDS, "Ran at least so many seconds."),
    "maxDuration": _query("maxDuration", _SECONDS, "Ran at most so many seconds."),
    "outputs": _query("outputs", _list_of(), "Only these outputs."),
}
_PROBLEM = {MEDIA_TYPE: {"schema": schema_ref("exception")}}
RESPONSES = {
    "Refused": {
        "description": "The request is wrong; the problem says where.",
        "content": _PROBLEM,
    },
    "NoSuchThing": {
        "description": "There is no such process, job or result.",
        "content": _PROBLEM,
    },
    "Failed": {"description": "The server or the process failed.", "content": _PROBLEM},
    "Results": {
        "description": "Outputs: one in its own media type, several as parts, or one document.",
        "content": {
            JSON: {"schema": schema_ref("results")},
            HTML: {"schema": {"type": "string"}},
            "multipart/related": {"schema": {"type": "string"}},
            "*/*": {"schema": {"type": "string", "format": "binary"}},
        },
    },
    "JobStarted": {
        "description": "The job that was started.",
        "headers": {
            "Location": {
                "description": "Address of the job.",
                "schema": {"type": "string", "format": "uri"},
            },
            "Preference-Applied": {
                "description": "RFC 7240",
                "schema": {"type": "string"},
            },
        },
        "content": {
            JSON: {"schema": schema_ref("statusInfo")},
            HTML: {"schema": {"type": "string"}},
        },
    },
}

_TEXT = {"type": "string"}
_LINK = {
    "type": "object",
    "required": ["href"],
    "properties": dict.fromkeys(("href", "rel", "type", "title"), _TEXT),
}
_LINKS = {"type": "array", "items": schema_ref("link")}


def _document(required: tuple[str, ...] = (), **members: object) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    if required:
        schema["required"] = list(required)
    schema["properties"] = members
    return schema


def _array_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": schema_ref(name)}


_OPTIONS = _list_of("sync-execute", "async-execute", "dismiss")
_SUMMARY = {
    "id": _TEXT,
    "version": _TEXT,
    "title": _TEXT,
    "description": _TEXT,
    "jobControlOptions": _OPTIONS,
}
_DESCRIBED = {
    "type": "object",
    "additionalProperties": {"type": "object", "required": ["schema"]},
}
_TIME = {"type": "string", "format": "date-time"}
_INTEGER = {"type": "integer"}
_URI = {"type": "string", "format": "uri"}
SCHEMAS: dict[str, Any] = {
    "link": _LINK,
    "landingPage": _document(
        ("links",),
        title=_TEXT,
        description=_TEXT,
        links=_LINKS,
    ),
    "confClasses": _document(("conformsTo",), conformsTo=_list_of()),
    "processSummary": _document(("id", "version"), **_SUMMARY, links=_LINKS),
    "processList": _document(
        ("processes", "links"), processes=_array_of("processSummary"), links=_LINKS
    ),
    "process": _document(
        ("id", "version"),
        **_SUMMARY,
        inputs=_DESCRIBED,
        outputs=_DESCRIBED,
        links=_LINKS,
    ),
    "execute": _document(
        inputs={"type": "object", "additionalProperties": {}},
        outputs={"type": "object", "additionalProperties": {"type": "object"}},
        response={
            "type": "string",
            "enum": ["raw", "document"],
            "default": "raw",
        },
        subscriber=_document(successUri=_URI, inProgressUri=_URI, failedUri=_URI),
    ),
    "statusInfo": _document(
        ("jobID", "status", "type"),
        jobID=_TEXT,
        id=_TEXT,
        processID=_TEXT,
        type=_TEXT,
        message=_TEXT,
        status={"type": "string", "enum": STATUSES},
        progress={
            "type": "integer",
            "minimum": 0,
            "maximum": 100,
        },
        created=_TIME,
        started=_TIME,
        finished=_TIME,
        updated=_TIME,
        links=_LINKS,
    ),
    "jobList": _document(("jobs", "links"), jobs=_array_of("statusInfo"), links=_LINKS),
    "results": {"type": "object", "additionalProperties": {}},
    "exception": _document(
        ("type",),
        type=_TEXT,
        title=_TEXT,
        status=_INTEGER,
        detail=_TEXT,
        instance=_TEXT,
    ),
}
