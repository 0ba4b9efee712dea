"""HTTP for sign-in: requests to issuers and login pages, which are no calls of the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from httpx import (
    Auth as RequestAuth,
    BasicAuth,
    Client as HttpClient,
    HTTPError,
    Response as HttpResponse,
)

if TYPE_CHECKING:
    from ..settings import ClientConfig

__all__ = [
    "BasicAuth",
    "HTTPError",
    "HttpClient",
    "HttpResponse",
    "RequestAuth",
    "open_http_client",
]


def open_http_client(config: ClientConfig, **options: Any) -> HttpClient:
    """Return a client of httpx with the certificates and the timeout of these settings.

    The caller closes it; `options` are those of ``httpx.Client`` and go before the settings.
    """
    return httpx.Client(
        **{"verify": config.verify, "timeout": config.timeout, **options}
    )
