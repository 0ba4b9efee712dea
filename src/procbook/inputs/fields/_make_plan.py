"""Description or schema -> plan, in three steps.

They read the inputs, turn their schemas into 2020-12 and make the fields that fit them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..._json import JsonObject, JsonValue
from ...models import Quirk
from ...protocol import QUIRKS
from ..schema._dialect import Dialect
from ..schema._flatten import Merger
from ..schema._input_descriptions import Input, inputs_of, process_in
from ..schema._keywords import ANNOTATIONS
from ..schema._localized_text import text_of
from ..schema._references import subschemas
from ._field import ABSENT, Field, Plan
from ._guess_control import schema_from_prose, schema_like
from ._marks import mark_input
from ._place import FieldContext
from ._planner import Planner, by_order, multichoice
from ._ui_hints import hints_of


def make_plan(document: object) -> Plan:
    """Return the plan of a process description of any edition, or of a schema of any dialect."""
    process = process_in(document)
    return _of_process(process) if process is not None else _of_schema(document)


def _of_process(process: JsonObject) -> Plan:
    dialect = Dialect(process)
    inputs = [_merge_annotations(declaration) for declaration in inputs_of(process)]
    schemas = [dialect.schema(declaration.schema) for declaration in inputs]
    planner = Planner(dialect.defs)
    drawn = [
        _drawable(_narrow(declaration, schema), declaration.help)
        for declaration, schema in zip(inputs, schemas, strict=True)
    ]
    fields = [
        mark_input(_field(planner, declaration, schema))
        for declaration, schema in zip(inputs, drawn, strict=True)
    ]
    whole: JsonObject = {
        "type": "object",
        "properties": {
            declaration.name: _occurring(declaration, s)
            for declaration, s in zip(inputs, schemas, strict=True)
        },
        "required": [
            declaration.name for declaration in inputs if declaration.required
        ],
        "additionalProperties": False,
    }
    root = Field("", "object", children=by_order(fields))
    title = text_of(process.get("title")) or text_of(process.get("id"))
    planned = _plan(
        text_of(process.get("id")), title, root, planner, whole, process=True
    )
    return replace(planned, quirks=_quirks(dialect))


def _of_schema(document: object) -> Plan:
    dialect = Dialect(document)
    schema = dialect.schema(document)
    planner = Planner(dialect.defs)
    flat, _ = Merger(dialect.defs).flat(schema)
    title = str(flat.get("title", ""))
    root = planner.field(schema, FieldContext(""))
    if root.kind == "mapping":
        root = replace(root, kind="object", extra=root.item, item=None)
    quirks = _quirks(dialect)
    if root.kind == "object" and not root.nullable:
        return replace(_plan("", title, root, planner, schema), quirks=quirks)
    only = planner.field(
        schema,
        FieldContext(
            "value", "/value", required=True, hints={"title": title or "Value"}
        ),
    )
    # A member that may not be there does not show; where nothing at all is allowed, that does.
    only = replace(only, hints={k: v for k, v in only.hints.items() if k != "hidden"})
    wrapper = {
        "type": "object",
        "properties": {"value": schema},
        "required": ["value"],
        "additionalProperties": False,
    }
    root = Field("", "object", children=(only,))
    planned = _plan("", title, root, planner, wrapper, bare=True)
    return replace(planned, quirks=quirks)


def _quirks(dialect: Dialect) -> tuple[Quirk, ...]:
    code = "unresolved-reference"
    return tuple(
        Quirk(code, "", f"{QUIRKS[code]} ({ref})") for ref in dialect.unresolved
    )


def _plan(
    id: str,
    title: str,
    root: Field,
    planner: Planner,
    schema: JsonValue,
    *,
    bare: bool = False,
    process: bool = False,
) -> Plan:
    document = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    fields = planner.definitions()
    if planner.defs:
        document["$defs"] = planner.defs
    _drop_descriptive_formats(document)
    return Plan(
        id=id,
        title=title,
        root=root,
        defs=fields,
        schema=document,
        bare=bare,
        process=process,
    )


def _drop_descriptive_formats(schema: JsonValue) -> None:
    """Remove each ``format`` that only describes a value, now that fields are made of it."""
    todo = [schema]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            if "x-format" in node:
                node.pop("format", None)
            todo.extend(subschemas(node))


def _merge_annotations(declaration: Input) -> Input:
    """Return an input whose schema has the default and examples that were outside of it."""
    if not declaration.beside:
        return declaration
    schema = declaration.schema if isinstance(declaration.schema, dict) else {}
    return replace(declaration, schema={**declaration.beside, **schema})


def _narrow(declaration: Input, schema: JsonValue) -> JsonValue:
    """Return the schema of one value if it is "one value, or an array of them" (Weaver)."""
    if not declaration.several or not isinstance(schema, dict):
        return schema
    branches: Any = schema.get("oneOf", schema.get("anyOf", ()))
    if len(branches) != 2 or not all(isinstance(b, dict) for b in branches):
        return schema
    single, array = sorted(branches, key=lambda b: b.get("type") == "array")
    if array.get("type") == "array" and _is_same(array.get("items"), single):
        return {**schema, "oneOf": [single]}
    return schema


def _is_same(left: JsonValue, right: JsonValue) -> bool:
    def bare(schema: JsonValue) -> JsonValue:
        return {
            k: v
            for k, v in schema.items()
            if k not in ("title", "description", "default")
        }

    return isinstance(left, dict) and bare(left) == bare(right)


def _occurring(declaration: Input, schema: JsonValue) -> JsonValue:
    if not declaration.several:
        return schema
    shell: JsonObject = {"type": "array", "items": schema}
    if declaration.minimum > 0:
        shell["minItems"] = declaration.minimum
    if declaration.maximum is not None:
        shell["maxItems"] = declaration.maximum
    return shell


def _field(planner: Planner, declaration: Input, schema: JsonValue) -> Field:
    hints = hints_of(declaration.source, schema)
    pointer = FieldContext("").inside(declaration.name).pointer
    context = FieldContext(
        declaration.name, pointer, required=declaration.required, hints=hints
    )
    if not declaration.several:
        field = planner.field(schema, context)
        return _with_label(replace(field, link=_may_link(field)), declaration)
    item = planner.field(
        schema,
        FieldContext(
            "",
            hints={k: v for k, v in hints.items() if k in ("widget", "step", "rows")},
        ),
    )
    return _with_label(_several(declaration, item, hints, pointer), declaration)


def _several(declaration: Input, item: Field, hints: JsonObject, pointer: str) -> Field:
    limits = _occurring(declaration, True)
    limits = {k: v for k, v in limits.items() if k in ("minItems", "maxItems")}
    default = item.default
    if default is not ABSENT and not isinstance(default, list):
        default = [default]
    examples = tuple(e if isinstance(e, list) else [e] for e in item.examples)
    when = {"expr": hints["visible"]["expr"]} if "visible" in hints else {}
    shell = Field(
        name=declaration.name,
        kind="list",
        required=declaration.required,
        default=default,
        examples=examples,
        help=item.help,
        constraints=limits,
        when=when,
        hints={k: v for k, v in hints.items() if k != "visible"},
        pointer=pointer,
    )
    if item.kind == "choice" and not item.nullable:
        return multichoice(shell, item)
    return replace(
        shell,
        item=replace(item, default=ABSENT, examples=(), help="", link=_may_link(item)),
    )


def _drawable(schema: JsonValue, help: str) -> JsonValue:
    """Return the schema to draw.

    Where a schema says nothing, it is one like the example, or one that the description
    asks for.
    """
    if not isinstance(schema, dict) or schema.keys() - ANNOTATIONS:
        return schema
    samples = [schema["default"]] if "default" in schema else schema.get("examples", [])
    return {
        **schema,
        **(
            schema_like(samples[0])
            if samples
            else schema_from_prose(help or str(schema.get("description", "")))
        ),
    }


def _may_link(field: Field) -> bool:
    """Return whether a link may replace the value (section 7.11.2.2).

    It may if value and link can be told apart.
    """
    branches = field.children if field.kind == "alternatives" else (field,)
    return field.kind not in ("const", "null") and all(
        branch.child("href") is None for branch in branches
    )


def _with_label(field: Field, declaration: Input) -> Field:
    label = str(
        field.hints.get("title")
        or declaration.title
        or (field.label if field.label != field.name else "")
    )
    help = str(field.hints.get("description") or declaration.help or field.help)
    return replace(
        field,
        label=label or declaration.name,
        help=help,
        unit=declaration.unit or field.unit,
    )
