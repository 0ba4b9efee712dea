"""Requests that the server makes for clients: inputs by reference, callbacks.

A URL of a client may point into the network of the server (server-side request forgery, OWASP API
Security 2023, API7). So the host is resolved first, every address must be a public one (loopback
only where the operator allows it), and the connection goes to exactly the address that was checked.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from typing import TypedDict

import httpx

from ._problems import ProblemError

MAX_REDIRECTS = 5


class _RequestOptions(TypedDict):
    headers: dict[str, str]
    extensions: dict[str, str]


class Outbound:
    """Makes GET and POST requests to public addresses only.

    Parameters
    ----------
    allow_loopback : bool
        Whether addresses of this machine may be reached; for a server and a receiver that stand
        side by side.
    max_bytes : int
        Longest body that is read.
    seconds : float
        Longest time that one exchange may take.
    """

    def __init__(
        self,
        *,
        allow_loopback: bool = False,
        max_bytes: int = 50_000_000,
        seconds: float = 30,
    ) -> None:
        self._allow_loopback = allow_loopback
        self._max_bytes = max_bytes
        self._seconds = seconds

    def fetch(self, url: str) -> bytes:
        """Return the body that a URL points at.

        Raises
        ------
        ProblemError
            400 with the reason.
        """
        try:
            with self._client() as client:
                for _ in range(MAX_REDIRECTS + 1):
                    address, options = self._resolve(url), _host_options(url)
                    with client.stream("GET", address, **options) as answer:
                        if not answer.is_redirect:
                            return self._read(answer)
                        location = answer.headers["location"]
                    url = str(httpx.URL(url).join(location))
        except httpx.HTTPError as error:
            reason = type(error).__name__
            raise ProblemError(400, f"cannot read {url}: {reason}") from error
        raise ProblemError(400, f"cannot read {url}: too many redirects")

    def post(self, url: str, document: object) -> None:
        """Post a JSON document once.

        Raises
        ------
        ProblemError
            If the URL is not allowed.
        httpx.HTTPError
            If the receiver cannot be reached or refuses.
        """
        with self._client() as client:
            address, options = self._resolve(url), _host_options(url)
            answer = client.post(address, json=document, **options)
            answer.raise_for_status()

    def _client(self) -> httpx.Client:
        return httpx.Client(
            timeout=min(10.0, self._seconds), follow_redirects=False, trust_env=False
        )

    def _read(self, answer: httpx.Response) -> bytes:
        if answer.is_error:
            raise ProblemError(
                400, f"cannot read the link: it answers {answer.status_code}"
            )
        body = bytearray()
        end = time.monotonic() + self._seconds
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > self._max_bytes:
                raise ProblemError(
                    400, f"the link points at more than {self._max_bytes:,} bytes"
                )
            if time.monotonic() > end:
                raise ProblemError(
                    400, f"reading the link took longer than {self._seconds:g} s"
                )
        return bytes(body)

    def check(self, url: str) -> None:
        """Refuse a URL that is not http(s) or does not lead to an allowed address.

        Raises
        ------
        ProblemError
            400 with the reason.
        """
        self._resolve(url)

    def _resolve(self, url: str) -> httpx.URL:
        """Return the URL with an address that was checked in place of its host."""
        try:
            parsed = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise ProblemError(400, f"{url!r} is not a URL") from error
        if parsed.scheme not in {"http", "https"} or not parsed.host:
            raise ProblemError(400, f"only http and https links are read, not {url!r}")
        return parsed.copy_with(host=self._address(parsed.host))

    def _address(self, host: str) -> str:
        try:
            entries = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError as error:
            raise ProblemError(400, f"there is no host {host!r}") from error
        addresses = []
        for *_, socket_address in entries:
            text, _, _zone = str(socket_address[0]).partition("%")
            address = ipaddress.ip_address(text)
            if not self._is_allowed(address):
                raise ProblemError(400, f"host {host!r} is not a public one")
            addresses.append(str(address))
        return addresses[0]

    def _is_allowed(
        self, address: ipaddress.IPv4Address | ipaddress.IPv6Address
    ) -> bool:
        if address.is_multicast:
            return False
        if address.is_loopback:
            return self._allow_loopback
        return address.is_global


def _host_options(url: str) -> _RequestOptions:
    """Return the options that name the host, because the URL of the request has its address."""
    parsed = httpx.URL(url)
    return {
        "headers": {"Host": parsed.netloc.decode()},
        "extensions": {"sni_hostname": parsed.host},
    }
