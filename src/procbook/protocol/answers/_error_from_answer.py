"""Answers of status 4xx and 5xx as one of the errors of the tree.

Their bodies are problem documents (section 7.5; RFC 7807) and what else servers send.
"""

from __future__ import annotations

import re
from typing import Final

from ..._json import JsonValue
from ...models import ApiError
from .. import _json_values as _json
from .._answer import Answer, is_json
from .._first_line import exception_code, first_line
from .._quirks import Notes
from ..errors import ClientError, LoginRequiredError, NotReadyError, ResponseError
from ..repair._problem import problem

_HINTS_BY_TYPE: Final = {
    "no-such-process": "List the processes to see which ids there are.",
    "no-such-job": "The job may have been removed, or its server started anew.",
    "result-not-ready": "Wait until the job has ended, then ask again.",
    "result-not-available": "The job has ended without results; its message says why.",
    "results expired": "The server keeps results for a limited time; run the process again.",
    "no-such-output": "Ask for the outputs that the process describes.",
    "invalid-query-parameter-value": "A query parameter has a value that the server does not take.",
    "rate limit exceeded": "Wait before asking again.",
    "permission denied": "Your account may lack a right or the acceptance of a licence.",
}
_HINTS_BY_STATUS: Final = {
    400: "The server does not take the request as it is; check the inputs against the description.",
    401: "Sign in with client.login(), or give the client a user name and password, or a token.",
    403: "Your account may lack the right to do this.",
    404: "Check the id and the address of the service.",
    405: "The server does not offer this.",
    406: "The server cannot answer in a media type that was asked for.",
    407: "A proxy on the way wants credentials.",
    410: "It was there once and is gone for good.",
    413: "The inputs are too large to be sent along; give them by reference (href).",
    415: "The server does not take this media type.",
    422: "The server does not take the request as it is; check the inputs against the description.",
    423: "It cannot be changed as long as the job runs.",
    429: "Too many requests; wait before asking again.",
    500: "The failure is on the server's side; its operators may want to know.",
    501: "The server does not offer this.",
    502: "The server behind the proxy does not answer; try again later.",
    503: "The server is busy or being serviced; try again later.",
    504: "The server behind the proxy takes too long; run the process asynchronously.",
}
_NOT_READY: Final = re.compile(
    r"results?[-_ ]?not[-_ ]?(yet[-_ ]?)?ready|"
    r"not (yet )?(been )?(yet )?(finished|completed?|ended|ready|available yet)|"
    r"still (running|processing|in progress|pending|queued)|"
    r"job (is )?(accepted|running|pending|queued)\b",
    re.IGNORECASE,
)
_ENDED: Final = re.compile(
    r"\b(fail(ed|ure)|cancel+ed|dismissed|aborted|rejected)\b|results? (is |are )?not available",
    re.IGNORECASE,
)


def error_from(answer: Answer) -> ClientError:
    """Return the error that an answer stands for.

    It holds the problem document of the server, or the first line that can be read.

    Parameters
    ----------
    answer : Answer
        An answer with an error status, or an error body that came with another one.

    Returns
    -------
    LoginRequiredError
        For 401 and 407.
    NotReadyError
        If the results of a job were asked for before it ended, however the server puts it.
    ResponseError
        For everything else.
    """
    fault = problem_of(answer)
    kind: type[ClientError] = ResponseError
    if answer.status in (401, 407):
        kind = LoginRequiredError
    elif _is_not_ready(answer, fault):
        kind = NotReadyError
    line = (
        None
        if fault is not None and (fault.detail or fault.title)
        else first_line(answer.body, answer.charset)
    )
    return kind(
        _message(answer, fault, line),
        method=answer.method,
        url=answer.url or None,
        status=answer.status,
        problem=fault,
        first_line=line,
        hint=_hint(answer, fault, kind),
    )


def problem_of(answer: Answer) -> ApiError | None:
    """Return the problem document of an answer, made from whatever form it has.

    None when it holds none.
    """
    looks_json = is_json(answer.media_type) or answer.body.lstrip()[:1] in (b"{", b"[")
    if looks_json:
        try:
            raw = answer.json()
        except ClientError:
            return None
        return problem_from(raw, status=answer.status)
    code = (
        exception_code(answer.text()[:20_000])
        if b"xception" in answer.body[:20_000]
        else None
    )
    if code is None:
        return None
    detail = first_line(answer.body, answer.charset)
    return ApiError(type=code, title=code, detail=detail, status=answer.status)


def problem_from(raw: JsonValue, *, status: int | None = None) -> ApiError | None:
    """Return a problem document from any JSON value; None when it says nothing."""
    raw = _json.clean(raw)
    members = problem(raw)
    if not members:
        return None
    if status is not None and status >= 400:
        members["status"] = status
    notes = Notes()
    if not (
        isinstance(raw, dict)
        and isinstance(raw.get("type"), str)
        and ("title" in raw or "detail" in raw)
    ):
        notes.add("problem-form")
    document: ApiError = ApiError.model_construct(None)
    try:
        document = ApiError.model_validate(members)
    except ValueError:
        standard_members = {
            k: v
            for k, v in members.items()
            if k in {"type", "title", "detail", "status"}
        }
        document = ApiError.model_validate(standard_members)
    document.received(raw, notes.result())
    return document


def _is_not_ready(answer: Answer, fault: ApiError | None) -> bool:
    if not 400 <= answer.status < 500 or answer.status in (401, 405, 429):
        return False
    if fault is not None and re.search(
        r"result-?not-?ready", fault.type, re.IGNORECASE
    ):
        return True
    if not _is_result(answer):
        return False
    explanation = (
        " ".join(filter(None, [fault.title, fault.detail, fault.type]))
        if fault
        else answer.text()[:2000]
    )
    return _NOT_READY.search(explanation) is not None


def _is_result(answer: Answer) -> bool:
    return "/result" in answer.url and answer.method in ("GET", "HEAD")


def _message(answer: Answer, fault: ApiError | None, line: str | None) -> str:
    phrase = _phrase(answer.status)
    explanation = (fault.detail or fault.title) if fault else None
    if explanation is None:
        explanation = line
    if not explanation:
        return f"The server answered {answer.status} {phrase}.".replace(" .", ".")
    title = (
        fault.title
        if fault
        and fault.title
        and fault.title != explanation
        and fault.title not in explanation
        else None
    )
    parts = [title, _one_line(explanation)]
    return ": ".join(part for part in parts if part)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 500 else line[:499] + "…"


def _phrase(status: int) -> str:
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _hint(
    answer: Answer, fault: ApiError | None, kind: type[ClientError]
) -> str | None:
    if kind is NotReadyError:
        return _HINTS_BY_TYPE["result-not-ready"]
    if _is_result(answer) and answer.status in (400, 403, 404, 500):
        explanation = (
            f"{fault.title} {fault.detail} {fault.type}"
            if fault
            else answer.text()[:2000]
        )
        if _ENDED.search(explanation):
            return _HINTS_BY_TYPE["result-not-available"]
    name = fault.type.rstrip("/").rpartition("/")[2].lower() if fault else ""
    return _HINTS_BY_TYPE.get(name) or _HINTS_BY_STATUS.get(answer.status)
