"""Python source -> request, without running it: only literals are understood."""

from __future__ import annotations

import ast
from decimal import Decimal
from typing import Any, Final

from ..._json import JsonObject, JsonValue

_CALLS: Final = frozenset({"execute_process", "submit", "validate_request"})
_METHODS: Final = frozenset({"run", "arun", "form", "validate", "submit"})


def request_in(source: str) -> tuple[str | None, JsonObject] | None:
    """Return process id and request of a dict or of the last call in some source, or None."""
    try:
        tree = ast.parse(source.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    nodes = [
        node.value for node in tree.body if isinstance(node, ast.Expr | ast.Assign)
    ]
    for node in reversed(nodes):
        expression = node.value if isinstance(node, ast.Await) else node
        try:
            document = (
                _call(expression)
                if isinstance(expression, ast.Call)
                else _mapping(expression)
            )
        except (ValueError, TypeError, RecursionError):
            continue
        if document is not None:
            return document
    return None


def _mapping(node: ast.AST) -> tuple[str | None, JsonObject] | None:
    return (None, _dict(node)) if isinstance(node, ast.Dict) else None


def _call(node: ast.Call) -> tuple[str | None, JsonObject] | None:
    name = (
        node.func.attr
        if isinstance(node.func, ast.Attribute)
        else getattr(node.func, "id", "")
    )
    if name in _CALLS:
        return _execute(node)
    process_id = _process(node.func)
    if name in ("ProcessRequest", "dict") or process_id is not None:
        return process_id, {
            "inputs": _keywords(node)
        } if name != "ProcessRequest" else _keywords(node)
    return None


def _execute(node: ast.Call) -> tuple[str | None, JsonObject]:
    keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    values = dict(zip(("process_id", "request"), node.args, strict=False)) | keywords
    process_id = _value(values["process_id"]) if "process_id" in values else None
    request = values.get("request")
    if isinstance(request, ast.Call):
        return process_id, _keywords(request)
    return process_id, _dict(request) if request is not None else {}


def _process(func: ast.AST) -> str | None:
    """Return the id of the process that an expression names, called or not.

    It is ``client.processes["id"]``, ``client.processes.id`` or one of its methods.
    """
    if isinstance(func, ast.Attribute) and func.attr in _METHODS:
        func = func.value
    if (
        isinstance(func, ast.Subscript)
        and getattr(func.value, "attr", "") == "processes"
    ):
        return str(_value(func.slice))
    if (
        isinstance(func, ast.Attribute)
        and getattr(func.value, "attr", "") == "processes"
    ):
        return func.attr
    if (
        isinstance(func, ast.Call)
        and getattr(func.func, "attr", "") == "get_process"
        and func.args
    ):
        return str(_value(func.args[0]))
    return None


def _keywords(node: ast.Call) -> JsonObject:
    out: JsonObject = {}
    for keyword in node.keywords:
        out.update(
            {keyword.arg: _value(keyword.value)}
            if keyword.arg
            else _dict(keyword.value)
        )
    return out


def _dict(node: ast.AST) -> JsonObject:
    value = _value(node)
    if not isinstance(value, dict):
        raise TypeError("a dict was expected")
    return value


def _value(node: ast.AST) -> JsonValue:
    """Return the value of a literal, or of a call such as ``Decimal("…")`` or ``Path("…")``."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {k: v for key, value in pairs for k, v in _pair(key, value)}
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [_value(item) for item in node.elts]
    if isinstance(node, ast.Call):
        return _construct(node)
    return ast.literal_eval(node)


def _pair(key: ast.AST | None, value: ast.AST) -> list[tuple[str, Any]]:
    if key is None:
        return list(_dict(value).items())
    return [(str(_value(key)), _value(value))]


def _construct(node: ast.Call) -> JsonValue:
    name = (
        node.func.attr
        if isinstance(node.func, ast.Attribute)
        else getattr(node.func, "id", "")
    )
    arguments = [_value(argument) for argument in node.args]
    if name == "Decimal" and len(arguments) == 1:
        return Decimal(str(arguments[0]))
    if name == "dict" and not arguments:
        return _keywords(node)
    if name in ("date", "datetime") and 3 <= len(arguments) <= 7:
        import datetime as dt

        return getattr(dt, name)(*arguments).isoformat()
    if name in ("str", "Path", "set", "list", "tuple") and len(arguments) == 1:
        return arguments[0]
    raise ValueError(f"{name} is not understood")
