"""Errors of connections as messages: one sentence and a hint, never a header."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import httpx

from .._lazy import lazy_module
from ..protocol import is_on_loopback
from ..protocol.errors import TransportError
from ._redaction import without_credentials
from .calls._call import Ask, Broken

if TYPE_CHECKING:
    import ssl
else:
    ssl = lazy_module("ssl")

# Raised before there is a connection, so that the server cannot have seen the request.
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


def describe_failure(error: Exception, ask: Ask) -> Broken:
    """Return an error of httpx as the error that is thrown into a call."""
    message, hint, again = _explain(error, ask)
    sent = not isinstance(error, _UNSENT)
    if sent and ask.method == "POST":
        hint = (
            "It may have been carried out all the same: look at the list of jobs "
            "before trying again."
        )
    failure = TransportError(
        message, method=ask.method, url=without_credentials(ask.url), hint=hint
    )
    failure.sent = sent
    return Broken(failure, sent=sent, again=again)


_Explanation: TypeAlias = tuple[str, str | None, bool]
"""Message, hint, and whether a second try may succeed."""


def _explain(error: Exception, ask: Ask) -> _Explanation:
    url = without_credentials(ask.url)
    host = url.partition("//")[2].partition("/")[0] or url
    match error:
        case httpx.ConnectTimeout() | httpx.ConnectError():
            return _explain_no_connection(error, host, ask.url)
        case httpx.ReadTimeout() | httpx.WriteTimeout() | httpx.PoolTimeout():
            # Waiting another round would double the time that the user set.
            hint = "Allow more seconds: Client(timeout=…), or timeout=… in the call."
            return f"{host} sent nothing in time.", hint, False
        case (
            httpx.RemoteProtocolError()
            | httpx.ReadError()
            | httpx.WriteError()
            | httpx.CloseError()
        ):
            message = (
                f"The connection to {host} broke off before the whole answer came."
            )
            return message, None, True
        case httpx.DecodingError():
            return f"{host} sent a body that cannot be decompressed.", None, False
        case httpx.InvalidURL() | httpx.UnsupportedProtocol():
            hint = "An address begins with http:// or https://."
            return "This is no address that can be asked.", hint, False
        case httpx.LocalProtocolError():
            return "The request holds a header that cannot be sent.", None, False
        case httpx.ProxyError():
            hint = "Look at the variables HTTPS_PROXY and NO_PROXY."
            return f"The proxy refused to connect to {host}.", hint, False
    return f"The request to {host} failed ({type(error).__name__}).", None, False


def _explain_no_connection(error: Exception, host: str, url: str) -> _Explanation:
    if _is_certificate(error):
        hint = "Name the authority's file: Client(verify='ca.pem')."
        return f"The certificate of {host} is not trusted.", hint, False
    if isinstance(error, httpx.ConnectTimeout):
        hint = "Is the address right, and a proxy needed?"
        return f"No connection to {host}: it did not answer in time.", hint, True
    # On this machine a port that nobody listens at is no temporary failure of a network.
    is_temporary = not is_on_loopback(url)
    return f"No connection to {host}.", _hint_for_host(url), is_temporary


def _hint_for_host(url: str) -> str:
    if is_on_loopback(url):
        return (
            "No server runs there. Start one with 'procbook serve', use "
            "Client.local(), or name another address."
        )
    return "Is the address right, and does the server run?"


def _is_certificate(error: BaseException | None) -> bool:
    """Return whether an error comes from a certificate that is not trusted.

    Httpx wraps the system's error.
    """
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


class TooBigError(TransportError):
    """A body that is longer than the limit of bytes in memory.

    Attributes
    ----------
    media_type : str or None
        The media type, if the server stated it.
    size : int or None
        Bytes, if the server stated them.
    """

    media_type: str | None = None
    size: int | None = None


def too_big(ask: Ask, response: httpx.Response) -> Broken:
    """Return the error that is thrown into a call when a body is longer than a document may be."""
    size = f"{(ask.limit or 0) / 2**20:.0f} MiB"
    hint = "Is the address that of an OGC API - Processes service?"
    if ask.method == "POST":
        hint = "Run it as a job, and keep the result as a file."
    error = TooBigError(
        f"The server sent more than {size} where a document was expected; the rest was not read.",
        method=ask.method,
        url=without_credentials(ask.url),
        hint=hint,
    )
    announced = response.headers.get("content-length", "")
    error.media_type = response.headers.get("content-type")
    error.size = int(announced) if announced.isdigit() else None
    return Broken(error, sent=True, again=False)
