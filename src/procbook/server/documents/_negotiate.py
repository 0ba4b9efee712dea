"""JSON or HTML, as the request asks by ``f`` or ``Accept`` (conformance classes json and html)."""

from __future__ import annotations

import contextlib
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from .._problems import INVALID_QUERY, MEDIA_TYPE as PROBLEM, ProblemError
from ._html import page
from ._links import HTML, JSON, header


def wants_html(request: Request) -> bool:
    """Return whether a request prefers HTML; JSON is the answer to everything else.

    Raises
    ------
    ProblemError
        400 for an unknown value of ``f``.
    """
    form = request.query_params.get("f")
    if form is not None:
        if form not in {"json", "html"}:
            detail = f"f must be 'json' or 'html', not {form!r}."
            raise ProblemError(400, detail, type=INVALID_QUERY)
        return form == "html"
    return prefers_html(", ".join(request.headers.getlist("accept")))


def prefers_html(accept: str) -> bool:
    """Return whether an ``Accept`` header ranks HTML above JSON (RFC 9110, section 12.5.1)."""
    qualities = _qualities(accept)
    json_quality = max(qualities.get(JSON, 0.0), qualities.get(PROBLEM, 0.0))
    return qualities.get(HTML, 0.0) > json_quality


def _qualities(accept: str) -> dict[str, float]:
    """Return the quality value of each media type; one without a number is left out."""
    qualities = {}
    for item in accept.split(","):
        media_type, *parameters = item.lower().split(";")
        with contextlib.suppress(ValueError):
            qualities[media_type.strip()] = _quality(parameters)
    return qualities


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            return float(value)
    return 1.0


def answer(
    request: Request,
    document: dict[str, Any],
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    media_type: str = JSON,
) -> Response:
    """Answer a document as JSON or as an HTML page, its links also in the ``Link`` header."""
    fields = {"Vary": "Accept"}
    links = document.get("links")
    if links:
        fields["Link"] = header(*links)
    fields.update(headers or {})
    if wants_html(request):
        html = page(document, str(request.base_url))
        return HTMLResponse(html, status, headers=fields)
    return JSONResponse(
        document,
        status,
        headers=fields,
        media_type=media_type,
    )
