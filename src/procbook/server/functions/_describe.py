"""The inputs and outputs of a function, as pydantic models and as descriptions (section 8)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import (
    Annotated,
    Any,
    TypeAlias,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.fields import FieldInfo

from ...models import InputDescription, OutputDescription
from ._annotations import Occurs
from ._context import JobContext
from ._docstring import Docs
from ._schema import process_schema

TypeHint: TypeAlias = Any
"""Any object that may stand in an annotation; Python has no type for them."""
Described = FieldInfo | Mapping[str, Any] | InputDescription | OutputDescription
"""A further description of an input or output: ``Field(...)``, a dict, or a model of it."""

_CONFIG = ConfigDict(
    arbitrary_types_allowed=True, val_json_bytes="base64", ser_json_bytes="base64"
)
RETURN = "return_value"
"""Id of the only output of a function that does not name it."""


class _Inputs(BaseModel):
    """Base of the models of parameters, which are read from JSON: ``bytes`` are base64 text."""

    model_config = _CONFIG


def context_parameter(function: Callable[..., Any]) -> str | None:
    """Return the name of the parameter that takes the :class:`JobContext`, if there is one."""
    for name, hint in get_type_hints(function).items():
        if hint is JobContext and name != "return":
            return name
    return None


def inputs_model(
    function: Callable[..., Any], described: Mapping[str, Described]
) -> type[BaseModel]:
    """Return a model whose fields are the parameters of a function.

    Raises
    ------
    TypeError
        If a parameter has no type hint, or can only be given by position or collects others.
    """
    hints = get_type_hints(function, include_extras=True)
    fields: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if hints.get(name) is not JobContext:
            _check_parameter(function, parameter, hints)
            fields[name] = hints[name], _field(parameter, described.get(name))
    unknown = set(described) - set(fields)
    if unknown:
        names = ", ".join(sorted(unknown))
        raise TypeError(f"{function.__qualname__} has no parameter {names}")
    return create_model(f"{function.__name__}_inputs", __base__=_Inputs, **fields)


def _check_parameter(
    function: Callable[..., Any],
    parameter: inspect.Parameter,
    hints: Mapping[str, TypeHint],
) -> None:
    name = function.__qualname__
    if parameter.kind in _NOT_AN_INPUT:
        raise TypeError(
            f"{name}: parameter {parameter} cannot be an input; give it a plain name"
        )
    if parameter.name not in hints:
        raise TypeError(f"{name}: parameter {parameter.name!r} needs a type hint")


_NOT_AN_INPUT = frozenset(
    {
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.VAR_POSITIONAL,
        inspect.Parameter.VAR_KEYWORD,
    }
)


def _field(parameter: inspect.Parameter, described: Described | None) -> FieldInfo:
    is_required = parameter.default is inspect.Parameter.empty
    if isinstance(described, FieldInfo):
        if is_required:
            return described
        return FieldInfo.merge_field_infos(described, default=parameter.default)
    field: FieldInfo = Field(... if is_required else parameter.default)
    return field


def describe_inputs(
    model: type[BaseModel],
    described: Mapping[str, Described],
    docs: Docs,
) -> dict[str, InputDescription]:
    """Describe every field of a model as an input of a process."""
    schema = model.model_json_schema(mode="validation")
    definitions = schema.get("$defs", {})
    descriptions = {}
    for name, info in model.model_fields.items():
        input_schema = process_schema(schema["properties"][name], definitions)
        text = docs.parameters.get(name)
        descriptions[name] = _describe_input(
            input_schema, info, described.get(name), text
        )
    return descriptions


def _describe_input(
    schema: dict[str, Any],
    info: FieldInfo,
    described: Described | None,
    text: str | None,
) -> InputDescription:
    title = schema.pop("title", None)
    description = schema.pop("description", None) or text
    document: dict[str, Any] = {
        "title": title,
        "description": description,
        "minOccurs": int(info.is_required()),
    }
    for occurs in info.metadata:
        if isinstance(occurs, Occurs):
            document["minOccurs"] = occurs.least
            document["maxOccurs"] = "unbounded" if occurs.most is None else occurs.most
            schema = schema.get("items", {})
            break
    document["schema"] = schema
    document = _without_none(document) | _as_document(described)
    return InputDescription.model_validate(document)


def output_models(
    function: Callable[..., Any], described: Mapping[str, Described] | None
) -> tuple[dict[str, OutputDescription], bool]:
    """Describe the outputs of a function.

    Returns
    -------
    dict
        The descriptions by name.
    bool
        Whether each output is a member of the return value, not the value itself.

    Raises
    ------
    TypeError
        If there is no return annotation, or `described` names other outputs than the return type
        has.
    """
    all_hints = get_type_hints(function, include_extras=True)
    if "return" not in all_hints:
        raise TypeError(f"{function.__qualname__} needs a return annotation")
    hint = all_hints["return"]
    described = described or {}
    if len(described) <= 1:
        name, extra = next(iter(described.items()), (RETURN, None))
        return {name: _describe_output(name, hint, extra)}, False
    hints = _member_hints(hint, tuple(described))
    unknown = set(described) - set(hints)
    if unknown:
        raise TypeError(f"{function.__qualname__} returns nothing called {unknown}")
    descriptions = {
        name: _describe_output(name, hints[name], extra)
        for name, extra in described.items()
    }
    return descriptions, True


def _member_hints(hint: TypeHint, names: tuple[str, ...]) -> dict[str, TypeHint]:
    """Return the type hints of the members of a return value, by the name of the output."""
    origin: object = get_origin(hint)
    annotated_type = hint
    if origin is Annotated:
        annotated_type = get_args(hint)[0]
        origin = get_origin(annotated_type)
    if isinstance(annotated_type, type) and issubclass(annotated_type, BaseModel):
        return {
            name: Annotated[info.annotation, info]
            for name, info in annotated_type.model_fields.items()
        }
    if is_typeddict(annotated_type):
        return get_type_hints(annotated_type, include_extras=True)
    arguments = get_args(annotated_type)
    if origin is tuple and len(arguments) == len(names):
        return dict(zip(names, arguments, strict=True))
    if origin is dict:
        return dict.fromkeys(names, arguments[1])
    raise TypeError(
        "several outputs need a BaseModel, a TypedDict, a dict "
        f"or a tuple of {len(names)}, not {hint}"
    )


def _describe_output(
    name: str,
    hint: TypeHint,
    described: Described | None,
) -> OutputDescription:
    if hint is None:
        hint = type(None)
    field = described if isinstance(described, FieldInfo) else Field()
    fields: dict[str, Any] = {name: (hint, field)}
    model = create_model("outputs", __base__=_Inputs, **fields)
    schema = model.model_json_schema(mode="serialization")
    output_schema = process_schema(schema["properties"][name], schema.get("$defs", {}))
    document = {
        "title": output_schema.pop("title", None),
        "description": output_schema.pop("description", None),
        "schema": output_schema,
    }
    document = _without_none(document) | _as_document(described)
    return OutputDescription.model_validate(document)


def _as_document(described: Described | None) -> dict[str, Any]:
    if isinstance(described, (InputDescription, OutputDescription)):
        return described.to_json()
    return dict(described) if isinstance(described, Mapping) else {}


def _without_none(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value is not None}
