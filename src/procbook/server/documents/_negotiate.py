"""JSON or HTML: what the client asked for by ``f`` or ``Accept`` (conformance classes json and html)."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from .._problems import INVALID_QUERY, ProblemError
from ._links import HTML, JSON, header


def wants_html(request: Request) -> bool:
    """Tell whether the client prefers HTML; JSON is the answer to everything else.

    Raises
    ------
    ProblemError
        400 for an unknown value of ``f``.
    """
    asked = request.query_params.get("f")
    if asked is not None:
        if asked not in {"json", "html"}:
            raise ProblemError(
                400, f"f must be 'json' or 'html', not {asked!r}.", type=INVALID_QUERY
            )
        return asked == "html"
    return prefers_html(", ".join(request.headers.getlist("accept")))


def prefers_html(accept: str) -> bool:
    """Tell whether an ``Accept`` header ranks HTML above JSON (RFC 9110, section 12.5.1)."""
    ranks = dict(_ranks(accept))
    html = ranks.get(HTML, 0.0)
    as_json = max(ranks.get(kind, 0.0) for kind in (JSON, "application/problem+json"))
    return html > as_json


def _ranks(accept: str) -> list[tuple[str, float]]:
    found = []
    for item in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in item.split(";"))
        quality = next(
            (p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1"
        )
        try:
            found.append((media_type, float(quality)))
        except ValueError:
            continue
    return found


def answer(
    request: Request,
    document: dict[str, Any],
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    media_type: str = JSON,
) -> Response:
    """Answer a document as JSON or as an HTML page, its links also in the ``Link`` header."""
    links = document.get("links")
    all_headers = {
        "Vary": "Accept",
        **({"Link": header(*links)} if links else {}),
        **(headers or {}),
    }
    if wants_html(request):
        from ._html import page

        return HTMLResponse(
            page(document, str(request.base_url)), status, headers=all_headers
        )
    return JSONResponse(document, status, headers=all_headers, media_type=media_type)
