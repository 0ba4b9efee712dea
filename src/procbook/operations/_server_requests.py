"""Requests to one server without I/O.

Its addresses, any request, and reading the document that comes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from .. import protocol
from .._json import JsonValue
from ..models import Document
from ..protocol import Answer, path_segment, read, rebase, resolve
from ..protocol.errors import ClientError, InputError, Mistake
from ..transport import Ask, Call, Policy, exchange
from . import _unqualified_values
from ._call_options import NO_OPTIONS, CallOptions, Options, pairs

if TYPE_CHECKING:
    from ..settings import ClientConfig

M = TypeVar("M", bound=Document)


class ServerRequests:
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
        # Whether the server has refused a request for want of a sign-in.
        self.wants_sign_in = False

    def url(self, path: str) -> str:
        """Return the address of a path of the standard.

        The query of the service's address stays.
        """
        return urlunsplit(self._base._replace(path=self._base.path.rstrip("/") + path))

    def absolute(self, href: str) -> str:
        """Return an address that the server named, on this side of a proxy."""
        return rebase(resolve(self._config.api_url, href), self._config.api_url)

    def _address(self, url: str) -> str:
        """Return an address that a caller named: whole, or as a path of the standard."""
        return url if urlsplit(url).scheme else self.url("/" + url.lstrip("/"))

    # -- asking

    def ask(self, ask: Ask, options: CallOptions = NO_OPTIONS) -> Call[Answer]:
        """Make a request; whatever comes is the answer."""
        call_options = Options.of(options)
        answer = yield from exchange(
            call_options.apply_to(ask), call_options.retry_policy(self.policy)
        )
        self.wants_sign_in = self.wants_sign_in or answer.status == 401
        return answer

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
        data: JsonValue,
        body: bytes | None,
        timeout: float | None,
        limit: int | None,
    ) -> Call[Answer]:
        """Make any request; see :meth:`Session.request`."""
        fields = (
            {"Content-Type": "application/json", **(headers or {})}
            if data is not None
            else headers or {}
        )
        content = _json_body(data) if data is not None else body
        ask = Ask(
            method.upper(),
            self._address(url),
            fields,
            pairs(params),
            content,
            limit,
            timeout,
            document=False,
        )
        return (yield from self.ask(ask))

    def document(
        self, model: type[M], ask: Ask, options: CallOptions = NO_OPTIONS
    ) -> Call[M]:
        """Make a request and read the document it brings."""
        answer = yield from self.ask(ask, options)
        if answer.status >= 300:
            raise self.refused(answer)
        self.takes_plain_values = (
            self.takes_plain_values or _unqualified_values.is_preferred_by(answer)
        )
        return_type: Any = self._config.return_type_map.get(model, model)
        return read(return_type, answer)  # type: ignore[no-any-return]

    def get(
        self, model: type[M], path: str, options: CallOptions = NO_OPTIONS
    ) -> Call[M]:
        """Read the document at a path of the standard."""
        return (yield from self.document(model, Ask("GET", self.url(path)), options))

    def refused(self, answer: Answer) -> ClientError:
        """Return the error for an answer that says no."""
        error = protocol.error_from(answer)
        beyond = _RESOURCE.search(self._base.path)
        if answer.status == 404 and beyond is not None:
            error.hint = (
                "The address of a client is that of the landing page: "
                f"leave out {beyond[0]!r}."
            )
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
        raise InputError(
            [
                Mistake(
                    (kind,),
                    f"should be the id of a {kind.removesuffix('_id')}, not {came}",
                    "type",
                )
            ]
        )
    return path_segment(str(id))


def _json_body(data: JsonValue) -> bytes:
    """Return JSON text."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
