"""What a function takes and gives, read from its type hints, as pydantic models and as the standard's descriptions."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.fields import FieldInfo

from ...models import InputDescription, OutputDescription
from ._annotations import Occurs
from ._context import JobContext
from ._docstring import Docs
from ._schema import process_schema

Described = FieldInfo | Mapping[str, Any] | InputDescription | OutputDescription
"""How one input or output may be described further: ``Field(...)``, a dict in the standard's words, or a model."""

_CONFIG = ConfigDict(
    arbitrary_types_allowed=True, val_json_bytes="base64", ser_json_bytes="base64"
)
RETURN = "return_value"
"""Id of the only output of a function that does not name it."""


class _Inputs(BaseModel):
    """Base of the models made from parameters; arguments are read from JSON, so ``bytes`` are base64 text."""

    model_config = _CONFIG


def context_parameter(function: Callable[..., Any]) -> str | None:
    """Return the name of the parameter that takes the :class:`JobContext`, if there is one."""
    hints = get_type_hints(function)
    return next(
        (
            name
            for name, hint in hints.items()
            if hint is JobContext and name != "return"
        ),
        None,
    )


def inputs_model(
    function: Callable[..., Any], described: Mapping[str, Described]
) -> type[BaseModel]:
    """Make a model whose fields are the parameters of a function.

    Raises
    ------
    TypeError
        If a parameter has no type hint, or can only be given by position or collects others.
    """
    hints = get_type_hints(function, include_extras=True)
    fields: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if hints.get(parameter.name) is JobContext:
            continue
        if parameter.kind in {
            parameter.POSITIONAL_ONLY,
            parameter.VAR_POSITIONAL,
            parameter.VAR_KEYWORD,
        }:
            raise TypeError(
                f"{function.__qualname__}: parameter {parameter} cannot be an input; give it a plain name"
            )
        if parameter.name not in hints:
            raise TypeError(
                f"{function.__qualname__}: parameter {parameter.name!r} needs a type hint"
            )
        fields[parameter.name] = _field(
            hints[parameter.name], parameter.default, described.get(parameter.name)
        )
    unknown = set(described) - set(fields)
    if unknown:
        raise TypeError(
            f"{function.__qualname__} has no parameter {', '.join(sorted(unknown))}"
        )
    return create_model(f"{function.__name__}_inputs", __base__=_Inputs, **fields)


def _field(hint: Any, default: Any, described: Described | None) -> tuple[Any, Any]:
    if isinstance(described, FieldInfo):
        if default is inspect.Parameter.empty:
            return hint, described
        return hint, FieldInfo.merge_field_infos(described, default=default)
    return hint, Field(... if default is inspect.Parameter.empty else default)


def describe_inputs(
    model: type[BaseModel], described: Mapping[str, Described], docs: Docs
) -> dict[str, InputDescription]:
    """Describe every field of a model as an input of a process."""
    schema = model.model_json_schema(mode="validation")
    definitions = schema.get("$defs", {})
    return {
        name: _describe_input(
            process_schema(schema["properties"][name], definitions),
            info,
            described.get(name),
            docs.parameters.get(name),
        )
        for name, info in model.model_fields.items()
    }


def _describe_input(
    schema: dict[str, Any],
    info: FieldInfo,
    described: Described | None,
    text: str | None,
) -> InputDescription:
    title = schema.pop("title", None)
    description = schema.pop("description", None) or text
    occurs = next((extra for extra in info.metadata if isinstance(extra, Occurs)), None)
    document: dict[str, Any] = {
        "title": title,
        "description": description,
        "minOccurs": int(info.is_required()),
    }
    if occurs is not None:
        document["minOccurs"] = occurs.least
        document["maxOccurs"] = "unbounded" if occurs.most is None else occurs.most
        schema = schema.get("items", {})
    document["schema"] = schema
    return InputDescription.model_validate(
        _without_none(document) | _as_document(described)
    )


def output_models(
    function: Callable[..., Any], described: Mapping[str, Described] | None
) -> tuple[dict[str, OutputDescription], bool]:
    """Describe the outputs of a function; the flag tells that its return value is taken apart, one output each.

    Raises
    ------
    TypeError
        If there is no return annotation, or `described` names other outputs than the return type
        has.
    """
    hint = get_type_hints(function, include_extras=True).get(
        "return", inspect.Signature.empty
    )
    if hint is inspect.Signature.empty:
        raise TypeError(f"{function.__qualname__} needs a return annotation")
    described = described or {}
    if len(described) <= 1:
        name, extra = next(iter(described.items()), (RETURN, None))
        return {name: _describe_output(name, hint, extra)}, False
    hints = _members_of(hint, tuple(described))
    if set(described) - set(hints):
        raise TypeError(
            f"{function.__qualname__} returns nothing called {set(described) - set(hints)}"
        )
    return {
        name: _describe_output(name, hints[name], extra)
        for name, extra in described.items()
    }, True


def _members_of(hint: Any, names: tuple[str, ...]) -> dict[str, Any]:
    from typing import Annotated, get_args, get_origin, is_typeddict

    plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return {name: _with_metadata(info) for name, info in plain.model_fields.items()}
    if is_typeddict(plain):
        return get_type_hints(plain, include_extras=True)
    positions = get_args(plain)
    if get_origin(plain) is tuple and len(positions) == len(names):
        return dict(zip(names, positions, strict=True))
    if get_origin(plain) is dict:
        return dict.fromkeys(names, positions[1])
    raise TypeError(
        f"several outputs need a BaseModel, a TypedDict, a dict or a tuple of {len(names)}, not {hint}"
    )


def _with_metadata(info: FieldInfo) -> Any:
    from typing import Annotated

    return Annotated[info.annotation, info]


def _describe_output(
    name: str, hint: Any, described: Described | None
) -> OutputDescription:
    if hint is None:
        hint = type(None)
    field = described if isinstance(described, FieldInfo) else Field()
    model = create_model("outputs", __base__=_Inputs, **{name: (hint, field)})  # type: ignore[call-overload]
    schema = model.model_json_schema(mode="serialization")
    own = process_schema(schema["properties"][name], schema.get("$defs", {}))
    document = {
        "title": own.pop("title", None),
        "description": own.pop("description", None),
        "schema": own,
    }
    return OutputDescription.model_validate(
        _without_none(document) | _as_document(described)
    )


def _as_document(described: Described | None) -> dict[str, Any]:
    if isinstance(described, (InputDescription, OutputDescription)):
        return described.to_json()
    return dict(described) if isinstance(described, Mapping) else {}


def _without_none(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value is not None}
