"""Asking one server: its addresses, what a caller may say about a call, and reading the document that comes."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from .. import protocol
from ..models import Document
from ..protocol import Answer, path_segment, read, rebase, resolve
from ..protocol.errors import ClientError, InputError, Mistake
from ..transport import Ask, Call, Policy, exchange
from . import _unqualified_values as _plain

if TYPE_CHECKING:
    from ..settings import ClientConfig

M = TypeVar("M", bound=Document)


@dataclass(frozen=True)
class Options:
    """What a caller may say about one call.

    Attributes
    ----------
    timeout : float, optional
        Seconds.
    headers, params : optional
        More header fields or query parameters.
    retries : int, optional
        Tries after the first one, instead of what the settings say.
    max_bytes : int, optional
        Bytes that an answer may have, where less is wanted than what is read otherwise.
    """

    timeout: float | None = None
    headers: Mapping[str, str] | None = None
    params: Mapping[str, Any] | Sequence[tuple[str, str]] | None = None
    retries: int | None = None
    max_bytes: int | None = None

    @classmethod
    def of(cls, said: Said, *, beside: Iterable[str] = ()) -> Options:
        """Return what a caller said as keyword arguments; `beside` names those that the call takes besides.

        Raises
        ------
        TypeError
            For a name that means nothing, as for any unknown keyword argument.
        """
        if isinstance(said, Options):
            return said
        known = [field.name for field in fields(cls)]
        for name in said:
            if name not in known:
                near = difflib.get_close_matches(name, [*beside, *known], n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join([*beside, *known])}."
                raise TypeError(f"There is no option {name!r} of this call; {hint}")
        return cls(**said)

    def on(self, ask: Ask) -> Ask:
        """Return the request as the caller wants it."""
        return replace(
            ask,
            timeout=ask.timeout if self.timeout is None else self.timeout,
            headers={**ask.headers, **(self.headers or {})},
            params=[*ask.params, *pairs(self.params)],
            limit=ask.limit if self.max_bytes is None else self.max_bytes,
        )

    def patience(self, policy: Policy) -> Policy:
        """Return how patiently the caller wants to try again."""
        return policy if self.retries is None else replace(policy, retries=self.retries)


def pairs(params: Mapping[str, Any] | Sequence[tuple[str, str]] | None) -> list[tuple[str, str]]:
    """Return query parameters as pairs; a list of values becomes several of them."""
    items = params.items() if isinstance(params, Mapping) else params or ()
    return [(name, str(v)) for name, value in items for v in (value if isinstance(value, list | tuple) else [value])]


Said = Options | Mapping[str, Any]
NO_OPTIONS = Options()


class Asking:
    """Requests to one server.

    Parameters
    ----------
    config : ClientConfig
        Address of the server, and the models that a brand wants instead of the standard's.
    policy : Policy
        How patiently to try again.
    """

    def __init__(self, config: ClientConfig, policy: Policy) -> None:
        self._config = config
        self.policy = policy
        self._base = urlsplit(config.api_url)
        self.takes_plain_values = False

    def url(self, path: str) -> str:
        """Return the address of a path of the standard; the query of the service's address stays."""
        return urlunsplit(self._base._replace(path=self._base.path.rstrip("/") + path))

    def absolute(self, href: str) -> str:
        """Return an address that the server named, on this side of a proxy."""
        return rebase(resolve(self._config.api_url, href), self._config.api_url)

    def _given(self, url: str) -> str:
        """Return an address that a caller named: whole, or as a path of the standard."""
        return url if urlsplit(url).scheme else self.url("/" + url.lstrip("/"))

    # -- asking

    def ask(self, ask: Ask, options: Said = NO_OPTIONS) -> Call[Answer]:
        """Make a request; whatever comes is the answer."""
        said = Options.of(options)
        return (yield from exchange(said.on(ask), said.patience(self.policy)))

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
        data: Any,
        body: bytes | None,
        timeout: float | None,
        limit: int | None,
    ) -> Call[Answer]:
        """Make any request; see :meth:`Client.request`."""
        fields = {"Content-Type": "application/json", **(headers or {})} if data is not None else headers or {}
        content = _json_body(data) if data is not None else body
        ask = Ask(method.upper(), self._given(url), fields, pairs(params), content, limit, timeout, document=False)
        return (yield from self.ask(ask))

    def document(self, model: type[M], ask: Ask, options: Said = NO_OPTIONS) -> Call[M]:
        """Make a request and read the document it brings."""
        answer = yield from self.ask(ask, options)
        if answer.status >= 300:
            raise self.refused(answer)
        self.takes_plain_values = self.takes_plain_values or _plain.by_its_own_account(answer)
        wanted: Any = self._config.return_type_map.get(model, model)
        return read(wanted, answer)  # type: ignore[no-any-return]

    def get(self, model: type[M], path: str, options: Said = NO_OPTIONS) -> Call[M]:
        """Read the document at a path of the standard."""
        return (yield from self.document(model, Ask("GET", self.url(path)), options))

    def refused(self, answer: Answer) -> ClientError:
        """Return the error for an answer that says no."""
        error = protocol.error_from(answer)
        beyond = _RESOURCE.search(self._base.path)
        if answer.status == 404 and beyond is not None:
            error.hint = f"The address of a client is that of the landing page: leave out {beyond[0]!r}."
        return error


_RESOURCE = re.compile(r"/(?:processes|jobs|conformance|api)(?:/.*)?$")


def segment(kind: str, id: str) -> str:
    """Return an id as one segment of a path.

    Raises
    ------
    InputError
        For what is no id; without one the address would be that of all jobs or processes.
    """
    if not isinstance(id, str | int) or id == "":
        came = "an empty text" if id == "" else f"a {type(id).__name__}"
        raise InputError([Mistake((kind,), f"should be the id of a {kind.removesuffix('_id')}, not {came}", "type")])
    return path_segment(str(id))


def _json_body(data: Any) -> bytes:
    """Return JSON text."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
