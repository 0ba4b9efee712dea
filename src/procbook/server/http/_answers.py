"""Answers with outputs: raw, as parts, as links, or as one document (7.11.4, 7.13, table 11)."""

from __future__ import annotations

import mimetypes
import re
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
    """Answer the outputs of a job in the form that its request asked for.

    Parameters
    ----------
    outputs
        The outputs of the job.
    request
        The execute request: ``outputs`` selects some and says whether by value or by reference,
        ``response`` whether raw or as a document.
    job_id, links
        For the addresses of outputs by reference.
    extra
        More links for the ``Link`` header.
    """
    if request.get("response") == "document":
        document = results_document(outputs, request, job_id, links)
        return JSONResponse(document, headers=_link_header(extra))
    selection = _select(outputs, request)
    references = _references(selection, request, job_id, links)
    if len(references) == len(selection):
        headers = _link_header([*references.values(), *extra])
        return Response(status_code=204, headers=headers)
    if len(selection) == 1:
        return native(selection[0], headers=_link_header(extra))
    return _multipart(selection, references, _link_header(extra))


def results_document(
    outputs: Sequence[Produced],
    request: dict[str, Any],
    job_id: str,
    links: Links,
) -> dict[str, Any]:
    """Return the outputs of a job as one document (``results.yaml``)."""
    selection = _select(outputs, request)
    references = _references(selection, request, job_id, links)
    document: dict[str, Any] = {}
    for output in selection:
        document[output.id] = references.get(output.id) or inline(output)
    return document


def _references(
    outputs: Sequence[Produced],
    request: dict[str, Any],
    job_id: str,
    links: Links,
) -> dict[str, Link]:
    return {
        output.id: _reference(output, job_id, links)
        for output in outputs
        if output.link or _is_by_reference(request, output.id)
    }


def _select(outputs: Sequence[Produced], request: dict[str, Any]) -> list[Produced]:
    """Return the outputs that a request asks for; all if it names none."""
    requested = request.get("outputs")
    if requested is None:
        return list(outputs)
    return [output for output in outputs if output.id in requested]


def _is_by_reference(request: dict[str, Any], output_id: str) -> bool:
    output = (request.get("outputs") or {}).get(output_id)
    return isinstance(output, dict) and output.get("transmissionMode") == "reference"


def _reference(
    output: Produced,
    job_id: str,
    links: Links,
) -> Link:
    """Return the link that stands for an output; its title is the id of the output."""
    if output.link is not None:
        return {
            "rel": "item",
            "title": output.id,
            **output.link,
        }
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
    if output.media_type.startswith("text/"):
        return output.media_type + TEXT_CHARSET
    return output.media_type


_EXTENSIONS = {
    "application/geo+json": ".geojson",
    "image/tiff": ".tif",
    "application/x-netcdf": ".nc",
    "audio/wav": ".wav",
}
"""File name extensions that Python does not know, or has another one for."""
_UNSAFE_CHARACTER = re.compile("[^A-Za-z0-9_-]")


def _file_name(output: Produced) -> str:
    name = _UNSAFE_CHARACTER.sub("_", output.id)
    media_type = output.media_type.partition(";")[0].strip()
    extension = _EXTENSIONS.get(media_type) or mimetypes.guess_extension(media_type)
    return name + (extension or "")


def _multipart(
    outputs: Sequence[Produced],
    references: dict[str, Link],
    headers: dict[str, str],
) -> Response:
    """Answer outputs as parts of one body (RFC 2387), each with its id."""
    boundary = secrets.token_hex(16)
    delimiter = f"--{boundary}".encode()
    body = bytearray()
    for output in outputs:
        part = _part(output, references.get(output.id))
        body += delimiter + b"\r\n" + part + b"\r\n"
    body += delimiter + b"--\r\n"
    root_type = outputs[0].media_type
    media_type = f'multipart/related; boundary={boundary}; type="{root_type}"'
    return Response(bytes(body), headers={**headers, "Content-Type": media_type})


def _part(output: Produced, by_reference: Link | None) -> bytes:
    fields = [f"Content-ID: <{output.id}>", f"Content-Type: {_content_type(output)}"]
    if by_reference is None:
        body = output.read()
    else:
        fields.append(f"Content-Location: {by_reference['href']}")
        body = b""
    return "\r\n".join(fields).encode() + b"\r\n\r\n" + body


def _link_header(links: Sequence[Link]) -> dict[str, str]:
    return {"Link": header(*links)} if links else {}
