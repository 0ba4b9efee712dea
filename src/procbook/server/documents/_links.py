"""Addresses of the server's resources and the links between them (OGC 18-062r2, section 7 and table 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import quote, urlencode

from fastapi import Request

REL = "http://www.opengis.net/def/rel/ogc/1.0/"
JSON = "application/json"
HTML = "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

PARAMETERS = frozenset(
    {
        "f",
        "limit",
        "cursor",
        "processID",
        "status",
        "type",
        "datetime",
        "minDuration",
        "maxDuration",
    }
)
"""Query parameters that this server knows."""

Link = dict[str, Any]


class Links:
    """Makes absolute addresses below the address of the server.

    Parameters
    ----------
    base : str
        Address of the landing page.
    here : str, optional
        Path of the resource that was asked for, below `base`.
    query : list of pairs, optional
        The query parameters of the request.
    """

    def __init__(
        self, base: str, here: str = "", query: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.base = base.rstrip("/")
        self._here = self.base + here
        self._query = list(query)

    @classmethod
    def of(cls, request: Request) -> Self:
        """Return what makes the links of the answer to a request."""
        here = request.url.path[len(request.scope.get("root_path", "")) :]
        # What is not ours may be a key that lets somebody in, and links are logged and handed on.
        query = [
            (name, value)
            for name, value in request.query_params.multi_items()
            if name in PARAMETERS
        ]
        return cls(str(request.base_url), here, query)

    def to(self, *segments: str, **query: str | int) -> str:
        """Return the address of a resource; ids are percent-encoded, colons stay."""
        path = "/".join(quote(segment, safe=":") for segment in segments)
        return f"{self.base}/{path}" + (f"?{urlencode(query)}" if query else "")

    def further(self, cursor: int) -> str:
        """Return the address of the next page of the list that was asked for, filters kept."""
        kept = [(k, v) for k, v in self._query if k != "cursor"]
        return self._here + "?" + urlencode([*kept, ("cursor", cursor)])

    def selves(self) -> list[Link]:
        """Return ``self`` and ``alternate`` of the resource that was asked for."""
        kept = [(k, v) for k, v in self._query if k != "f"]
        as_html = self._here + "?" + urlencode([*kept, ("f", "html")])
        as_json = self._here + (f"?{urlencode(kept)}" if kept else "")
        return [
            link(as_json, "self", JSON, "This document"),
            link(as_html, "alternate", HTML, "This document as HTML"),
        ]

    def job(self, job_id: str) -> str:
        """Return the address of a job."""
        return self.to("jobs", job_id)

    def output(self, job_id: str, output_id: str) -> str:
        """Return the address of one output."""
        return self.to("jobs", job_id, "results", output_id)


def link(
    href: str, rel: str, type: str | None = None, title: str | None = None
) -> Link:
    """Return a link as a member of a document (``link.yaml``)."""
    made = {"href": href, "rel": rel, "type": type, "title": title}
    return {name: value for name, value in made.items() if value is not None}


def header(*links: Link) -> str:
    """Return links as the value of a ``Link`` header (RFC 8288)."""
    return ", ".join(_header(one) for one in links)


def _header(one: Link) -> str:
    parameters = "".join(
        f'; {name}="{_quoted(one[name])}"'
        for name in ("rel", "type", "title")
        if one.get(name)
    )
    return f"<{quote(one['href'], safe=_URL_SAFE)}>{parameters}"


_URL_SAFE = ":/?#[]@!$&'()*+,;=%~"


def _quoted(text: str) -> str:
    plain = "".join(c if " " <= c <= "~" else "?" for c in text)
    return plain.replace("\\", "\\\\").replace('"', '\\"')
