"""What went out and what came back, without the library that carried it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from .._json import JsonObject, JsonValue
from . import _json_values as _json
from .errors import ResponseError


class Headers(Mapping[str, str]):
    """Header fields by name in any case; several of one name are joined (RFC 9110, 5.3)."""

    def __init__(
        self, fields: Mapping[str, str] | Iterable[tuple[str, str]] = ()
    ) -> None:
        pairs = fields.items() if isinstance(fields, Mapping) else fields
        self._fields: dict[str, list[str]] = {}
        for name, value in pairs:
            self._fields.setdefault(name.lower(), []).append(value)

    def __getitem__(self, name: str) -> str:
        return ", ".join(self._fields[name.lower()])

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def get_all(self, name: str) -> list[str]:
        """Return every value that was sent under that name."""
        return list(self._fields.get(name.lower(), ()))

    def __repr__(self) -> str:
        # Values may be credentials (Set-Cookie), so only the names are shown.
        return f"Headers({', '.join(self._fields)})"


@dataclass(frozen=True)
class Answer:
    """One answer of a server.

    Attributes
    ----------
    status : int
        HTTP status.
    url : str
        Where it came from, after redirects.
    headers : Headers
        Header fields; a mapping or pairs are taken as well.
    body : bytes
        The whole body.
    method : str
        Method of the request that it answers.
    """

    status: int
    url: str = ""
    headers: Headers = field(default_factory=Headers)
    body: bytes = field(default=b"", repr=False)
    method: str = "GET"

    def __post_init__(self) -> None:
        if not isinstance(self.headers, Headers):
            object.__setattr__(self, "headers", Headers(self.headers))

    @property
    def media_type(self) -> str:
        """Media type without its parameters, in lower case; empty when the server named none."""
        return (
            self.headers.get("content-type", "")
            .split(";")[0]
            .split(",")[0]
            .strip()
            .lower()
        )

    @property
    def charset(self) -> str | None:
        """The character set that the server named."""
        for parameter in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'") or None
        return None

    @property
    def says_json(self) -> bool:
        """Whether the label of the body is a kind of JSON."""
        return is_json(self.media_type)

    @property
    def location(self) -> str | None:
        """The ``Location``, resolved against the URL of the answer."""
        target = self.headers.get("location", "").strip()
        if not target:
            return None
        try:
            return urljoin(self.url, target)
        except ValueError:
            return None

    def text(self) -> str:
        """Return the body as text; what cannot be decoded is replaced."""
        return _json.text_of(self.body, self.charset)

    def json(self) -> JsonValue:
        """Return the body parsed as JSON, whatever its label says.

        Raises
        ------
        ResponseError
            If it is no JSON; the error quotes the first readable line of what came.
        """
        try:
            return _json.loads(self.body, self.charset)
        except ValueError as error:
            raise not_a_document(self, "JSON", error) from None


def is_json(media_type: str | None) -> bool:
    """Return whether a media type is JSON or built on it (RFC 6839)."""
    media_name = (media_type or "").split(";")[0].strip().lower()
    return media_name in {
        "application/json",
        "text/json",
        "json",
        "text/x-json",
    } or media_name.endswith("+json")


def not_a_document(
    answer: Answer, expected: str, error: Exception | None = None
) -> ResponseError:
    """Return the error for an answer that is not what was asked for."""
    from ._first_line import first_line

    came = (
        answer.media_type or "something without a media type"
        if answer.body.strip()
        else "an empty body"
    )
    why = f": {error}" if error and answer.says_json else ""
    return ResponseError(
        f"The server sent {came} where {expected} was expected{why}.",
        method=answer.method,
        url=answer.url or None,
        status=answer.status,
        first_line=first_line(answer.body, answer.charset),
        hint="Check that the address is that of an OGC API - Processes service.",
    )


@dataclass(frozen=True)
class Outgoing:
    """One request, ready to be sent by whatever transport there is.

    Attributes
    ----------
    method : str
        HTTP method.
    path : str
        Path below the address of the service, with ids percent-encoded.
    headers : dict
        Header fields, without credentials.
    params : dict or list of pairs
        Query parameters.
    body : bytes or None
        The body.
    """

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    params: JsonObject | list[tuple[str, str]] = field(default_factory=list)
    body: bytes | None = None
