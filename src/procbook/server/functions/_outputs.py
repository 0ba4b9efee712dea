"""The return value of a function as the bytes of each output in its own media type."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from ...inputs import as_geojson
from ...models import Document, Link, OutputDescription, QualifiedValue
from ._registry import RegisteredProcess

JSON = "application/json"
TEXT = "text/plain"
BINARY = "application/octet-stream"


@dataclass(frozen=True)
class Produced:
    """One output of a job.

    Attributes
    ----------
    id : str
        Output id.
    media_type : str
        Media type of the body, or of the target of the link.
    body : bytes or Path
        The encoded value, or the file that holds it.
    link : dict or None
        The link that the process returned instead of a value; then the body is empty.
    """

    id: str
    media_type: str
    body: bytes | Path = b""
    link: dict[str, Any] | None = None

    @property
    def is_json(self) -> bool:
        """Whether the body is a JSON text."""
        return _is_json(self.media_type)

    @property
    def is_text(self) -> bool:
        """Whether the body is UTF-8 text."""
        is_markup = self.media_type.endswith(("+xml", "/xml", "/yaml"))
        return is_markup or self.media_type.startswith("text/")

    def read(self) -> bytes:
        """Return the body, that of a file as well."""
        return self.body.read_bytes() if isinstance(self.body, Path) else self.body


def produce(process: RegisteredProcess, returned: Any) -> list[Produced]:
    """Return the outputs of a process for the return value of its function."""
    descriptions = process.description.outputs
    values = dict.fromkeys(descriptions, returned)
    if process.several:
        values = _members(returned, tuple(descriptions))
    return [
        _output(name, values[name], description)
        for name, description in descriptions.items()
        if name in values
    ]


def _members(returned: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the value of each output, by name from a model or mapping, else by position."""
    if isinstance(returned, BaseModel):
        return {name: getattr(returned, name) for name in names}
    if isinstance(returned, Mapping):
        return {name: returned[name] for name in names if name in returned}
    return dict(zip(names, returned, strict=True))


def _output(
    name: str,
    value: object,
    description: OutputDescription,
) -> Produced:
    media_type = description.schema_.contentMediaType
    if isinstance(value, QualifiedValue):
        media_type, value = value.mediaType or media_type, value.value
    if isinstance(value, Link):
        target_type = value.type or media_type or BINARY
        return Produced(name, target_type, link=value.to_json())
    if isinstance(value, bytes | bytearray | memoryview):
        return Produced(name, media_type or BINARY, bytes(value))
    if isinstance(value, Path):
        _check_file(name, value)
        return Produced(name, media_type or BINARY, value)
    if media_type is not None and _is_json(media_type):
        return Produced(name, media_type, _encode_json(value))
    if isinstance(value, str):
        return Produced(name, media_type or TEXT, value.encode())
    return Produced(name, JSON, _encode_json(value))


def _check_file(name: str, path: Path) -> None:
    if path.is_dir():
        raise ValueError(
            f"Output {name!r} is the folder {path.name!r}; "
            "a process returns files, or a link to a folder."
        )
    if not path.is_file():
        raise FileNotFoundError(
            f"Output {name!r} is the file {path.name!r}, which does not exist."
        )


def _is_json(media_type: str) -> bool:
    return media_type == JSON or media_type.endswith("+json")


def _encode_json(value: object) -> bytes:
    # JSON has no NaN (RFC 8259, section 6); pandas writes null for it as well.
    return to_json(
        value,
        bytes_mode="base64",
        inf_nan_mode="null",
        by_alias=True,
        fallback=_json_value,
    )


def _json_value(value: object) -> Any:
    """Return a value that JSON can hold for an object that pydantic cannot encode."""
    if hasattr(value, "__geo_interface__"):
        return as_geojson(value)
    for name in ("tolist", "isoformat"):
        member = getattr(value, name, None)
        if member is not None:
            return member() if callable(member) else member
    if isinstance(value, Document):
        return value.to_json()
    raise TypeError(f"a {type(value).__name__} cannot be written as JSON")


def inline(output: Produced) -> Any:
    """Return an output as a member of a results document (7.13, ``inlineOrRefData.yaml``)."""
    if output.link is not None:
        return output.link
    body = output.read()
    if output.is_json:
        value = json.loads(body)
        # Without its qualification, an object could be taken for a link or a qualified value
        # (section 7.13, inlineOrRefData.yaml).
        if output.media_type == JSON and not isinstance(value, dict):
            return value
        return {"value": value, "mediaType": output.media_type}
    if output.media_type == TEXT:
        return body.decode()
    if output.is_text:
        return {"value": body.decode(), "mediaType": output.media_type}
    text = base64.b64encode(body).decode()
    return {
        "value": text,
        "mediaType": output.media_type,
        "encoding": "base64",
    }
