"""One file from a server: streamed to disk, resumed where it was cut, and verified."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ...display import count
from ...operations import HasSession
from ...protocol.errors import ResultError, TransportError
from .. import _limits
from .._session_of import session_of
from .._source import Source
from ._checksums import Checksum, header_checksums
from ._download_progress import Progress
from ._range_request import RangeAnswer, request_range

CUTS = 8
"""How often in a row a download may be cut without a single new byte."""


def download(
    source: Source, part: Path, progress: Progress, checksum: Checksum | None
) -> None:
    """Write the bytes of a source to a file; no file is left that is not complete and verified.

    Parameters
    ----------
    source : Source
        The output.
    part : path
        The file. One of an earlier try is never trusted: another file may be behind the same name
        by now.
    progress : Progress
        Is kept up to date.
    checksum : Checksum, optional
        The one that the description of the output states.
    """
    client = session_of(source.output) or getattr(source.access, "client", None)
    url = source.href or ""
    is_web = url.lower().startswith(("http://", "https://"))
    # Created anew, so that a link planted there is not followed.
    part.unlink(missing_ok=True)
    try:
        headers: Mapping[str, str] = {}
        if is_web and client is not None and not source.inline:
            headers = _download(client, url, part, progress)
        else:
            _copy(source, part, progress)
        checksums = [*header_checksums(headers)]
        if checksum is not None:
            checksums.insert(0, checksum)
        _verify(source, part, checksums)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _copy(source: Source, part: Path, progress: Progress) -> None:
    size = 0
    with part.open("xb") as file:
        for chunk in source.stream():
            size += _write(file, chunk)
            progress.update(size)


def _write(file: BinaryIO, chunk: bytes) -> int:
    """Write a chunk; raise an error that distinguishes a full disk from a cut connection."""
    try:
        return file.write(chunk)
    except OSError as error:
        raise ResultError(f"{file.name} cannot be written: {error.strerror}.") from None


@dataclass
class _State:
    """The progress of a download, and the version of the file that it is of.

    Attributes
    ----------
    cuts : int
        Requests in a row that were cut without a new byte.
    """

    size: int = 0
    total: int | None = None
    validator: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cuts: int = 0
    is_complete: bool = False


def _download(
    client: HasSession, url: str, part: Path, progress: Progress
) -> Mapping[str, str]:
    """Download with as many requests as it takes; return the header fields of the first answer."""
    state = _State()
    with part.open("x+b") as file:
        while not state.is_complete:
            size_before = state.size
            try:
                _request(client, url, file, state, progress)
            except TransportError as cut:
                state.cuts = 0 if state.size > size_before else state.cuts + 1
                if state.cuts >= CUTS:
                    amount = _limits.human(state.size)
                    raise ResultError(
                        f"The download was cut at {amount} and could not be resumed: {cut.message}",
                        url=url,
                    ) from None
                time.sleep(_delay(state.cuts))
    return state.headers


def _delay(cuts: int) -> float:
    """Return the seconds to wait before the next request, with jitter."""
    return min(10.0, 0.2 * 2.0**cuts) * random.uniform(0.5, 1)  # noqa: S311 - no secret


def _request(
    client: HasSession, url: str, file: BinaryIO, state: _State, progress: Progress
) -> None:
    """Send one request and write its body at the right position."""
    start = state.size if state.size and state.validator else None
    with request_range(client, url, start=start, validator=state.validator) as answer:
        if answer.status != 206 or answer.start != state.size:
            _restart(file, state, answer)
        for chunk in answer.chunks():
            state.size += _write(file, chunk)
            progress.update(state.size, state.total)
    if state.total is not None and state.size < state.total:
        raise TransportError("the connection ended early", url=url)
    state.is_complete = True


def _restart(file: BinaryIO, state: _State, answer: RangeAnswer) -> None:
    """Begin anew: the file has changed since, or the server does not support ranges."""
    state.size = 0
    state.headers = answer.headers
    state.total = answer.total
    state.validator = answer.validator
    file.seek(0)
    file.truncate()


def _verify(source: Source, part: Path, checksums: list[Checksum]) -> None:
    """Raise :class:`~procbook.ResultError` where size or checksums differ from the stated ones."""
    size = part.stat().st_size
    if source.size is not None and not source.inline and source.size != size:
        raise ResultError(
            f"Output {source.name!r} has {count(size, 'byte')}, but {source.size:,} were announced."
        )
    if not checksums:
        return
    hashes = [checksum.new() for checksum in checksums]
    with part.open("rb") as file:
        while chunk := file.read(_limits.MIB):
            for current in hashes:
                current.update(chunk)
    for checksum, actual in zip(checksums, hashes, strict=True):
        if actual.digest() != checksum.digest:
            raise ResultError(
                (
                    f"Output {source.name!r} is damaged: its {checksum.algorithm} is "
                    "not the one the server states."
                ),
                hint="Save it again; if that does not help, the file on the server is broken.",
            )
