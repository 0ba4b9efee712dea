"""One output of a job, fetched when it is first asked for if it came as a link."""

from __future__ import annotations

import builtins
import reprlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ... import results as result_package, widgets
from ...display import count
from ...operations import HasSession
from ...protocol import ABSENT, Part
from ...protocol.errors import ResultError
from ..notebook._notebook import show_results
from ._output_value import decode, encode, has_value

CHUNK = 2**16
HELD = 2**30
"""Bytes of one output that are held in memory; what is longer is for `.save()` and `.stream()`."""
READABLE = 100_000
"""Bytes of an output of which the beginning is shown in one line."""
_preview = reprlib.Repr()
_preview.maxstring = _preview.maxother = 70
_preview.maxlist = _preview.maxtuple = 12
_preview.maxdict, _preview.maxlevel = 6, 3
_preview.fillvalue = "…"


class Output:
    """One output of a job.

    Attributes
    ----------
    id : str
        Its name in the process description.
    media_type : str or None
        What it is, as far as the server told.
    href : str or None
        Where it is, if it came as a link.
    size : int or None
        Bytes, if known without fetching it.
    part : Part
        The output as it came.
    """

    def __init__(
        self,
        client: HasSession,
        part: Part,
        results: Mapping[str, Output] | None = None,
    ) -> None:
        self.session = client.session
        self._lock = threading.Lock()
        self._fetched: builtins.bytes | None = None
        self.part = part
        self.results = results
        self.id = part.id
        self.media_type = part.media_type
        self._charset = part.encoding
        self.href = part.href

    @property
    def title(self) -> str | None:
        """What the server calls it, if anything."""
        return self.part.title

    @property
    def filename(self) -> str | None:
        """The file name the server suggests."""
        return self.part.filename

    @property
    def size(self) -> int | None:
        """Bytes, if known without fetching it."""
        content = self.part.body if self.part.body is not None else self._fetched
        return len(content) if content is not None else self.part.size

    @property
    def is_link(self) -> bool:
        """Whether it came as a link."""
        return self.href is not None

    @property
    def value(self) -> Any:
        """The value: what JSON holds, text as str, anything else as bytes.

        Fetched if it came as a link.

        A link that no web client can follow (such as ``s3://…``) is its own value.
        """
        if has_value(self.part):
            return self.part.value
        if self.part.body is None and not self.can_fetch:
            return {
                "href": self.href,
                **({"type": self.media_type} if self.media_type else {}),
            }
        return decode(self.bytes(), self.media_type, self._charset)

    def bytes(self) -> builtins.bytes:
        """Return the output as bytes: as it came, or a JSON value as JSON text."""
        part = self.part
        if part.body is not None:
            return part.body
        if has_value(part):
            return encode(part.value, part.encoding)
        with self._lock:
            if self._fetched is None:
                self._fetched = self._fetch()
            return self._fetched

    def _fetch(self) -> builtins.bytes:
        """Read what came as a link into memory, up to what a kernel survives."""
        content = bytearray()
        if (self.size or 0) <= HELD:
            for piece in self.stream():
                content += piece
                if len(content) > HELD:
                    break
            else:
                return builtins.bytes(content)
        size = (
            f"{self.size / 1e9:.1f} GB"
            if self.size
            else f"more than {HELD / 1e9:.1f} GB"
        )
        raise ResultError(
            f"Output {self.id!r} is {size}, too much to hold.",
            hint="Keep it as a file: .save(path).",
        )

    def stream(self) -> Iterator[builtins.bytes]:
        """Yield the output in pieces, without holding all of it."""
        content = self._fetched if self._fetched is not None else self.part.body
        if content is None and has_value(self.part):
            content = encode(self.part.value, self.part.encoding)
        if content is not None:
            yield from (
                content[start : start + CHUNK]
                for start in range(0, len(content), CHUNK)
            )
            return
        with self._open_stream() as chunks:
            yield from chunks

    @contextmanager
    def _open_stream(self) -> Iterator[Iterator[builtins.bytes]]:
        if not self.can_fetch:
            raise ResultError(
                f"Output {self.id!r} is at {self.href}, which cannot be fetched over the web."
            )
        accept = {"Accept": self.media_type or "*/*"}
        with self.session.stream(self.href or "", headers=accept) as (answer, chunks):
            self.media_type = self.media_type or answer.media_type or None
            self._charset = answer.charset
            yield chunks

    @property
    def can_fetch(self) -> bool:
        """Whether it came as a link that a web client can follow."""
        scheme = (self.href or "").partition(":")[0].lower()
        return (
            self.href is not None
            and ("://" not in self.href or scheme in {"http", "https"})
            and scheme != "data"
        )

    def open(
        self, data_type: Any = None, media_type: str | None = None, **options: Any
    ) -> Any:
        """Return the output as the Python object it is: a table, a raster, an image and so on.

        Parameters
        ----------
        data_type : optional
            What to open it as, such as ``"pandas"`` or a class.
        media_type : str, optional
            What it is, where the server does not tell.
        """
        return result_package.open_output(
            self, data_type=data_type, media_type=media_type, **options
        )

    def save(self, path: Path | str | None = None, **options: Any) -> Path | str:
        """Write the output to a file, or to a storage such as ``s3://…``; return its address.

        The options are those of :func:`procbook.results.save_output`: `overwrite` and `progress`.
        """
        return result_package.save_output(self, path, **options)

    def __repr__(self) -> str:
        address = f" at {self.href}" if self.href else ""
        value = self.small_value()
        preview = "" if value is ABSENT else f": {_preview.repr(value)}"
        size = (
            f", {count(self.size, 'byte')}"
            if self.size is not None and not preview
            else ""
        )
        return f"Output {self.id!r}{preview} ({self.media_type or 'no media type'}{size}){address}"

    def small_value(self) -> Any:
        """Return the value if it is here, and a person can read it; nothing is fetched."""
        if has_value(self.part):
            return self.part.value
        content = self.part.body if self.part.body is not None else self._fetched
        if content is None or len(content) > READABLE:
            return ABSENT
        value = decode(content, self.media_type, self._charset)
        return ABSENT if isinstance(value, builtins.bytes) else value

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return show_results(self)

    def _display_(self) -> Any:
        """Return what marimo shows for it: the live viewer."""
        return widgets.ResultViewer(self)
