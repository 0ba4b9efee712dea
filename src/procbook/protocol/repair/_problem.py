"""Mending error bodies into problem documents.

Every form that servers are known to send (RFC 7807 and others).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..._json import JsonObject, JsonValue
from ._values import number, texts

_CODES: Final = ("type", "code", "exceptionCode", "errorCode", "error_code", "name")
_TITLES: Final = (
    "title",
    "error",
    "name",
    "code",
    "exceptionCode",
    "reason",
    "errorType",
)
_DETAILS: Final = (
    "detail", "details", "description", "message", "Message", "msg", "text",
    "exceptionText", "ExceptionText", "error_description", "errorMessage", "errmsg",
    "error_message", "messages", "errors", "reason", "cause",
)  # fmt: skip
_NESTED: Final = (
    "exception",
    "error",
    "exceptions",
    "fault",
    "problem",
    "ExceptionReport",
    "Exception",
    "exceptionReport",
)
_OF_RFC_7807: Final = frozenset({"type", "title", "status", "detail", "instance"})
_URI: Final = re.compile(r"^(https?://|urn:|about:|tag:|/)", re.IGNORECASE)


_ONLY_MESSAGE: Final = (
    {"detail"},
    {"message"},
    {"error"},
    {"error", "message"},
    {"exception"},
)
"""The members of error bodies that hold nothing but a message."""


def is_problem(value: JsonValue) -> bool:
    """Return whether a JSON object is an error body.

    A problem document, or code and description.
    """
    if not isinstance(value, Mapping):
        return False
    if any(
        str(name).lower().endswith("exceptionreport") and isinstance(item, Mapping)
        for name, item in value.items()
    ):
        return True
    has_text = any(
        isinstance(value.get(n), str)
        for n in ("title", "detail", "description", "message")
    )
    status = number(value.get("status"))
    if _has_problem_type(value) and (has_text or status is not None):
        return True
    if has_text and status is not None and 400 <= status < 600:
        return True
    if has_text and isinstance(value.get("type"), str) and set(value) <= _OF_RFC_7807:
        return True
    return _has_code(value) or set(value) in _ONLY_MESSAGE


def _has_problem_type(value: Mapping[str, JsonValue]) -> bool:
    kind = value.get("type")
    return isinstance(kind, str) and ("exception" in kind or kind.startswith("about:"))


def _has_code(value: Mapping[str, JsonValue]) -> bool:
    """Return whether a short object has an error code and a description."""
    code = value.get("code", value.get("exceptionCode"))
    if not isinstance(code, str | int) or isinstance(code, bool):
        return False
    return len(value) <= 6 and any(name in value for name in _DETAILS)


def problem(value: JsonValue) -> JsonObject | None:
    """Return the members of a problem document from any JSON error body.

    None when it says nothing.
    """
    if isinstance(value, list) and value:
        return {"detail": _message_of(value)} if _message_of(value) else None
    if isinstance(value, str):
        return {"detail": value} if value.strip() else None
    if not isinstance(value, Mapping) or not value:
        return None
    value = _without_prefixes(value)
    nested = _nested_problem(value)
    if nested is not None and not any(
        value.get(name)
        for name in ("title", "detail", "message", "description", "code")
    ):
        return problem(nested)
    document = {str(key): item for key, item in value.items()}
    document.update(_standard_members(value))
    if document.get("detail") is None and nested is not None:
        document["detail"] = (problem(nested) or {}).get("detail")
    trace = document.pop("x-traceback", None) or document.pop("traceback", None)
    if trace:
        document["x-traceback"] = (
            trace if isinstance(trace, str) else texts(trace, _NOBODY)
        )
    return {key: item for key, item in document.items() if item is not None}


def _without_prefixes(value: JsonValue) -> JsonValue:
    """Return members without prefixes from XML (``ows:ExceptionText``, ``@exceptionCode``)."""
    if isinstance(value, list):
        return [_without_prefixes(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        re.sub(r"^(ows|wps|@)[:_]?", "", str(key)): _without_prefixes(item)
        for key, item in value.items()
    }


def _nested_problem(value: Mapping[str, JsonValue]) -> JsonValue:
    nested = next(
        (
            value[name]
            for name in _NESTED
            if isinstance(value.get(name), Mapping | list)
        ),
        None,
    )
    return nested[0] if isinstance(nested, list) and len(nested) == 1 else nested


def _standard_members(value: Mapping[str, JsonValue]) -> JsonObject:
    codes = [
        value[name]
        for name in _CODES
        if isinstance(value.get(name), str) and value[name].strip()
    ]
    title = next(
        (
            value[n]
            for n in _TITLES
            if isinstance(value.get(n), str) and value[n].strip()
        ),
        None,
    )
    detail = next(
        (
            message
            for message in (_message_of(value.get(name)) for name in _DETAILS)
            if message and message != title
        ),
        None,
    )
    status = next(
        (
            s
            for s in (
                number(value.get(n))
                for n in ("status", "statusCode", "http_status", "code")
            )
            if s
        ),
        None,
    )
    if title is None and codes and not _URI.match(codes[0]):
        title = codes[0]
    return {
        "type": codes[0] if codes else "about:blank",
        "title": title,
        "detail": detail,
        "status": int(status) if status is not None and 100 <= status < 600 else None,
        "instance": value["instance"]
        if isinstance(value.get("instance"), str)
        else None,
    }


def _message_of(value: JsonValue, depth: int = 0) -> str | None:
    """Return one text of a text, or of a list or object of texts.

    FastAPI sends ``[{"loc": [...], "msg": ...}]``.
    """
    if isinstance(value, str):
        return value.strip() or None
    if depth > 3:
        return None
    if isinstance(value, Mapping):
        message = next(
            (_message_of(value[n], depth + 1) for n in _DETAILS if value.get(n)), None
        )
        location = _where(value.get("loc", value.get("locator", value.get("field"))))
        if message and location:
            return f"{location}: {message}"
        return message or _pairs(value)
    if isinstance(value, list | tuple):
        return (
            "; ".join(
                filter(None, (_message_of(item, depth + 1) for item in value[:20]))
            )
            or None
        )
    return None


def _where(value: JsonValue) -> str:
    if isinstance(value, str):
        return value
    steps: Iterable[Any] = value if isinstance(value, list | tuple) else ()
    return ".".join(
        str(step)
        for step in steps
        if step not in ("body", "query") and isinstance(step, str | int)
    )


def _pairs(value: Mapping[str, JsonValue]) -> str | None:
    pairs = [
        (k, str(v) if isinstance(v, str | int | float) else _message_of(v, 3))
        for k, v in list(value.items())[:20]
    ]
    return "; ".join(f"{k}: {item}" for k, item in pairs if item) or None


class _Nobody:
    """Stands for notes where nobody asked for any."""

    def add(self, *args: object, **details: object) -> None:
        """Add nothing: what is odd about an error body is not reported."""


_NOBODY: Any = _Nobody()
