"""Requests that the server makes for clients - inputs by reference, callbacks - without being led astray.

A URL may point into the network that the server stands in. So the host is resolved first, every
address must be a public one (loopback only where the operator allows it), and the connection goes
to exactly the address that was checked.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from typing import Any

import httpx

from ._problems import ProblemError

MAX_REDIRECTS = 5


class Outbound:
    """Fetches and posts, guarded.

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
        """Return what a URL points at.

        Raises
        ------
        ProblemError
            400 with the reason.
        """
        try:
            with self._client() as client:
                for _ in range(MAX_REDIRECTS + 1):
                    with client.stream(
                        "GET", self._checked(url), **self._pinned(url)
                    ) as answer:
                        if answer.is_redirect:
                            url = str(httpx.URL(url).join(answer.headers["location"]))
                            continue
                        return self._body(answer)
        except httpx.HTTPError as error:
            raise ProblemError(
                400, f"cannot read {url}: {type(error).__name__}"
            ) from error
        raise ProblemError(400, f"cannot read {url}: too many redirects")

    def post(self, url: str, document: Any) -> None:
        """Post a JSON document once.

        Raises
        ------
        ProblemError
            If the URL is not allowed.
        httpx.HTTPError
            If the receiver cannot be reached or refuses.
        """
        with self._client() as client:
            client.post(
                self._checked(url), json=document, **self._pinned(url)
            ).raise_for_status()

    def _client(self) -> httpx.Client:
        return httpx.Client(
            timeout=min(10.0, self._seconds), follow_redirects=False, trust_env=False
        )

    def _body(self, answer: httpx.Response) -> bytes:
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

    def _pinned(self, url: str) -> dict[str, Any]:
        host = httpx.URL(url)
        return {
            "headers": {"Host": host.netloc.decode()},
            "extensions": {"sni_hostname": host.host},
        }

    def check(self, url: str) -> None:
        """Refuse a URL that is not http(s) or does not lead to an allowed address.

        Raises
        ------
        ProblemError
            400 with the reason.
        """
        self._checked(url)

    def _checked(self, url: str) -> httpx.URL:
        try:
            parsed = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise ProblemError(400, f"{url!r} is not a URL") from error
        if parsed.scheme not in {"http", "https"} or not parsed.host:
            raise ProblemError(400, f"only http and https links are read, not {url!r}")
        return parsed.copy_with(host=self._address(parsed.host))

    def _address(self, host: str) -> str:
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError as error:
            raise ProblemError(400, f"there is no host {host!r}") from error
        addresses = [
            ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found
        ]
        for address in addresses:
            if (
                not (
                    address.is_global or (self._allow_loopback and address.is_loopback)
                )
                or address.is_multicast
            ):
                raise ProblemError(400, f"host {host!r} is not a public one")
        return str(addresses[0])
