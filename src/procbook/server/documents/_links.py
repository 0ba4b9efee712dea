"""Addresses of resources, and links between them (OGC 18-062r2, section 7 and table 4)."""

from __future__ import annotations

import re
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
    """Builds absolute addresses below the address of the server.

    Parameters
    ----------
    base : str
        Address of the landing page.
    path : str, optional
        Path of the requested resource, below `base`.
    query : list of pairs, optional
        The query parameters of the request.
    """

    def __init__(
        self,
        base: str,
        path: str = "",
        query: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.base = base.rstrip("/")
        self._url = self.base + path
        self._query = list(query)

    @classmethod
    def of(cls, request: Request) -> Self:
        """Return the links for the answer to a request."""
        path = request.url.path[len(request.scope.get("root_path", "")) :]
        # Any other parameter may be an access key, and links are logged and handed on.
        query = [
            (name, value)
            for name, value in request.query_params.multi_items()
            if name in PARAMETERS
        ]
        return cls(str(request.base_url), path, query)

    def to(self, *segments: str, **query: str | int) -> str:
        """Return the address of a resource; ids are percent-encoded, colons stay."""
        path = "/".join(quote(segment, safe=":") for segment in segments)
        return _with_query(f"{self.base}/{path}", list(query.items()))

    def next_page(self, cursor: int) -> str:
        """Return the address of the next page of the requested list, with the same filters."""
        query = self._query_without("cursor")
        return _with_query(self._url, [*query, ("cursor", cursor)])

    def selves(self) -> list[Link]:
        """Return the links ``self`` and ``alternate`` of the requested resource."""
        query = self._query_without("f")
        as_json = _with_query(self._url, query)
        as_html = _with_query(self._url, [*query, ("f", "html")])
        return [
            link(as_json, "self", JSON, "This document"),
            link(as_html, "alternate", HTML, "This document as HTML"),
        ]

    def _query_without(self, parameter: str) -> list[tuple[str, str | int]]:
        return [(name, value) for name, value in self._query if name != parameter]

    def job(self, job_id: str) -> str:
        """Return the address of a job."""
        return self.to("jobs", job_id)

    def output(self, job_id: str, output_id: str) -> str:
        """Return the address of one output."""
        return self.to("jobs", job_id, "results", output_id)


def _with_query(url: str, query: Sequence[tuple[str, str | int]]) -> str:
    return f"{url}?{urlencode(query)}" if query else url


def link(
    href: str,
    rel: str,
    type: str | None = None,
    title: str | None = None,
) -> Link:
    """Return a link as a member of a document (``link.yaml``)."""
    members = {
        "href": href,
        "rel": rel,
        "type": type,
        "title": title,
    }
    return {name: value for name, value in members.items() if value is not None}


def header(*links: Link) -> str:
    """Return links as the value of a ``Link`` header (RFC 8288)."""
    return ", ".join(map(_link_value, links))


def _link_value(link: Link) -> str:
    url = quote(link["href"], safe=_URL_SAFE)
    value = f"<{url}>"
    for name in ("rel", "type", "title"):
        text = link.get(name)
        if text:
            value += f'; {name}="{_escape(text)}"'
    return value


_URL_SAFE = ":/?#[]@!$&'()*+,;=%~"
_NOT_PRINTABLE = re.compile("[^ -~]")


def _escape(text: str) -> str:
    """Return a text as the content of a quoted string (RFC 9110, section 5.6.4), in ASCII."""
    ascii_text = _NOT_PRINTABLE.sub("?", text)
    return ascii_text.replace("\\", "\\\\").replace('"', '\\"')
