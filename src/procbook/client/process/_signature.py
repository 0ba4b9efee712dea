"""Signature and docstring of a process, from its description."""

from __future__ import annotations

import functools
import inspect
import keyword
import re
import textwrap
import types
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from ...display import count
from ...models import InputDescription, ProcessDescription, Schema

P = ParamSpec("P")
T = TypeVar("T")

_TYPES: dict[str, Any] = {
    "boolean": bool,
    "integer": int,
    "number": float,
    "string": str,
    "array": list,
    "object": dict,
}
_COUNTED = {
    "minLength": "character",
    "maxLength": "character",
    "minItems": "item",
    "maxItems": "item",
}
_LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "multipleOf": "a multiple of {}",
    "minLength": "at least {}",
    "maxLength": "at most {}",
    "minItems": "at least {}",
    "maxItems": "at most {}",
    "pattern": "like {}",
    "format": "format {}",
}


class _Described:
    """A method that shows the inputs of its process as its own parameters."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call
        functools.update_wrapper(cast(Any, self), call)

    def __get__(self, process: Any, owner: type | None = None) -> Any:
        if process is None:
            return self._call
        bound: Any = functools.partial(self._call, process)
        functools.update_wrapper(bound, self._call)
        bound.__signature__ = process.__signature__
        return bound


def show_inputs(call: Callable[P, T]) -> Callable[P, T]:
    """Give a method of a process the signature of the process, for completion and ``help()``."""
    return cast(Callable[P, T], _Described(call))


class NotGiven:
    """The default of inputs that are left out of the request when they are not given."""

    def __repr__(self) -> str:
        return "..."


NOT_GIVEN = NotGiven()


def as_name(id: str) -> str:
    """Return an id as a Python name."""
    name = re.sub(r"\W", "_", id) or "_"
    name = f"_{name}" if name[0].isdigit() else name
    return f"{name}_" if keyword.iskeyword(name) else name


def names(description: ProcessDescription) -> dict[str, str]:
    """Return the input ids by Python name."""
    names_by_id: dict[str, str] = {}
    for id in description.inputs:
        name = as_name(id)
        while name in names_by_id or name == "self":
            name += "_"
        names_by_id[name] = id
    return names_by_id


def signature(description: ProcessDescription) -> inspect.Signature:
    """Return the signature of a process: keyword-only, required inputs first."""
    inputs = description.inputs
    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty
            if is_required(inputs[id])
            else default_of(inputs[id]),
            annotation=annotation(inputs[id]),
        )
        for name, id in names(description).items()
    ]
    return inspect.Signature(
        sorted(
            parameters,
            key=lambda parameter: parameter.default is not inspect.Parameter.empty,
        )
    )


def is_required(described: InputDescription) -> bool:
    """Whether an input must be given: it has to occur, and the server has no default for it."""
    has_default = "default" in described.schema_.model_fields_set
    return (described.minOccurs is None or described.minOccurs > 0) and not has_default


def default_of(described: InputDescription) -> Any:
    """Return the default that the description names; it is shown, never sent."""
    schema = described.schema_
    return schema.default if "default" in schema.model_fields_set else NOT_GIVEN


def is_several(described: InputDescription) -> bool:
    """Whether the input is sent as an array because it may occur more than once."""
    return described.maxOccurs == "unbounded" or (
        isinstance(described.maxOccurs, int) and described.maxOccurs > 1
    )


def annotation(described: InputDescription) -> Any:
    """Return the Python type of an input."""
    annotation = _type(described.schema_)
    return (
        types.GenericAlias(list, (annotation,)) if is_several(described) else annotation
    )


def _type(schema: Schema) -> Any:
    kind = schema.type
    if isinstance(kind, list):
        kind = next((name for name in kind if name != "null"), None)
    return _TYPES.get(str(kind), Any)


def docstring(description: ProcessDescription) -> str:
    """Return a docstring in NumPy style.

    What it does, its inputs with their limits, its outputs.
    """
    lines = [description.title or description.id]
    if description.description and description.description != description.title:
        lines += ["", *_wrap(description.description)]
    if description.inputs:
        lines += ["", "Parameters", "----------"]
        for name, id in names(description).items():
            lines += _parameter(name, id, description.inputs[id])
    if description.outputs:
        lines += ["", "Returns", "-------"]
        for id, output in description.outputs.items():
            lines += [
                f"{id} : {_words(output.schema_)}",
                *_wrap(output.description or output.title, 4),
            ]
    return "\n".join(lines)


def _parameter(name: str, id: str, described: InputDescription) -> list[str]:
    words = _words(described.schema_)
    several = f"list of {words}" if is_several(described) else words
    optional = "" if is_required(described) else ", optional"
    default = default_of(described)
    default_text = "" if default is NOT_GIVEN else f", default {default!r}"
    lines = [f"{name} : {several}{optional}{default_text}"]
    texts = [
        described.title if described.title not in {None, id, name} else None,
        described.description,
    ]
    for text in texts:
        lines += _wrap(text, 4)
    limits = _limits(described.schema_)
    return [*lines, *_wrap(limits, 4)]


def _words(schema: Schema) -> str:
    kind = schema.type
    if isinstance(kind, list):
        return " or ".join(map(str, kind))
    if kind is None and (schema.oneOf or schema.anyOf):
        branches = [
            _words(branch)
            for branch in schema.oneOf or schema.anyOf or ()
            if isinstance(branch, Schema)
        ]
        return " or ".join(dict.fromkeys(branches)) or "any"
    return str(kind or schema.contentMediaType or schema.format or "any")


def _limits(schema: Schema) -> str:
    sentences = [
        words.format(count(value, _COUNTED[name]) if name in _COUNTED else value)
        for name, words in _LIMITS.items()
        if (value := getattr(schema, name, None)) is not None
    ]
    if schema.enum:
        sentences.append(
            "one of "
            + ", ".join(map(repr, schema.enum[:20]))
            + (", …" if len(schema.enum) > 20 else "")
        )
    text = "; ".join(sentences)
    return text[:1].upper() + text[1:] + "." if text else ""


def _wrap(text: str | None, indent: int = 0) -> list[str]:
    margin = " " * indent
    return [
        line
        for paragraph in (text or "").strip().splitlines()
        for line in textwrap.wrap(
            paragraph, 88, initial_indent=margin, subsequent_indent=margin
        )
        or [""]
    ]
