"""Who may use the server: the names it may be addressed by, and the web pages that may call it.

A browser lets any web page send requests to this machine. Two rules keep foreign pages out: the
``Host`` must be a name of this server, so that a page cannot point a name of its own here
(DNS rebinding); and a request that changes something must not come from another origin
(``Origin``, RFC 6454), also if the browser sends it without a preflight request, as it does with a
form that is posted as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ...protocol import is_loopback
from .._access import ANY, LOOPBACK
from .._problems import MEDIA_TYPE, ProblemError

_LOOPBACK_ORIGIN = (
    r"https?://(localhost|([a-z0-9-]+\.)+localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?"
)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
EXPOSED = ["Location", "Link", "Preference-Applied", "Content-Disposition"]


class Guards:
    """ASGI middleware that refuses foreign hosts, and changes by pages of foreign origins.

    Parameters
    ----------
    app : ASGI application
        The application that is guarded.
    hosts : sequence of str
        Names that the server may be addressed by, without ports; ``*.example.org`` for all names
        below, :data:`LOOPBACK` and :data:`ANY`.
    origins : sequence of str
        Origins of web pages that may use the server, such as ``https://example.org``;
        :data:`LOOPBACK` and :data:`ANY`.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Sequence[str],
        origins: Sequence[str],
    ) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._origins = frozenset(origins)
        self._app = CORSMiddleware(
            app,
            allow_origins=[origin for origin in origins if origin != LOOPBACK],
            allow_origin_regex=_LOOPBACK_ORIGIN if LOOPBACK in origins else None,
            allow_methods=["GET", "HEAD", "POST", "DELETE"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        )

    async def __call__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        """Pass a request on, or refuse it."""
        problem = self._problem(scope) if scope["type"] == "http" else None
        if problem is None:
            await self._app(scope, receive, send)
            return
        response = JSONResponse(problem.document, problem.status, media_type=MEDIA_TYPE)
        await response(scope, receive, send)

    def _problem(self, scope: Scope) -> ProblemError | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_own_host(host):
            return ProblemError(
                400,
                "This server is not addressed by that name. "
                "Its operator can allow it with --hosts.",
            )
        origin = headers.get("origin")
        if origin is None or scope["method"] in _SAFE:
            return None
        if self._is_own_origin(origin, scope["scheme"], host):
            return None
        return ProblemError(
            403,
            "Web pages of this origin may not use the server. "
            "Its operator can allow them with --cors-origin.",
        )

    def _is_own_host(self, header: str) -> bool:
        name = _host_name(header)
        if ANY in self._hosts or name in self._hosts:
            return True
        if LOOPBACK in self._hosts and is_loopback(name):
            return True
        return any(
            pattern.startswith("*.") and name.endswith(pattern[1:])
            for pattern in self._hosts
        )

    def _is_own_origin(
        self,
        origin: str,
        scheme: str,
        host: str,
    ) -> bool:
        if ANY in self._origins or origin in self._origins:
            return True
        if origin == f"{scheme}://{host}":
            return True
        is_loopback_origin = re.fullmatch(_LOOPBACK_ORIGIN, origin) is not None
        return LOOPBACK in self._origins and is_loopback_origin


def _host_name(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""
