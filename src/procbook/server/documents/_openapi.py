"""The API definition in OpenAPI 3.0 (conformance class oas30)."""

from __future__ import annotations

from typing import Any

from .._limits import LARGEST_PAGE, PAGE, STATUSES
from .._problems import MEDIA_TYPE
from ..functions._registry import ProcessRegistry
from ._links import HTML, JSON


def definition(registry: ProcessRegistry, base: str) -> dict[str, Any]:
    """Return the API definition of a server at an address."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": registry.title,
            "description": registry.description or "Processes by OGC API - Processes.",
            "version": "1.0.0",
        },
        "servers": [{"url": base}],
        "tags": [{"name": name} for name in ("Service", "Processes", "Jobs")],
        "paths": {**_service_paths(), **_process_paths(list(registry)), **_job_paths()},
        "components": {
            "parameters": _PARAMETERS,
            "responses": _RESPONSES,
            "schemas": _COMPONENTS,
        },
    }


def _service_paths() -> dict[str, Any]:
    return {
        "/": {"get": _get("getLandingPage", "Landing page", "landingPage", "Service")},
        "/api": {"get": _get("getApi", "This definition", None, "Service")},
        "/conformance": {
            "get": _get(
                "getConformance", "Conformance classes", "confClasses", "Service"
            )
        },
    }


def _process_paths(ids: list[str]) -> dict[str, Any]:
    one = {
        "name": "processID",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": ids},
    }
    missing = {"404": _response("NoSuchThing")}
    prefer = {
        "name": "Prefer",
        "in": "header",
        "schema": {"type": "string"},
        "example": "respond-async",
    }
    execute = {
        "operationId": "execute",
        "summary": "Run a process",
        "tags": ["Processes"],
        "parameters": [prefer, _parameter("f")],
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": _schema("execute")}},
        },
        "responses": {
            "200": _response("Results"),
            "201": _response("JobStarted"),
            "204": {"description": "All outputs are links, in the Link header."},
            **missing,
            "413": _response("Refused"),
            "415": _response("Refused"),
            **_OF_RESULTS,
        },
    }
    lists = ("limit", "cursor")
    return {
        "/processes": {
            "get": _get(
                "getProcesses", "Process list", "processList", "Processes", lists
            )
        },
        "/processes/{processID}": {
            "parameters": [one],
            "get": _get(
                "getProcessDescription",
                "Process description",
                "process",
                "Processes",
                extra=missing,
            ),
        },
        "/processes/{processID}/execution": {"parameters": [one], "post": execute},
    }


def _job_paths() -> dict[str, Any]:
    job = {
        "name": "jobID",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
    }
    output = {
        "name": "outputID",
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
    }
    missing = {"404": _response("NoSuchThing")}
    filters = (
        "type",
        "processID",
        "status",
        "datetime",
        "minDuration",
        "maxDuration",
        "limit",
        "cursor",
    )
    dismiss = _get(
        "dismiss",
        "Cancel a running job, remove a finished one",
        "statusInfo",
        "Jobs",
        extra=missing,
    )
    results = {
        "200": _response("Results"),
        "204": {"description": "All outputs are links."},
        **missing,
        **_OF_RESULTS,
    }
    get_results = {
        "operationId": "getResult",
        "summary": "Results",
        "tags": ["Jobs"],
        "responses": results,
    }
    get_output = {
        "operationId": "getOutput",
        "summary": "One output",
        "tags": ["Jobs"],
        "responses": results,
    }
    return {
        "/jobs": {"get": _get("getJobs", "Job list", "jobList", "Jobs", filters)},
        "/jobs/{jobID}": {
            "parameters": [job],
            "get": _get(
                "getStatus", "State of a job", "statusInfo", "Jobs", extra=missing
            ),
            "delete": dismiss,
        },
        "/jobs/{jobID}/results": {
            "parameters": [job],
            "get": {
                **get_results,
                "parameters": [_parameter("outputs"), _parameter("f")],
            },
        },
        "/jobs/{jobID}/results/{outputID}": {
            "parameters": [job, output],
            "get": get_output,
        },
    }


def _get(
    operation: str,
    summary: str,
    schema: str | None,
    tag: str,
    parameters: tuple[str, ...] = (),
    *,
    extra: dict[str, Any] | None = None,
) -> dict[str, Any]:
    body = {"schema": _schema(schema) if schema else {"type": "object"}}
    content = {JSON: body, HTML: {"schema": {"type": "string"}}}
    return {
        "operationId": operation,
        "summary": summary,
        "tags": [tag],
        "parameters": [_parameter(name) for name in (*parameters, "f")],
        "responses": {
            "200": {"description": summary, "content": content},
            **(extra or {}),
            **_ERRORS,
        },
    }


def _schema(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _parameter(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


def _response(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{name}"}


def _query(name: str, schema: dict[str, Any], text: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": schema}


def _list_of(*values: str) -> dict[str, Any]:
    return {
        "type": "array",
        "items": {"type": "string", **({"enum": list(values)} if values else {})},
    }


_SECONDS = {"type": "array", "items": {"type": "integer", "minimum": 0}}
_PARAMETERS = {
    "f": _query(
        "f",
        {"type": "string", "enum": ["json", "html"]},
        "Form of the answer, instead of Accept.",
    ),
    "limit": _query(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE},
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
_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/exception"}}}
_RESPONSES = {
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
            JSON: {"schema": {"$ref": "#/components/schemas/results"}},
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
            JSON: {"schema": {"$ref": "#/components/schemas/statusInfo"}},
            HTML: {"schema": {"type": "string"}},
        },
    },
}
_ERRORS = {"400": _response("Refused"), "500": _response("Failed")}
_OF_RESULTS = {**_ERRORS, "default": _response("Failed")}
"""A process chooses the status that its failure has."""
_TEXT = {"type": "string"}
_LINK = {
    "type": "object",
    "required": ["href"],
    "properties": dict.fromkeys(("href", "rel", "type", "title"), _TEXT),
}
_LINKS = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}


def _document(required: tuple[str, ...] = (), **members: Any) -> dict[str, Any]:
    return {
        "type": "object",
        **({"required": list(required)} if required else {}),
        "properties": members,
    }


def _array_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _schema(name)}


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
_COMPONENTS: dict[str, Any] = {
    "link": _LINK,
    "landingPage": _document(("links",), title=_TEXT, description=_TEXT, links=_LINKS),
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
        response={"type": "string", "enum": ["raw", "document"], "default": "raw"},
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
        progress={"type": "integer", "minimum": 0, "maximum": 100},
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
