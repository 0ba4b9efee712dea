from ._connection import Connection
from ._failures import TooBigError
from ._http_client import (
    BasicAuth,
    HttpClient,
    HTTPError,
    HttpResponse,
    RequestAuth,
    open_http_client,
)
from ._pools import LoopPools
from ._redaction import redact, redact_credentials
from ._request_auth import HeaderAuth, QueryAuth, Token, TokenAuthority
from .background import loop
from .calls._call import RESULT_LIMIT, Ask, Call, Pause, T
from .calls._exchange import exchange
from .calls._redirects import is_same_site, redirect_request
from .calls._retry import Policy, retry_after

__all__ = [
    "RESULT_LIMIT",
    "Ask",
    "BasicAuth",
    "Call",
    "Connection",
    "HTTPError",
    "HeaderAuth",
    "HttpClient",
    "HttpResponse",
    "LoopPools",
    "Pause",
    "Policy",
    "QueryAuth",
    "RequestAuth",
    "T",
    "Token",
    "TokenAuthority",
    "TooBigError",
    "exchange",
    "is_same_site",
    "loop",
    "open_http_client",
    "redact",
    "redact_credentials",
    "redirect_request",
    "retry_after",
]
