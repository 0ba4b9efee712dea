"""Links: found by relation and resolved against the address of their document.

Where the service stands behind a proxy, they are kept on the outer side of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from .._json import JsonObject
from ..models import Link
from ._loopback import ip_address, is_loopback

_STANDARD_PATH: Final = re.compile(
    r"/(processes|jobs|conformance|collections|api|openapi)(/|$)"
)
_OWN_PATH: Final = re.compile(r"/(processes|jobs)(/|$)")
_PORTS: Final = {"http": 80, "https": 443}


def link_to(
    source: object, *rels: str, media_type: str | None = "application/json"
) -> Link | None:
    """Return the first link with one of the relations, in the order of `rels`.

    None when there is none.

    Parameters
    ----------
    source
        A document with ``links``, or the links themselves.
    rels : str
        Relations; the short name also finds the registered URI and the other way round.
    media_type : str or None
        Preferred among several links with one relation; links without a type come next.
    """
    links: Iterable[Link] | None = (
        source if isinstance(source, list | tuple) else getattr(source, "links", None)
    )
    for rel in rels:
        matching = [
            link
            for link in links or ()
            if _short(rel) in _shorts(link.rel) and link.href and "{" not in link.href
        ]
        if matching:
            return min(matching, key=lambda link: _distance(link, media_type))
    return None


def _shorts(rels: str | None) -> list[str]:
    """Return the short names of all relations of a link (RFC 8288, section 3.3).

    Spaces separate them.
    """
    return [_short(rel) for rel in (rels or "").split()]


def _short(rel: str) -> str:
    """Return ``results`` for ``[ogc-rel:results]`` and for its registered URI (http or https)."""
    relation = rel.strip("[]").lower().rstrip("/")
    return re.sub(
        r"^(https?://www\.opengis\.net/def/rel/(ogc|iana)/[\d.]+/|ogc-rel:)",
        "",
        relation,
    )


def _distance(link: Link, media_type: str | None) -> int:
    kind = (link.type or "").split(";")[0].strip().lower()
    if kind == media_type:
        return 0
    if not kind:
        return 1
    return 2 if kind.endswith("+json") else 3


def next_link(source: object, url: str) -> str | None:
    """Return the absolute URL of the next page, or None on the last page.

    A link to the page itself is none.
    """
    link = link_to(source, "next")
    target = resolve(url, link.href) if link else None
    return None if target is None or target == url else target


def resolve(base: str, href: str) -> str:
    """Return `href` as an absolute URL, relative to the document at `base` (RFC 3986).

    Never fails.
    """
    mended = re.sub(r"^(https?)(:/?|//)(?=[^/])", r"\1://", href.strip())
    try:
        return urljoin(base, mended)
    except ValueError:
        return mended


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of a URL (RFC 6454); empty for what has none."""
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        return (
            scheme,
            (parts.hostname or "").lower().rstrip("."),
            parts.port or _PORTS.get(scheme),
        )
    except ValueError:
        return "", "", None


def same_origin(one: str, other: str) -> bool:
    """Return whether two URLs share scheme, host and port: credentials may then be sent to both."""
    return origin(one) == origin(other) and origin(one)[1] != ""


def rebase(href: str, api_url: str) -> str:
    """Return `href` on the public side of a proxy.

    Servers behind a proxy often build links from the address they listen on
    (``http://localhost:5000/jobs/1``) or from the wrong scheme. Such a link is put under the
    address that the service was really reached at. Links to other public hosts are returned as they
    are, and so are files at other addresses of the same inside.
    """
    target, base = origin(href), origin(api_url)
    if not target[1] or target == base or not base[1]:
        return href
    if target[1] == base[1]:
        # Only the wrong scheme, or the port of the inside, on the same name: never down from https.
        if base[0] == "https" and target[0] == "http":
            return _move(href, api_url)
        return href
    if is_internal(target[1]) and (
        not is_internal(base[1]) or _behind_tunnel(href, base[1])
    ):
        return _move(href, api_url)
    return href


def _behind_tunnel(href: str, base_host: str) -> bool:
    """Return whether a link of a service behind ``ssh -L`` or a container's port is to itself.

    It does with a name that only its own network knows, and with a job or process at another port
    of this machine.
    """
    target_host = origin(href)[1]
    is_own = (
        _OWN_PATH.search(urlsplit(href).path)
        if is_loopback(target_host)
        else ip_address(target_host) is None
    )
    return is_loopback(base_host) and bool(is_own)


def _move(href: str, api_url: str) -> str:
    target, base = urlsplit(href), urlsplit(api_url)
    root = base.path.rstrip("/")
    path = target.path
    if root and not (path == root or path.startswith(root + "/")):
        standard_path = _STANDARD_PATH.search(path)
        path = root + (path[standard_path.start() :] if standard_path else path)
    return urlunsplit(
        (
            base.scheme,
            base.netloc.rpartition("@")[2],
            path,
            target.query,
            target.fragment,
        )
    )


def is_internal(host: str) -> bool:
    """Return whether a host is only reachable from inside.

    Loopback, private, or a name without a dot.
    """
    address = ip_address(host)
    if address is None:
        return "." not in host or host.endswith(
            (".local", ".internal", ".localhost", ".lan", ".svc", ".cluster")
        )
    return (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
    )


def path_segment(id: str) -> str:
    """Return an id as one segment of a path: percent-encoded, ``:`` kept as servers expect it."""
    quoted = quote(str(id), safe=":@!$'()*,;=~", errors="replace")
    # A segment of dots would be taken for a step in the path by everybody on the way.
    return quoted.replace(".", "%2E") if quoted in {".", ".."} else quoted


def header_links(values: Iterable[str], base: str = "") -> list[Link]:
    """Read ``Link`` header fields (RFC 8288); what is no link is left out."""
    return [link for value in values for link in _links_in(value, base)]


_LINK: Final = re.compile(
    r'<([^>]*)>((?:\s*;\s*[\w!#$&+\-.^`|~*]+(?:\s*=\s*(?:"(?:\\.|[^"\\])*"|[^\s",;]*))?)*)'
)
_PARAMETER: Final = re.compile(
    r';\s*([\w!#$&+\-.^`|~*]+)(?:\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s",;]*)))?'
)


def _links_in(value: str, base: str) -> Iterable[Link]:
    for href, parameters in _LINK.findall(value):
        members: JsonObject = {}
        for name, quoted, token in _PARAMETER.findall(parameters):
            members.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) or token)
        if href or base:
            yield Link(**{**members, "href": resolve(base, href) if base else href})
