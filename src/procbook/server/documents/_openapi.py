"""The API definition in OpenAPI 3.0 (conformance class oas30)."""

from __future__ import annotations

from typing import Any

from ..functions._registry import ProcessRegistry
from ._links import HTML, JSON
from ._openapi_components import (
    PARAMETERS,
    RESPONSES,
    SCHEMAS,
    parameter_ref,
    response_ref,
    schema_ref,
)

_JOB_FILTERS = (
    "type",
    "processID",
    "status",
    "datetime",
    "minDuration",
    "maxDuration",
    "limit",
    "cursor",
)
_ERRORS = {"400": response_ref("Refused"), "500": response_ref("Failed")}
_NOT_FOUND = {"404": response_ref("NoSuchThing")}
# A process chooses the status of its failure.
_ERRORS_OF_RESULTS = {**_ERRORS, "default": response_ref("Failed")}


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
        "paths": {
            **_service_paths(),
            **_process_paths(list(registry)),
            **_job_paths(),
        },
        "components": {
            "parameters": PARAMETERS,
            "responses": RESPONSES,
            "schemas": SCHEMAS,
        },
    }


def _service_paths() -> dict[str, Any]:
    landing_page = _get("getLandingPage", "Landing page", "landingPage", "Service")
    api = _get("getApi", "This definition", None, "Service")
    conformance = _get(
        "getConformance", "Conformance classes", "confClasses", "Service"
    )
    return {
        "/": {"get": landing_page},
        "/api": {"get": api},
        "/conformance": {"get": conformance},
    }


def _process_paths(ids: list[str]) -> dict[str, Any]:
    process_id = _path_parameter("processID", {"type": "string", "enum": ids})
    get_list = _get(
        "getProcesses",
        "Process list",
        "processList",
        "Processes",
        ("limit", "cursor"),
    )
    get_description = _get(
        "getProcessDescription",
        "Process description",
        "process",
        "Processes",
        extra=_NOT_FOUND,
    )
    return {
        "/processes": {"get": get_list},
        "/processes/{processID}": {"parameters": [process_id], "get": get_description},
        "/processes/{processID}/execution": {
            "parameters": [process_id],
            "post": _execute(),
        },
    }


def _execute() -> dict[str, Any]:
    prefer = {
        "name": "Prefer",
        "in": "header",
        "schema": {"type": "string"},
        "example": "respond-async",
    }
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A request that is sent again under its key starts no second job.",
        "schema": {"type": "string", "minLength": 16, "maxLength": 255},
    }
    return {
        "operationId": "execute",
        "summary": "Run a process",
        "tags": ["Processes"],
        "parameters": [prefer, key, parameter_ref("f")],
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": schema_ref("execute")}},
        },
        "responses": {
            "200": response_ref("Results"),
            "201": response_ref("JobStarted"),
            "204": {"description": "All outputs are links, in the Link header."},
            **_NOT_FOUND,
            "413": response_ref("Refused"),
            "415": response_ref("Refused"),
            **_ERRORS_OF_RESULTS,
        },
    }


def _job_paths() -> dict[str, Any]:
    job_id = _path_parameter("jobID", {"type": "string"})
    get_status = _get(
        "getStatus",
        "State of a job",
        "statusInfo",
        "Jobs",
        extra=_NOT_FOUND,
    )
    dismiss = _get(
        "dismiss",
        "Cancel a running job, remove a finished one",
        "statusInfo",
        "Jobs",
        extra=_NOT_FOUND,
    )
    get_list = _get("getJobs", "Job list", "jobList", "Jobs", _JOB_FILTERS)
    return {
        "/jobs": {"get": get_list},
        "/jobs/{jobID}": {
            "parameters": [job_id],
            "get": get_status,
            "delete": dismiss,
        },
        **_result_paths(job_id),
    }


def _result_paths(job_id: dict[str, Any]) -> dict[str, Any]:
    output_id = _path_parameter("outputID", {"type": "string"})
    responses = {
        "200": response_ref("Results"),
        "204": {"description": "All outputs are links."},
        **_NOT_FOUND,
        **_ERRORS_OF_RESULTS,
    }
    get_results = {
        "operationId": "getResult",
        "summary": "Results",
        "tags": ["Jobs"],
        "responses": responses,
        "parameters": [parameter_ref("outputs"), parameter_ref("f")],
    }
    get_output = {
        "operationId": "getOutput",
        "summary": "One output",
        "tags": ["Jobs"],
        "responses": responses,
    }
    return {
        "/jobs/{jobID}/results": {"parameters": [job_id], "get": get_results},
        "/jobs/{jobID}/results/{outputID}": {
            "parameters": [job_id, output_id],
            "get": get_output,
        },
    }


def _path_parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": schema,
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
    body_schema = schema_ref(schema) if schema else {"type": "object"}
    content = {JSON: {"schema": body_schema}, HTML: {"schema": {"type": "string"}}}
    return {
        "operationId": operation,
        "summary": summary,
        "tags": [tag],
        "parameters": [parameter_ref(name) for name in (*parameters, "f")],
        "responses": {
            "200": {"description": summary, "content": content},
            **(extra or {}),
            **_ERRORS,
        },
    }
