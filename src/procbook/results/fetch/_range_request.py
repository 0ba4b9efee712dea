"""Requests for a file or a part of it (RFC 9110, section 14), through the session of its client."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping

from ...operations import HasSession, stream


class RangeAnswer:
    """An answer whose body is still to be read.

    Parameters
    ----------
    status : int
        Status of the answer: 206 where it is a part.
    headers : mapping
        Its header fields.
    chunks : iterator of bytes
        The body.

    Attributes
    ----------
    start : int
        Position of the first byte in the file.
    total : int or None
        Length of the file in bytes, where it is stated.
    """

    def __init__(
        self, status: int, headers: Mapping[str, str], chunks: Iterator[bytes]
    ) -> None:
        self.status = status
        self.headers = headers
        self._chunks = chunks
        content_range = (headers.get("content-range") or "").strip()
        match = re.fullmatch(r"bytes\s+(\d+)-(\d+)/(\d+|\*)", content_range)
        self.start = int(match[1]) if match and status == 206 else 0
        if match:
            self.total = None if match[3] == "*" else int(match[3])
        else:
            self.total = _content_length(headers)

    def chunks(self) -> Iterator[bytes]:
        """Return the body."""
        return self._chunks

    @property
    def validator(self) -> str | None:
        """What identifies the version of the file for ``If-Range``.

        A strong ETag, else the date of change.
        """
        tag = self.headers.get("etag")
        if tag and not tag.startswith("W/"):
            return tag
        return self.headers.get("last-modified")


def _content_length(headers: Mapping[str, str]) -> int | None:
    length = headers.get("content-length") or ""
    is_encoded = headers.get("content-encoding") not in (None, "identity")
    if length.isdigit() and not is_encoded:
        return int(length)
    return None


@contextlib.contextmanager
def request_range(
    client: HasSession,
    url: str,
    *,
    start: int | None = None,
    end: int | None = None,
    validator: str | None = None,
) -> Iterator[RangeAnswer]:
    """Request a file, or its bytes from `start` to before `end`, and yield the body.

    The request is the client's own, so that redirects, retries and the rule where credentials may
    go are those of all its requests.

    Parameters
    ----------
    client : Client or Session
        Whose server it is.
    url : str
        Address of the file.
    start, end : int, optional
        The part, in bytes; the end is not included.
    validator : str, optional
        The version of the file that the part must belong to; of another one the complete file is
        sent.
    """
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
    if start is not None:
        last_byte = "" if end is None else str(end - 1)
        headers["Range"] = f"bytes={start}-{last_byte}"
        if validator:
            headers["If-Range"] = validator
    with stream(client, url, headers=headers) as (answer, chunks):
        yield RangeAnswer(answer.status, answer.headers, chunks)
