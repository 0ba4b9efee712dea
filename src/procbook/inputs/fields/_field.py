"""The plan of a form: a tree of fields, as plain as JSON, that any face can draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from ..._json import JsonObject, JsonValue
from ...models import Quirk

if TYPE_CHECKING:
    from ..schema._validator import SchemaValidator

KINDS: Final = frozenset(
    {
        *(
            "text",
            "multiline",
            "code",
            "password",
            "uri",
            "email",
            "uuid",
            "epsg",
            "wkt",
            "color",
        ),
        *("number", "integer", "boolean", "choice", "multichoice", "const", "null"),
        *("date", "time", "datetime", "interval", "duration"),
        *("file", "bbox", "geometry"),
        *("list", "tuple", "object", "mapping", "alternatives", "ref", "json"),
    }
)
"""Every kind of field there is. A page that knows these draws any process."""


class _Absent:
    """The default of a field whose schema names none; null is a value."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final[Any] = _Absent()


@dataclass(frozen=True, slots=True)
class Field:
    """One place of a form where a value goes.

    Attributes
    ----------
    name : str
        Member name in the object that holds it; of an alternative, its key; of a list's item,
        ``""``.
    kind : str
        One of :data:`KINDS`.
    label : str
        Title, else name.
    help : str
        Description as Markdown source; never HTML.
    required, nullable : bool
        Whether it must be there, and whether it may be null. Both differ from being empty.
    default : Any
        Value that the server takes when none is sent; :data:`ABSENT` if it did not say.
    examples : tuple
        Values that the server shows as examples.
    unit, format : str
        Unit of measure, and the format of JSON Schema in its canonical spelling.
    constraints : dict
        Keywords of JSON Schema that limit the value, such as ``minimum`` or ``maxItems``.
    choices : tuple of dict
        Of a choice: ``{"value", "label", "help"?}``.
    children : tuple of Field
        Members of an object, positions of a tuple, branches of alternatives. Two members may share
        a name when their ``when`` differ.
    item : Field or None
        Of a list, each item (of a tuple, each further one); of a mapping, each value.
    key : dict
        Of a mapping: ``{"pattern"}`` of its keys.
    extra : Field or None
        Of an object that takes members beyond its children: their value.
    ref : str
        Of the kind ``ref``: name in ``Plan.defs`` of the field that stands here; this is how
        recursion ends.
    when : dict
        Shown, and sent, only if this holds: ``{"schema", "not"?}`` of the object around it, or
        ``{"expr"}``.
    media : tuple of dict
        What a file may be: ``{"mediaType", "encoding"?, "schema"?}``; of several the user chooses
        one.
    link : bool
        Whether ``{"href", "type"?}`` may stand in place of the value (OGC 18-062r2, section
        7.11.2.2).
    hints : dict
        How it may look: ``widget``, ``advanced``, ``group``, ``order``, ``secret``, ``shape`` and
        others.
    pointer : str
        JSON Pointer (RFC 6901) from the value of the form; relative to itself inside items,
        branches and definitions.
    """

    name: str
    kind: str
    label: str = ""
    help: str = ""
    required: bool = False
    nullable: bool = False
    default: Any = ABSENT
    examples: tuple[Any, ...] = ()
    unit: str = ""
    format: str = ""
    constraints: JsonObject = field(default_factory=dict)
    choices: tuple[JsonObject, ...] = ()
    children: tuple[Field, ...] = ()
    item: Field | None = None
    key: JsonObject = field(default_factory=dict)
    extra: Field | None = None
    ref: str = ""
    when: JsonObject = field(default_factory=dict)
    media: tuple[JsonObject, ...] = ()
    link: bool = False
    hints: JsonObject = field(default_factory=dict)
    pointer: str = ""

    def to_json(self) -> JsonObject:
        """Return the field as JSON-able data; what is absent or empty is left out."""
        data = {"name": self.name, "kind": self.kind}
        for key in _OPTIONAL:
            value = getattr(self, key)
            if key == "default":
                if value is not ABSENT:
                    data[key] = value
            elif value:
                data[key] = _json(value)
        return data

    def walk(self) -> Iterator[Field]:
        """Yield this field and every field below it."""
        yield self
        for child in (*self.children, self.item, self.extra):
            if child is not None:
                yield from child.walk()

    def child(self, name: str) -> Field | None:
        """Return the member, position or branch of that name."""
        return next((child for child in self.children if child.name == name), None)


_OPTIONAL: Final = tuple(f.name for f in fields(Field))[2:]


def with_branches(field: Field | None) -> tuple[Field, ...]:
    """Return a field and, where it offers alternatives, the fields of these."""
    if field is None:
        return ()
    return (field, *field.children) if field.kind == "alternatives" else (field,)


def _json(value: JsonValue) -> JsonValue:
    if isinstance(value, Field):
        return value.to_json()
    return [_json(item) for item in value] if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Plan:
    """A form for the inputs of a process, or for any JSON Schema.

    Attributes
    ----------
    id, title : str
        Of the process, or of the schema.
    root : Field
        The object that all values live in.
    defs : dict of str to Field
        Fields that a field of kind ``ref`` names.
    schema : dict
        JSON Schema 2020-12 of the whole value, links and qualified values unwrapped; every ``$ref``
        in it is local.
    bare : bool
        Whether the schema describes no object: its value is then the one field ``value``.
    process : bool
        Whether it belongs to a process, so that links and qualified values may stand for values.
    tolerances : tuple of dict
        Mistakes that the examples of the server make, and that are none therefore:
        ``{"path", "rule", "type"?, "value"?}``; ``"*"`` in a path is any index.
    quirks : tuple of Quirk
        What is odd about the description: references that lead nowhere, examples that contradict.
    """

    id: str
    title: str
    root: Field
    defs: dict[str, Field]
    schema: JsonObject
    bare: bool = False
    process: bool = False
    tolerances: tuple[JsonObject, ...] = ()
    quirks: tuple[Quirk, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The inputs, in the order in which they are shown."""
        return self.root.children

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The inputs by name; of several that share a name, the first."""
        return {f.name: f for f in reversed(self.fields)}

    @cached_property
    def validator(self) -> SchemaValidator:
        """The validator of jsonschema for :attr:`schema`, made when first needed."""
        from ..schema._validator import validator_for

        return validator_for(self.schema)

    def walk(self) -> Iterator[Field]:
        """Yield every field of the form, definitions included."""
        for top in (*self.fields, self.root.extra, *self.defs.values()):
            if top is not None:
                yield from top.walk()

    def to_json(self) -> JsonObject:
        """Return the plan as JSON-able data, as the page gets it."""
        data: JsonObject = {
            "id": self.id,
            "title": self.title,
            "fields": [f.to_json() for f in self.fields],
        }
        data["defs"] = {name: f.to_json() for name, f in self.defs.items()}
        data["schema"] = self.schema
        if self.root.extra is not None:
            data["extra"] = self.root.extra.to_json()
        if self.bare:
            data["bare"] = True
        if self.process:
            data["process"] = True
        if self.tolerances:
            data["tolerances"] = list(self.tolerances)
        if self.quirks:
            data["quirks"] = [quirk._asdict() for quirk in self.quirks]
        return data
