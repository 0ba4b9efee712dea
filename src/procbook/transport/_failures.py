"""What went wrong on the way to a server, in words: one sentence and what to do next, never a header."""

from __future__ import annotations

import httpx

from ..protocol import is_on_loopback
from ..protocol.errors import TransportError
from ._call import Ask, Broken
from ._redaction import without_credentials

# What happened before a connection stood, so that the server cannot have seen the request.
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


def describe_failure(error: Exception, ask: Ask) -> Broken:
    """Return what a call is told when httpx raised."""
    message, hint, again = _explain(error, ask)
    sent = not isinstance(error, _UNSENT)
    if sent and ask.method == "POST":
        hint = "It may have been carried out all the same: look at the list of jobs before trying again."
    failure = TransportError(
        message, method=ask.method, url=without_credentials(ask.url), hint=hint
    )
    return Broken(failure, sent=sent, again=again)


def _explain(error: Exception, ask: Ask) -> tuple[str, str | None, bool]:
    url = without_credentials(ask.url)
    host = url.partition("//")[2].partition("/")[0] or url
    match error:
        case httpx.ConnectTimeout() | httpx.ConnectError() if _is_certificate(error):
            return (
                f"The certificate of {host} is not trusted.",
                "Name the authority's file: Client(verify='ca.pem').",
                False,
            )
        case httpx.ConnectTimeout():
            return (
                f"No connection to {host}: it did not answer in time.",
                "Is the address right, and a proxy needed?",
                True,
            )
        case httpx.ConnectError():
            # On this very machine a port that nobody listens at is no passing trouble of a network.
            return (
                f"No connection to {host}.",
                _hint_for_host(ask.url),
                not is_on_loopback(ask.url),
            )
        case httpx.ReadTimeout() | httpx.WriteTimeout() | httpx.PoolTimeout():
            # Waiting another round would double what the user asked for.
            return (
                f"{host} sent nothing in time.",
                "Allow more seconds: Client(timeout=…), or timeout=… in the call.",
                False,
            )
        case (
            httpx.RemoteProtocolError()
            | httpx.ReadError()
            | httpx.WriteError()
            | httpx.CloseError()
        ):
            return (
                f"The connection to {host} broke off before the whole answer came.",
                None,
                True,
            )
        case httpx.DecodingError():
            return f"{host} sent a body that cannot be decompressed.", None, False
        case httpx.InvalidURL() | httpx.UnsupportedProtocol():
            return (
                "This is no address that can be asked.",
                "An address begins with http:// or https://.",
                False,
            )
        case httpx.LocalProtocolError():
            return "The request holds a header that cannot be sent.", None, False
        case httpx.ProxyError():
            return (
                f"The proxy refused to connect to {host}.",
                "Look at the variables HTTPS_PROXY and NO_PROXY.",
                False,
            )
    return f"The request to {host} failed ({type(error).__name__}).", None, False


def _hint_for_host(url: str) -> str:
    if is_on_loopback(url):
        return "No server runs there. Start one with 'procbook serve', use Client.local(), or name another address."
    return "Is the address right, and does the server run?"


def _is_certificate(error: BaseException | None) -> bool:
    """Return whether an error comes from a certificate that is not trusted; httpx wraps what the system says."""
    import ssl  # most errors come without, and it takes some milliseconds

    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


class TooBigError(TransportError):
    """A body that is longer than what is read into memory.

    Attributes
    ----------
    media_type : str or None
        What it is, as far as the server told.
    size : int or None
        Bytes, if the server told.
    """

    media_type: str | None = None
    size: int | None = None


def too_big(ask: Ask, response: httpx.Response) -> Broken:
    """Return what a call is told when a body is longer than a document can be."""
    size = f"{(ask.limit or 0) / 2**20:.0f} MiB"
    error = TooBigError(
        f"The server sent more than {size} where a document was expected; the rest was not read.",
        method=ask.method,
        url=without_credentials(ask.url),
        hint="Run it as a job, and keep the result as a file."
        if ask.method == "POST"
        else "Is the address that of an OGC API - Processes service?",
    )
    announced = response.headers.get("content-length", "")
    error.media_type = response.headers.get("content-type")
    error.size = int(announced) if announced.isdigit() else None
    return Broken(error, sent=True, again=False)
