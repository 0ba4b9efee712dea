"""What a function returned, as the bytes of each output in its own media type."""

from __future__ import annotations

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


@dataclass(frozen=True)
class Produced:
    """One output of a job.

    Attributes
    ----------
    id : str
        Output id.
    media_type : str
        Of the body; of the target when there is a link.
    body : bytes or Path
        The value as it goes over the wire, or the file that holds it.
    link : dict or None
        A link as the process returned it; then the body is empty.
    """

    id: str
    media_type: str
    body: bytes | Path = b""
    link: dict[str, Any] | None = None

    @property
    def is_json(self) -> bool:
        """Whether the body is a JSON text."""
        return self.media_type == JSON or self.media_type.endswith("+json")

    @property
    def is_text(self) -> bool:
        """Whether the body is UTF-8 text."""
        return self.media_type.startswith("text/") or self.media_type.endswith(
            ("+xml", "/xml", "/yaml")
        )

    def read(self) -> bytes:
        """Return the whole body."""
        return self.body.read_bytes() if isinstance(self.body, Path) else self.body


def produce(process: RegisteredProcess, returned: Any) -> list[Produced]:
    """Turn a return value into the outputs of a process."""
    outputs = process.description.outputs
    values = (
        _apart(returned, tuple(outputs))
        if process.several
        else dict.fromkeys(outputs, returned)
    )
    return [
        _output(name, values[name], description)
        for name, description in outputs.items()
        if name in values
    ]


def _apart(returned: Any, names: tuple[str, ...]) -> dict[str, Any]:
    if isinstance(returned, BaseModel):
        return {name: getattr(returned, name) for name in names}
    if isinstance(returned, Mapping):
        return {name: returned[name] for name in names if name in returned}
    return dict(zip(names, returned, strict=True))


def _output(name: str, value: Any, description: OutputDescription) -> Produced:
    media_type = description.schema_.contentMediaType
    if isinstance(value, QualifiedValue):
        media_type, value = value.mediaType or media_type, value.value
    if isinstance(value, Link):
        return Produced(
            name,
            value.type or media_type or "application/octet-stream",
            link=value.to_json(),
        )
    if isinstance(value, (bytes, bytearray, memoryview)):
        return Produced(name, media_type or "application/octet-stream", bytes(value))
    if isinstance(value, Path):
        return Produced(
            name, media_type or "application/octet-stream", _file(name, value)
        )
    if isinstance(value, str) and not _is_json(media_type):
        return Produced(name, media_type or TEXT, value.encode())
    return Produced(
        name, media_type if media_type and _is_json(media_type) else JSON, _json(value)
    )


def _file(name: str, path: Path) -> Path:
    if path.is_file():
        return path
    if path.is_dir():
        raise ValueError(
            f"Output {name!r} is the folder {path.name!r}; a process returns files, or a link to a folder."
        )
    raise FileNotFoundError(
        f"Output {name!r} is the file {path.name!r}, which does not exist."
    )


def _is_json(media_type: str | None) -> bool:
    return media_type is not None and (
        media_type == JSON or media_type.endswith("+json")
    )


def _json(value: Any) -> bytes:
    # NaN has no JSON; null is what data frames write for it as well.
    return to_json(
        value, bytes_mode="base64", inf_nan_mode="null", by_alias=True, fallback=_plain
    )


def _plain(value: Any) -> Any:
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
    """Return an output as a member of a results document (section 7.13, ``inlineOrRefData.yaml``)."""
    if output.link is not None:
        return output.link
    body = output.read()
    if output.is_json:
        value = json.loads(body)
        plain = output.media_type == JSON and not isinstance(value, dict)
        return value if plain else {"value": value, "mediaType": output.media_type}
    if output.media_type == TEXT:
        return body.decode()
    if output.is_text:
        return {"value": body.decode(), "mediaType": output.media_type}
    return {
        "value": _base64(body),
        "mediaType": output.media_type,
        "encoding": "base64",
    }


def _base64(body: bytes) -> str:
    from base64 import b64encode

    return b64encode(body).decode()
