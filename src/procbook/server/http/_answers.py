"""How outputs are answered: raw, as parts, as links, or as one document (sections 7.11.4 and 7.13, table 11)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import Response
from fastapi.responses import FileResponse, JSONResponse

from ..documents._links import Link, Links, header, link
from ..functions._outputs import Produced, inline

TEXT_CHARSET = ";charset=utf-8"


def results(
    outputs: Sequence[Produced],
    request: dict[str, Any],
    job_id: str,
    links: Links,
    *,
    extra: Sequence[Link] = (),
) -> Response:
    """Answer the outputs of a job in the way that its request asked for.

    Parameters
    ----------
    outputs
        What the job made.
    request
        The execute request: ``outputs`` selects and says how, ``response`` whether raw or as
        document.
    job_id, links
        Where outputs can be had by reference.
    extra
        More links for the ``Link`` header.
    """
    if request.get("response") == "document":
        return JSONResponse(
            results_document(outputs, request, job_id, links),
            headers=_link_header(extra),
        )
    wanted = _selected(outputs, request.get("outputs"))
    references = _references(wanted, request, job_id, links)
    if len(references) == len(wanted):
        return Response(
            status_code=204, headers=_link_header([*references.values(), *extra])
        )
    if len(wanted) == 1:
        return native(wanted[0], headers=_link_header(extra))
    return _multipart(wanted, references, _link_header(extra))


def results_document(
    outputs: Sequence[Produced], request: dict[str, Any], job_id: str, links: Links
) -> dict[str, Any]:
    """Return the outputs of a job as one document (``results.yaml``)."""
    wanted = _selected(outputs, request.get("outputs"))
    references = _references(wanted, request, job_id, links)
    return {output.id: references.get(output.id) or inline(output) for output in wanted}


def _references(
    wanted: Sequence[Produced], request: dict[str, Any], job_id: str, links: Links
) -> dict[str, Link]:
    return {
        o.id: reference(o, job_id, links)
        for o in wanted
        if o.link or _mode(request, o.id) == "reference"
    }


def _selected(
    outputs: Sequence[Produced], asked: dict[str, Any] | None
) -> list[Produced]:
    return list(outputs) if asked is None else [o for o in outputs if o.id in asked]


def _mode(request: dict[str, Any], output_id: str) -> str:
    output = (request.get("outputs") or {}).get(output_id)
    return (
        str(output.get("transmissionMode") or "value")
        if isinstance(output, dict)
        else "value"
    )


def reference(output: Produced, job_id: str, links: Links) -> Link:
    """Return the link that stands for an output; its title is the output's id, as there is no better place for it."""
    if output.link is not None:
        return {"rel": "item", "title": output.id, **output.link}
    return link(links.output(job_id, output.id), "item", output.media_type, output.id)


def native(output: Produced, headers: dict[str, str] | None = None) -> Response:
    """Answer one output in its own media type."""
    headers = {
        **(headers or {}),
        "Content-Disposition": f'inline; filename="{_file_name(output)}"',
    }
    if output.link is not None:
        return JSONResponse(output.link, headers=headers)
    media_type = _content_type(output)
    if isinstance(output.body, Path):
        return FileResponse(output.body, media_type=media_type, headers=headers)
    return Response(output.body, media_type=media_type, headers=headers)


def _content_type(output: Produced) -> str:
    return (
        output.media_type + TEXT_CHARSET
        if output.media_type.startswith("text/")
        else output.media_type
    )


def _file_name(output: Produced) -> str:
    import mimetypes

    safe = "".join(
        c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in output.id
    )
    kind = output.media_type.partition(";")[0].strip()
    return safe + (_EXTENSIONS.get(kind) or mimetypes.guess_extension(kind) or "")


_EXTENSIONS = {
    "application/geo+json": ".geojson", "image/tiff": ".tif", "application/x-netcdf": ".nc", "audio/wav": ".wav",
}  # fmt: skip


def _multipart(
    outputs: Sequence[Produced], references: dict[str, Link], headers: dict[str, str]
) -> Response:
    boundary = secrets.token_hex(16)
    parts = [_part(output, references.get(output.id)) for output in outputs]
    body = (
        b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
        + b"--%s--\r\n" % boundary.encode()
    )
    media_type = (
        f'multipart/related; boundary={boundary}; type="{outputs[0].media_type}"'
    )
    return Response(body, headers={**headers, "Content-Type": media_type})


def _part(output: Produced, by_reference: Link | None) -> bytes:
    lines = [f"Content-ID: <{output.id}>", f"Content-Type: {_content_type(output)}"]
    if by_reference is not None:
        lines.append(f"Content-Location: {by_reference['href']}")
    body = b"" if by_reference is not None else output.read()
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _link_header(links: Sequence[Link]) -> dict[str, str]:
    return {"Link": header(*links)} if links else {}
