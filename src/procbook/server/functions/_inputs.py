"""The body of an execute request is checked and converted to values (7.11.2.1, 7.11.2.2)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, TypeAlias

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from ...inputs import validate
from ...models import InputDescription, Schema
from ...protocol.errors import Mistake
from .._problems import INVALID_PARAMETER, ProblemError, bad_inputs, did_you_mean
from ._registry import RegisteredProcess

Fetch = Callable[[str], bytes]
"""Returns the body that a URL points at; raises ProblemError."""
JSON: TypeAlias = Any
"""A value that JSON can hold."""

_MEMBERS = ("inputs", "outputs", "response", "subscriber")
_MEMBERS_OF_DRAFTS = ("process", "mode", "$schema")
_OBJECTS = ("inputs", "outputs", "subscriber")
_QUALIFIED_VALUE = frozenset({"value", "mediaType", "encoding", "schema", "format"})


def check_request(body: object, process: RegisteredProcess) -> dict[str, JSON]:
    """Return the body of an execute request, if it is one.

    Raises
    ------
    ProblemError
        400 that says which member is wrong.
    """
    if not isinstance(body, dict):
        detail = "The body must be a JSON object with 'inputs'."
        raise ProblemError(400, detail, type=INVALID_PARAMETER)
    for name in body:
        _check_member_name(name, process)
    for name in _OBJECTS:
        if not isinstance(body.get(name), dict | None):
            raise _bad_member(name, f"Member {name!r} must be an object.")
    if body.get("response") not in (None, "raw", "document"):
        raise _bad_member("response", "Member 'response' must be 'raw' or 'document'.")
    _check_outputs(body.get("outputs") or {}, process)
    return body


def _check_member_name(name: str, process: RegisteredProcess) -> None:
    if name in _MEMBERS or name in _MEMBERS_OF_DRAFTS or name.startswith("x-"):
        return
    hint = did_you_mean(name, _MEMBERS)
    if name in process.description.inputs:
        hint = " Inputs stand under 'inputs'."
    raise _bad_member(name, f"An execute request has no member {name!r}.{hint}")


def _check_outputs(outputs: dict[str, JSON], process: RegisteredProcess) -> None:
    descriptions = process.description.outputs
    for name, output in outputs.items():
        if name not in descriptions:
            hint = did_you_mean(name, descriptions)
            raise _bad_member("outputs", f"There is no output {name!r}.{hint}", name)
        mode = output.get("transmissionMode") if isinstance(output, dict) else None
        if mode not in (None, "value", "reference"):
            detail = "transmissionMode must be 'value' or 'reference'."
            raise _bad_member("outputs", detail, name, "transmissionMode")


def _bad_member(
    name: str,
    detail: str,
    *path: str,
) -> ProblemError:
    """Return a 400 about a member of the body, or about the part of it at a path."""
    pointer = "/" + "/".join((name, *path))
    errors = [{"pointer": pointer, "detail": detail}]
    return ProblemError(
        400,
        detail,
        type=INVALID_PARAMETER,
        errors=errors,
    )


def read_inputs(
    process: RegisteredProcess,
    inputs: dict[str, JSON],
    fetch: Fetch,
) -> dict[str, JSON]:
    """Return JSON values for all inputs: unwrapped, fetched, with defaults, and checked.

    Raises
    ------
    ProblemError
        400 that names each input that is wrong.
    """
    descriptions = process.description.inputs
    mistakes = []
    for name in inputs:
        if name not in descriptions:
            hint = did_you_mean(name, descriptions)
            message = f"there is no input {name!r}.{hint}"
            mistakes.append(Mistake((name,), message, "unknown"))
    values: dict[str, JSON] = {}
    for name, description in descriptions.items():
        if name in inputs:
            try:
                values[name] = _value(inputs[name], description, fetch)
            except ProblemError as problem:
                mistakes.append(Mistake((name,), str(problem), "href"))
        elif description.schema_.default is not None:
            values[name] = description.schema_.default
    mistakes = mistakes or _check(process, values)
    if mistakes:
        raise bad_inputs(process.id, mistakes)
    return values


def _value(
    document: JSON,
    description: InputDescription,
    fetch: Fetch,
) -> JSON:
    """Return the value of an input; a list of values if it may occur more than once."""
    most = description.maxOccurs or 1
    is_repeatable = most == "unbounded" or most > 1
    if is_repeatable and isinstance(document, list):
        return [_unwrap(item, description.schema_, fetch) for item in document]
    value = _unwrap(document, description.schema_, fetch)
    if is_repeatable and not isinstance(value, list):
        return [value]
    return value


def _unwrap(
    document: JSON,
    schema: Schema,
    fetch: Fetch,
) -> JSON:
    """Return the value of a link or a qualified value, or the document itself.

    An object whose schema has a property ``href`` or ``value`` is neither.
    """
    if not isinstance(document, dict):
        return document
    properties = set(schema.properties or {})
    if isinstance(document.get("href"), str) and "href" not in properties:
        body = fetch(document["href"])
        return _decode(body, schema, _media_type(document))
    is_qualified = "value" in document and set(document) <= _QUALIFIED_VALUE
    if is_qualified and "value" not in properties:
        return _unwrap_qualified(document, schema)
    return document


def _media_type(document: dict[str, JSON]) -> str:
    media_type = document.get("type") or document.get("mediaType")
    return str(media_type or _format(document).get("mediaType") or "")


def _format(document: dict[str, JSON]) -> dict[str, JSON]:
    """Return the member ``format``, which the text and the test suite of 1.0 have.

    Its schemas have the members of ``format`` beside ``value`` instead.
    """
    format = document.get("format")
    return format if isinstance(format, dict) else {}


def _unwrap_qualified(document: dict[str, JSON], schema: Schema) -> JSON:
    encoding = document.get("encoding") or _format(document).get("encoding")
    value = document["value"]
    if encoding != "base64" or not isinstance(value, str) or _is_binary(schema):
        return value
    try:
        body = base64.b64decode(value, validate=True)
        return _decode(body, schema, _media_type(document))
    except ValueError as error:
        raise ProblemError(400, "the value is not base64 text") from error


def _is_binary(schema: Schema) -> bool:
    schemas = [schema, *(schema.oneOf or [])]
    return any(
        isinstance(option, Schema) and option.contentEncoding in {"base64", "binary"}
        for option in schemas
    )


def _decode(
    body: bytes,
    schema: Schema,
    media_type: str,
) -> JSON:
    """Return bytes as the JSON value that a schema describes: base64 text, JSON or text."""
    if _is_binary(schema):
        return base64.b64encode(body).decode()
    is_text = schema.type in (None, "string") or media_type.startswith("text/")
    if "json" in media_type or not is_text:
        try:
            return json.loads(body)
        except ValueError as error:
            raise ProblemError(400, "what the link points at is not JSON") from error
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise ProblemError(400, "what the link points at is not UTF-8 text") from error


def _check(process: RegisteredProcess, values: dict[str, JSON]) -> list[Mistake]:
    """Return the mistakes in the inputs, by their schemas and then by the type hints."""
    mistakes = validate(process.plan, values)
    if mistakes:
        return mistakes
    try:
        read_arguments(process, values)
    except ValidationError as error:
        details = error.errors(include_url=False)
        return [Mistake(tuple(d["loc"]), d["msg"], d["type"]) for d in details]
    except PydanticSerializationError as error:  # JSON can write what UTF-8 cannot
        raise ProblemError(
            400, "an input has half a character: a surrogate with no pair"
        ) from error
    return []


def read_arguments(
    process: RegisteredProcess, inputs: dict[str, Any]
) -> dict[str, Any]:
    """Return the Python objects of the type hints for JSON inputs.

    Raises
    ------
    pydantic.ValidationError
        If they do not fit.
    """
    model = process.inputs.model_validate_json(to_json(inputs))
    return {name: getattr(model, name) for name in process.inputs.model_fields}
