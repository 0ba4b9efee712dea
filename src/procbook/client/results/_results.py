"""What a job brought back: the same objects whatever form the server sent it in.

An output may have come inline, as bytes, or as a link; what came as a link is fetched when its
value is first asked for. Links leave with credentials only on the server's own origin.
"""

from __future__ import annotations

import base64
import binascii
import builtins
import json
import reprlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ... import results as result_package, widgets
from ...display import count
from ...models import ProcessRequest
from ...operations import HasSession
from ...protocol import ABSENT, Part, is_json, text_of
from ...protocol.errors import ResultError
from ..notebook._notebook import show_results

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
        self, client: HasSession, part: Part, results: Results | None = None
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
        if _has_value(self.part):
            return self.part.value
        if self.part.body is None and not self.can_fetch:
            return {
                "href": self.href,
                **({"type": self.media_type} if self.media_type else {}),
            }
        return _decode(self.bytes(), self.media_type, self._charset)

    def bytes(self) -> builtins.bytes:
        """Return the output as bytes: as it came, or a JSON value as JSON text."""
        part = self.part
        if part.body is not None:
            return part.body
        if _has_value(part):
            return _encode(part.value, part.encoding)
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
        if content is None and _has_value(self.part):
            content = _encode(self.part.value, self.part.encoding)
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
        if _has_value(self.part):
            return self.part.value
        content = self.part.body if self.part.body is not None else self._fetched
        if content is None or len(content) > READABLE:
            return ABSENT
        value = _decode(content, self.media_type, self._charset)
        return ABSENT if isinstance(value, builtins.bytes) else value

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return show_results(self)

    def _display_(self) -> Any:
        """Return what marimo shows for it: the live viewer."""
        return widgets.ResultViewer(self)


class Results(Mapping[str, Output]):
    """The outputs of a job by id.

    Attributes
    ----------
    job_id, process_id : str or None
        Where they come from.
    request : ProcessRequest or None
        What was asked.
    reused : bool
        Whether they are those of an earlier, equal request.
    """

    def __init__(
        self,
        client: HasSession,
        parts: Mapping[str, Part],
        *,
        job_id: str | None = None,
        process_id: str | None = None,
        request: ProcessRequest | None = None,
    ) -> None:
        self.session = client.session
        self._outputs = {
            name: Output(client, part, self) for name, part in parts.items()
        }
        self.job_id = job_id
        self.process_id = process_id
        self.request = request
        self.reused = False

    def __getitem__(self, name: str) -> Output:
        try:
            return self._outputs[name]
        except KeyError:
            raise KeyError(
                f"There is no output {name!r}, only: {', '.join(self._outputs) or 'none at all'}"
            ) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._outputs)

    def __len__(self) -> int:
        return len(self._outputs)

    def output(self, name: str | None = None) -> Output:
        """Return an output; the name may be left out if there is only one."""
        if name is not None:
            return self[name]
        if len(self) == 1:
            return next(iter(self._outputs.values()))
        if "return_value" in self:
            return self["return_value"]
        if not self:
            raise ResultError("The job brought back no outputs.")
        raise ResultError(
            f"There are {len(self)} outputs; name one of: {', '.join(self)}."
        )

    @property
    def value(self) -> Any:
        """The value of the only output."""
        return self.output().value

    @property
    def root(self) -> dict[str, Any]:
        """The results as one document: values inline, links as links; nothing is fetched."""
        return {
            name: _as_document(output.part) for name, output in self._outputs.items()
        }

    def to_dict(self) -> dict[str, Any]:
        """Return all values by output id, fetching what came as links."""
        return {name: output.value for name, output in self._outputs.items()}

    def open(self, output_name: str | None = None, **options: Any) -> Any:
        """Return an output as the Python object it is; see :meth:`Output.open`."""
        return self.output(output_name).open(**options)

    def save(self, folder: Path | str = ".", **options: Any) -> list[Path | str]:
        """Write every output to a folder, or to a storage such as ``s3://…``; return the paths.

        The options are those of :func:`procbook.results.save_results`: `overwrite`, `progress` and
        `parallel`.
        """
        return result_package.save_results(self, folder, **options)

    def __repr__(self) -> str:
        of = f" of job {self.job_id}" if self.job_id else ""
        of += ", used again" if self.reused else ""
        return "\n".join(
            [
                f"{count(len(self), 'result')}{of}",
                *(f"  {o!r}" for o in self.values()),
            ]
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return show_results(self)

    def _display_(self) -> Any:
        """Return what marimo shows for it: the live viewer."""
        return widgets.ResultViewer(self)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._outputs)


def _has_value(part: Part) -> bool:
    return part.value is not ABSENT


def _decode(body: bytes, media_type: str | None, charset: str | None) -> Any:
    bare_type = (media_type or "").partition(";")[0].strip().lower()
    if is_json(bare_type):
        try:
            return json.loads(body)
        except ValueError:
            return body
    if (
        bare_type.startswith("text/")
        or bare_type.endswith("+xml")
        or bare_type in {"application/xml", "application/yaml"}
    ):
        return text_of(body, charset)
    return body


def _encode(value: Any, encoding: str | None) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        if (encoding or "").lower() in {"base64", "binary"}:
            try:
                return base64.b64decode(value, validate=True)
            except (binascii.Error, ValueError):
                pass
        return value.encode()
    return json.dumps(value, ensure_ascii=False).encode()


def _as_document(part: Part) -> Any:
    if _has_value(part):
        return part.value
    if part.href is not None:
        return {
            "href": part.href,
            **({"type": part.media_type} if part.media_type else {}),
        }
    body = part.body or b""
    decoded = _decode(body, part.media_type, part.encoding)
    if isinstance(decoded, bytes):
        return {
            "value": base64.b64encode(body).decode(),
            "encoding": "base64",
            "mediaType": part.media_type,
        }
    return decoded
