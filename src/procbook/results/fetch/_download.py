"""One file from a server: streamed to disk, taken up again where it was cut, and proven."""

from __future__ import annotations

import contextlib
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ...display import count
from ...operations import stream
from ...protocol.errors import ResultError, TransportError
from .. import _limits
from .._session_of import session_of
from .._source import Source
from ._checksums import Checksum, stated
from ._download_progress import Progress

CUTS = 8
"""How often in a row a download may be cut without a single new byte."""


class Reply:
    """An answer whose body is still to come."""

    def __init__(
        self,
        status: int,
        headers: Mapping[str, str],
        chunks: Callable[[], Iterator[bytes]],
    ) -> None:
        self.status = status
        self.headers = headers
        self.chunks = chunks
        found = re.fullmatch(
            r"bytes\s+(\d+)-(\d+)/(\d+|\*)",
            (headers.get("content-range") or "").strip(),
        )
        self.start = int(found[1]) if found and status == 206 else 0
        self.total = _total(found, headers)

    @property
    def validator(self) -> str | None:
        """What proves that a later part is of the same file: a strong ETag, else the date of change."""
        tag = self.headers.get("etag")
        return (
            tag
            if tag and not tag.startswith("W/")
            else self.headers.get("last-modified")
        )


def _total(found: re.Match[str] | None, headers: Mapping[str, str]) -> int | None:
    if found:
        return None if found[3] == "*" else int(found[3])
    length = headers.get("content-length") or ""
    return (
        int(length)
        if length.isdigit() and headers.get("content-encoding") in (None, "identity")
        else None
    )


@contextlib.contextmanager
def reply(
    client: Any,
    url: str,
    *,
    start: int | None = None,
    end: int | None = None,
    validator: str | None = None,
) -> Iterator[Reply]:
    """Ask for a file, or the part of it from `start` to before `end`, and read the body as it comes.

    The request is the client's own, so that redirects, retries and the rule where credentials may
    go are those of all its requests.
    """
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
    if start is not None:
        headers["Range"] = f"bytes={start}-{end - 1 if end is not None else ''}"
        if validator:
            headers["If-Range"] = validator
    with stream(client, url, headers=headers) as (answer, chunks):
        yield Reply(answer.status, answer.headers, lambda: chunks)


def download(
    source: Source, part: Path, progress: Progress, expected: Checksum | None
) -> None:
    """Write the bytes of a source to `part`, and leave no file behind that is not whole and proven.

    A ``.part`` file of an earlier try is never trusted: another file may be behind the same name by
    now.
    """
    client = session_of(source.output) or getattr(source.access, "client", None)
    # Made anew, so that a link planted there is not followed.
    part.unlink(missing_ok=True)
    try:
        if (
            not source.inline
            and client is not None
            and (source.href or "").lower().startswith(("http://", "https://"))
        ):
            headers = _resumed(client, source.href or "", part, progress)
        else:
            _copied(source, part, progress)
            headers = {}
        _prove(source, part, [c for c in (expected, *stated(headers)) if c])
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _copied(source: Source, part: Path, progress: Progress) -> None:
    done = 0
    with part.open("xb") as file:
        for chunk in source.stream():
            done += _put(file, chunk)
            progress.at(done)


def _put(file: Any, chunk: bytes) -> int:
    """Write, and tell a full disk from a cut connection."""
    try:
        return file.write(chunk)  # type: ignore[no-any-return]
    except OSError as error:
        raise ResultError(f"{file.name} cannot be written: {error.strerror}.") from None


def _resumed(
    client: Any, url: str, part: Path, progress: Progress
) -> Mapping[str, str]:
    """Download with as many requests as it takes; return the headers of the first answer."""
    state = _State()
    with part.open("x+b") as file:
        while not state.finished:
            before = state.done
            try:
                _take(client, url, file, state, progress)
            except TransportError as cut:
                state.barren = 0 if state.done > before else state.barren + 1
                if state.barren >= CUTS:
                    raise ResultError(
                        f"The download was cut at {_limits.human(state.done)} and could not be resumed: {cut.message}",
                        url=url,
                    ) from None
                time.sleep(min(10.0, 0.2 * 2**state.barren) * random.uniform(0.5, 1))  # noqa: S311 - no secret
    return state.headers


class _State:
    """How far a download is, and of which file it is."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None
        self.validator: str | None = None
        self.headers: Mapping[str, str] = {}
        self.barren = 0
        self.finished = False


def _take(client: Any, url: str, file: Any, state: _State, progress: Progress) -> None:
    """Make one request and write what it brings at the right place."""
    start = state.done if state.done and state.validator else None
    with reply(client, url, start=start, validator=state.validator) as answer:
        if answer.status != 206 or answer.start != state.done:
            # The whole again: the file is another one by now, or the server does no ranges.
            state.done, state.headers = 0, answer.headers
            state.total, state.validator = answer.total, answer.validator
            file.seek(0)
            file.truncate()
        for chunk in answer.chunks():
            state.done += _put(file, chunk)
            progress.at(state.done, state.total)
    if state.total is not None and state.done < state.total:
        raise TransportError("the connection ended early", url=url)
    state.finished = True


def _prove(source: Source, part: Path, checksums: list[Checksum]) -> None:
    size = part.stat().st_size
    if source.size is not None and not source.inline and source.size != size:
        raise ResultError(
            f"Output {source.name!r} has {count(size, 'byte')}, but {source.size:,} were announced."
        )
    if not checksums:
        return
    hashes = [c.new() for c in checksums]
    with part.open("rb") as file:
        while chunk := file.read(_limits.MIB):
            for made in hashes:
                made.update(chunk)
    for wanted, made in zip(checksums, hashes, strict=True):
        if made.digest() != wanted.digest:
            raise ResultError(
                f"Output {source.name!r} is damaged: its {wanted.algorithm} is not the one the server states.",
                hint="Save it again; if that does not help, the file on the server is broken.",
            )
