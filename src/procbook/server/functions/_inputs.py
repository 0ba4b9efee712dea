"""From the body of an execute request to checked values for a process (sections 7.11.2.1 and 7.11.2.2)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from ...inputs import validate
from ...models import InputDescription, Schema
from ...protocol.errors import Mistake
from .._problems import INVALID_PARAMETER, ProblemError, bad_inputs, did_you_mean
from ._registry import RegisteredProcess

Fetch = Callable[[str], bytes]
"""Reads what a URL points at; raises ProblemError."""

_MEMBERS = ("inputs", "outputs", "response", "subscriber")
_OF_OTHER_GENERATIONS = ("process", "mode", "$schema")
_QUALIFIED = frozenset({"value", "mediaType", "encoding", "schema", "format"})


def check_request(body: Any, process: RegisteredProcess) -> dict[str, Any]:
    """Return the body of an execute request, if it is one.

    Raises
    ------
    ProblemError
        400 that says which member is wrong.
    """
    if not isinstance(body, dict):
        raise ProblemError(
            400, "The body must be a JSON object with 'inputs'.", type=INVALID_PARAMETER
        )
    for name in body:
        if name not in (*_MEMBERS, *_OF_OTHER_GENERATIONS) and not name.startswith(
            "x-"
        ):
            is_input = name in process.description.inputs
            hint = (
                " Inputs stand under 'inputs'."
                if is_input
                else did_you_mean(name, _MEMBERS)
            )
            raise _bad_member(name, f"An execute request has no member {name!r}.{hint}")
    for name, kind in (("inputs", dict), ("outputs", dict), ("subscriber", dict)):
        if not isinstance({} if body.get(name) is None else body[name], kind):
            raise _bad_member(name, f"Member {name!r} must be an object.")
    if body.get("response") not in (None, "raw", "document"):
        raise _bad_member("response", "Member 'response' must be 'raw' or 'document'.")
    _check_outputs(body.get("outputs") or {}, process)
    return body


def _check_outputs(wanted: dict[str, Any], process: RegisteredProcess) -> None:
    for name, output in wanted.items():
        if name not in process.description.outputs:
            known = process.description.outputs
            raise _bad_member(
                "outputs",
                f"There is no output {name!r}.{did_you_mean(name, known)}",
                name,
            )
        mode = output.get("transmissionMode") if isinstance(output, dict) else None
        if mode not in (None, "value", "reference"):
            raise _bad_member(
                "outputs",
                "transmissionMode must be 'value' or 'reference'.",
                name,
                "transmissionMode",
            )


def _bad_member(name: str, detail: str, *below: str) -> ProblemError:
    pointer = "/" + "/".join((name, *below))
    return ProblemError(
        400,
        detail,
        type=INVALID_PARAMETER,
        errors=[{"pointer": pointer, "detail": detail}],
    )


def read_inputs(
    process: RegisteredProcess, given: dict[str, Any], fetch: Fetch
) -> dict[str, Any]:
    """Return plain JSON values for all inputs: unwrapped, fetched, with defaults, and checked.

    Raises
    ------
    ProblemError
        400 that names each input that is wrong.
    """
    described = process.description.inputs
    mistakes = [
        Mistake(
            (name,),
            f"there is no input {name!r}.{did_you_mean(name, described)}",
            "unknown",
        )
        for name in given
        if name not in described
    ]
    values: dict[str, Any] = {}
    for name, description in described.items():
        if name in given:
            try:
                values[name] = _value(given[name], description, fetch)
            except ProblemError as problem:
                mistakes.append(Mistake((name,), str(problem), "href"))
        elif description.schema_.default is not None:
            values[name] = description.schema_.default
    mistakes = mistakes or _check(process, values)
    if mistakes:
        raise bad_inputs(process.id, mistakes)
    return values


def _value(given: Any, description: InputDescription, fetch: Fetch) -> Any:
    many = description.maxOccurs == "unbounded" or (description.maxOccurs or 1) > 1
    if many and isinstance(given, list):
        return [_unwrap(item, description.schema_, fetch) for item in given]
    one = _unwrap(given, description.schema_, fetch)
    return [one] if many and not isinstance(one, list) else one


def _unwrap(given: Any, schema: Schema, fetch: Fetch) -> Any:
    if not isinstance(given, dict):
        return given
    own = set(schema.properties or {})
    if isinstance(given.get("href"), str) and "href" not in own:
        return _decoded(fetch(given["href"]), schema, _media_type(given))
    if "value" in given and set(given) <= _QUALIFIED and "value" not in own:
        return _qualified(given, schema)
    return given


def _media_type(given: dict[str, Any]) -> str:
    nested = given.get("format")
    flat = given.get("type") or given.get("mediaType")
    return str(
        flat or (nested.get("mediaType") if isinstance(nested, dict) else None) or ""
    )


def _qualified(given: dict[str, Any], schema: Schema) -> Any:
    # 1.0 has the members beside "value"; its prose and its test suite also put them under "format".
    nested = given.get("format")
    encoding = given.get("encoding") or (
        nested.get("encoding") if isinstance(nested, dict) else None
    )
    value = given["value"]
    if encoding == "base64" and isinstance(value, str) and not _is_binary(schema):
        try:
            return _decoded(
                base64.b64decode(value, validate=True), schema, _media_type(given)
            )
        except ValueError as error:
            raise ProblemError(400, "the value is not base64 text") from error
    return value


def _is_binary(schema: Schema) -> bool:
    options = [schema, *(o for o in (schema.oneOf or []) if isinstance(o, Schema))]
    return any(o.contentEncoding in {"base64", "binary"} for o in options)


def _decoded(body: bytes, schema: Schema, media_type: str) -> Any:
    if _is_binary(schema):
        return base64.b64encode(body).decode()
    if "json" in media_type or (
        schema.type not in (None, "string") and not media_type.startswith("text/")
    ):
        try:
            return json.loads(body)
        except ValueError as error:
            raise ProblemError(400, "what the link points at is not JSON") from error
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise ProblemError(400, "what the link points at is not UTF-8 text") from error


def _check(process: RegisteredProcess, values: dict[str, Any]) -> list[Mistake]:
    mistakes = validate(process.plan, values)
    if not mistakes:
        try:
            read_arguments(process, values)
        except ValidationError as error:
            return [
                Mistake(tuple(e["loc"]), e["msg"], e["type"])
                for e in error.errors(include_url=False)
            ]
        except PydanticSerializationError as error:  # JSON can write what UTF-8 cannot
            raise ProblemError(
                400, "an input has half a character: a surrogate with no pair"
            ) from error
    return mistakes


def read_arguments(
    process: RegisteredProcess, inputs: dict[str, Any]
) -> dict[str, Any]:
    """Read JSON inputs into the Python objects that the type hints ask for.

    Raises
    ------
    pydantic.ValidationError
        If they do not fit.
    """
    model = process.inputs.model_validate_json(to_json(inputs))
    return {name: getattr(model, name) for name in process.inputs.model_fields}
