"""Routes: landing page, API definition, conformance, processes (sections 7.2 to 7.10)."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from ..documents import _documents, _openapi
from ..documents._links import OPENAPI, Links
from ..documents._negotiate import answer
from . import _query
from ._dependencies import ServiceOfApp

router = APIRouter()
READ = ["GET", "HEAD"]


@router.api_route("/", methods=READ)
def landing(request: Request, service: ServiceOfApp) -> Response:
    """Answer the landing page."""
    return answer(request, _documents.landing(service.registry, Links.of(request)))


@router.api_route("/conformance", methods=READ)
def conformance(request: Request) -> Response:
    """Answer the conformance declaration."""
    return answer(request, _documents.conformance(Links.of(request)))


@router.api_route("/processes", methods=READ)
def processes(request: Request, service: ServiceOfApp) -> Response:
    """Answer the process list."""
    start = _query.whole_number(request, "cursor", 0)
    limit = _query.limit(request)
    links = Links.of(request)
    document = _documents.process_list(
        service.registry,
        links,
        start=start,
        limit=limit,
    )
    return answer(request, document)


@router.api_route("/processes/{process_id}", methods=READ)
def process(
    process_id: str,
    request: Request,
    service: ServiceOfApp,
) -> Response:
    """Answer a process description."""
    description = service.process(process_id).description
    return answer(request, _documents.process(description, Links.of(request)))


@router.api_route("/api", methods=READ)
def api(request: Request, service: ServiceOfApp) -> Response:
    """Answer the API definition in OpenAPI 3.0."""
    document = _openapi.definition(service.registry, Links.of(request).base or "/")
    return answer(request, document, media_type=OPENAPI)
