"""Mending error bodies into problem documents: every form that servers are known to send (RFC 7807 and others)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ._values import number, texts

_CODES = ("type", "code", "exceptionCode", "errorCode", "error_code", "name")
_TITLES = ("title", "error", "name", "code", "exceptionCode", "reason", "errorType")
_DETAILS = (
    "detail", "details", "description", "message", "Message", "msg", "text", "exceptionText", "ExceptionText",
    "error_description", "errorMessage", "errmsg", "error_message", "messages", "errors", "reason", "cause",
)  # fmt: skip
_INNER = (
    "exception",
    "error",
    "exceptions",
    "fault",
    "problem",
    "ExceptionReport",
    "Exception",
    "exceptionReport",
)
_OF_RFC_7807 = frozenset({"type", "title", "status", "detail", "instance"})
_URI = re.compile(r"^(https?://|urn:|about:|tag:|/)", re.IGNORECASE)


def is_problem(value: Any) -> bool:
    """Return whether a JSON object is an error body: a problem document, or code and description."""
    if not isinstance(value, Mapping):
        return False
    if any(
        str(name).lower().endswith("exceptionreport") and isinstance(item, Mapping)
        for name, item in value.items()
    ):
        return True
    said = any(isinstance(value.get(n), str) for n in ("title", "detail", "description", "message"))
    code = value.get("code", value.get("exceptionCode"))
    status = number(value.get("status"))
    named = isinstance(value.get("type"), str) and (
        "exception" in value["type"] or value["type"].startswith("about:")
    )
    return (
        (named and (said or status is not None))
        or (status is not None and 400 <= status < 600 and said)
        or (
            isinstance(code, str | int)
            and not isinstance(code, bool)
            and any(n in value for n in _DETAILS)
            and len(value) <= 6
        )
        or set(value) in ({"detail"}, {"message"}, {"error"}, {"error", "message"}, {"exception"})
        or (isinstance(value.get("type"), str) and said and set(value) <= _OF_RFC_7807)
    )


def problem(value: Any) -> dict[str, Any] | None:
    """Return the members of a problem document from any JSON error body; None when it says nothing."""
    if isinstance(value, list) and value:
        return {"detail": _said(value)} if _said(value) else None
    if isinstance(value, str):
        return {"detail": value} if value.strip() else None
    if not isinstance(value, Mapping) or not value:
        return None
    value = _without_prefixes(value)
    inner = _inner(value)
    if inner is not None and not any(
        value.get(name) for name in ("title", "detail", "message", "description", "code")
    ):
        return problem(inner)
    made = {str(key): item for key, item in value.items()}
    made.update(_standard_members(value))
    if made.get("detail") is None and inner is not None:
        made["detail"] = (problem(inner) or {}).get("detail")
    trace = made.pop("x-traceback", None) or made.pop("traceback", None)
    if trace:
        made["x-traceback"] = trace if isinstance(trace, str) else texts(trace, _NOBODY)
    return {key: item for key, item in made.items() if item is not None}


def _without_prefixes(value: Any) -> Any:
    """Take off the prefixes that XML leaves behind (``ows:ExceptionText``, ``@exceptionCode``)."""
    if isinstance(value, list):
        return [_without_prefixes(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        re.sub(r"^(ows|wps|@)[:_]?", "", str(key)): _without_prefixes(item)
        for key, item in value.items()
    }


def _inner(value: Mapping[str, Any]) -> Any:
    found = next(
        (value[name] for name in _INNER if isinstance(value.get(name), Mapping | list)), None
    )
    return found[0] if isinstance(found, list) and len(found) == 1 else found


def _standard_members(value: Mapping[str, Any]) -> dict[str, Any]:
    codes = [
        value[name] for name in _CODES if isinstance(value.get(name), str) and value[name].strip()
    ]
    title = next(
        (value[n] for n in _TITLES if isinstance(value.get(n), str) and value[n].strip()), None
    )
    detail = next(
        (said for said in (_said(value.get(name)) for name in _DETAILS) if said and said != title),
        None,
    )
    status = next(
        (
            s
            for s in (number(value.get(n)) for n in ("status", "statusCode", "http_status", "code"))
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
        "instance": value["instance"] if isinstance(value.get("instance"), str) else None,
    }


def _said(value: Any, depth: int = 0) -> str | None:
    """Return one text of a text, of FastAPI's ``[{"loc": [...], "msg": ...}]``, or of a list or object of texts."""
    if isinstance(value, str):
        return value.strip() or None
    if depth > 3:
        return None
    if isinstance(value, Mapping):
        said = next((_said(value[n], depth + 1) for n in _DETAILS if value.get(n)), None)
        where = _where(value.get("loc", value.get("locator", value.get("field"))))
        return f"{where}: {said}" if said and where else said or _pairs(value)
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, (_said(item, depth + 1) for item in value[:20]))) or None
    return None


def _where(value: Any) -> str:
    if isinstance(value, str):
        return value
    steps: Iterable[Any] = value if isinstance(value, list | tuple) else ()
    return ".".join(
        str(step) for step in steps if step not in ("body", "query") and isinstance(step, str | int)
    )


def _pairs(value: Mapping[str, Any]) -> str | None:
    pairs = [
        (k, str(v) if isinstance(v, str | int | float) else _said(v, 3))
        for k, v in list(value.items())[:20]
    ]
    return "; ".join(f"{k}: {item}" for k, item in pairs if item) or None


class _Nobody:
    """Stands for notes where nobody asked for any."""

    def add(self, *args: object, **details: object) -> None:
        """Forget."""


_NOBODY: Any = _Nobody()
