"""Every schema gets a field, and the field that fits it."""

from __future__ import annotations

import json
import time

import pytest

from procbook.inputs import KINDS, json_schema, plan, prefill, validate
from procbook.models import ProcessDescription, Schema


def one(schema, name="x"):
    """Plan a process with one input."""
    return plan(
        {"id": "p", "version": "1", "inputs": {name: {"schema": schema}}}
    ).by_name[name]


TEXT = {"type": "string"}
NUMBER = {"type": "number"}


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        (TEXT, "text"),
        ({"type": "string", "maxLength": 4000}, "multiline"),
        ({"type": "string", "format": "yaml"}, "code"),
        ({"type": "string", "x-ui-widget": "textarea"}, "multiline"),
        (NUMBER, "number"),
        ({"minimum": 3}, "number"),
        ({"type": ["integer", "number"]}, "number"),
        ({"type": "integer"}, "integer"),
        ({"type": "double"}, "number"),
        ({"type": "String"}, "text"),
        ({"type": "iso-string or list of iso-string"}, "alternatives"),
        ({"type": "boolean"}, "boolean"),
        ({"enum": [True, False]}, "boolean"),
        ({"enum": ["true", "false"]}, "choice"),
        ({"enum": ["a", "b"]}, "choice"),
        ({"oneOf": [{"const": 1, "title": "One"}, {"const": 2}]}, "choice"),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, "multichoice"),
        ({"const": 3}, "const"),
        ({"type": "null"}, "null"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "dateTime"}, "datetime"),
        ({"type": "date"}, "date"),
        ({"type": "string", "format": "time"}, "time"),
        ({"type": "string", "format": "duration"}, "duration"),
        (
            {
                "type": "array",
                "items": {"format": "date"},
                "minItems": 2,
                "maxItems": 2,
            },
            "interval",
        ),
        ({"type": "string", "format": "color"}, "color"),
        ({"type": "string", "format": "password"}, "password"),
        ({"type": "string", "format": "uri"}, "uri"),
        ({"type": "string", "format": "email"}, "email"),
        ({"type": "string", "format": "uuid"}, "uuid"),
        ({"type": "string", "format": "epsg-code"}, "epsg"),
        ({"type": "string", "format": "wkt"}, "wkt"),
        ({"type": "string", "contentEncoding": "base64"}, "file"),
        ({"type": "string", "format": "byte"}, "file"),
        (
            {
                "type": "string",
                "contentEncoding": "binary",
                "contentMediaType": "image/tiff",
            },
            "file",
        ),
        (
            {
                "oneOf": [
                    {**TEXT, "contentMediaType": "a/b"},
                    {**TEXT, "contentMediaType": "c/d"},
                ]
            },
            "file",
        ),
        ({"type": "array", "items": NUMBER}, "list"),
        ({"type": "array"}, "list"),
        ({"type": "array", "items": [TEXT, NUMBER]}, "tuple"),
        ({"type": "array", "prefixItems": [TEXT, NUMBER]}, "tuple"),
        ({"properties": {"a": TEXT}}, "object"),
        ({"type": "object"}, "mapping"),
        ({"type": "object", "additionalProperties": NUMBER}, "mapping"),
        ({"type": "object", "patternProperties": {"^a": NUMBER}}, "mapping"),
        ({"oneOf": [TEXT, NUMBER]}, "alternatives"),
        ({"type": ["string", "number"]}, "alternatives"),
        ({"anyOf": [TEXT, {"type": "null"}]}, "text"),
        ({"allOf": [TEXT, {"minLength": 2}]}, "text"),
        (
            {
                "type": "object",
                "properties": {"a": TEXT},
                "anyOf": [{"required": ["a"]}, {"required": []}],
            },
            "object",
        ),
        ({"format": "ogc-bbox"}, "bbox"),
        (
            {
                "type": "array",
                "items": NUMBER,
                "minItems": 4,
                "maxItems": 4,
                "format": "bbox",
            },
            "bbox",
        ),
        (
            {
                "type": "array",
                "items": NUMBER,
                "minItems": 4,
                "maxItems": 4,
                "x-ui-widget": "map",
            },
            "bbox",
        ),
        (
            {
                "allOf": [
                    {"format": "ogc-bbox"},
                    {"$ref": "../../openapi/schemas/bbox.yaml"},
                ]
            },
            "bbox",
        ),
        ({"format": "geojson-geometry"}, "geometry"),
        (
            {
                "format": "http://www.opengis.net/def/format/ogcapi-processes/0/geojson-feature"
            },
            "geometry",
        ),
        ({"$ref": "https://geojson.org/schema/FeatureCollection.json"}, "geometry"),
        ({"$ref": "https://geojson.org/schema/Polygon.json"}, "geometry"),
        ({"$ref": "https://example.org/thing.json"}, "json"),
        ({"$ref": "#/nowhere"}, "json"),
        ({}, "json"),
        (True, "json"),
        (False, "json"),
        (None, "json"),
        ("nonsense", "json"),
        (
            {
                "type": 3,
                "items": "x",
                "properties": [],
                "enum": {},
                "required": True,
                "allOf": {},
            },
            "list",
        ),
        ({"example": 3}, "number"),
        ({"example": [1, 2, 3, 4]}, "list"),
        ({"examples": [{"type": "Point", "coordinates": [1, 2]}]}, "geometry"),
    ],
)
def test_kind(schema, kind):
    field = one(schema)
    assert field.kind == kind
    assert field.kind in KINDS
    json.dumps(field.to_json())


@pytest.mark.parametrize("name", ["bbox", "study_bbox", "Bounding box"])
def test_four_numbers_are_a_box_when_something_calls_them_one(name):
    four = {"type": "array", "items": NUMBER, "minItems": 4, "maxItems": 4}
    assert one(four, name).kind == "bbox"
    assert one(four, "weights").kind == "list"


@pytest.mark.parametrize("name", ["token", "api_key", "userPassword", "client-secret"])
def test_secrets_are_told_by_name(name):
    field = one(TEXT, name)
    assert field.kind == "password"
    assert field.hints["secret"]


def test_only_texts_told_to_be_secret_are_hidden():
    assert one({"type": "integer"}, "token").kind == "integer"
    assert one(TEXT, "tokenizer").kind == "text"
    assert one({"type": "string", "writeOnly": True}).hints["secret"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "nullable": True},
        {"type": ["string", "null"]},
        {"anyOf": [TEXT, {"type": "null"}]},
        {"oneOf": [{"enum": [None]}, TEXT]},
        {"nullable": True, "allOf": [TEXT]},
        {"type": "string", "x-nullable": True},
    ],
)
def test_null_can_be_allowed_in_many_words(schema):
    field = one(schema)
    assert (field.kind, field.nullable) == ("text", True)


def test_null_belongs_to_an_enum_only_if_told():
    assert one({"enum": ["a"], "nullable": True}).nullable
    assert not one({"type": "string", "enum": ["a"]}).nullable
    assert [c["value"] for c in one({"enum": ["a", None]}).choices] == ["a"]


def test_bounds_of_openapi_and_of_later_drafts():
    old = one(
        {
            "type": "number",
            "minimum": 0,
            "exclusiveMinimum": True,
            "maximum": "10",
            "exclusiveMaximum": False,
        }
    )
    assert old.constraints == {"exclusiveMinimum": 0, "maximum": 10}
    assert (
        one({"type": "number", "exclusiveMinimum": 0, "maximum": 10}).constraints
        == old.constraints
    )


def test_choices_have_the_labels_that_servers_give():
    named = one(
        {
            "enum": [1, 2],
            "x-enumNames": ["one", "two"],
            "x-enum-descriptions": {"1": "the first"},
        }
    )
    assert named.choices == (
        {"value": 1, "label": "one", "help": "the first"},
        {"value": 2, "label": "two"},
    )


@pytest.mark.parametrize(
    ("occurs", "kind", "required", "limits"),
    [
        ({}, "number", True, {}),
        ({"minOccurs": 0}, "number", False, {}),
        ({"minOccurs": "0", "maxOccurs": "1"}, "number", False, {}),
        ({"minOccurs": 0, "maxOccurs": 0}, "number", False, {}),
        (
            {"minOccurs": 2, "maxOccurs": 5},
            "list",
            True,
            {"minItems": 2, "maxItems": 5},
        ),
        ({"maxOccurs": "unbounded"}, "list", True, {"minItems": 1}),
        ({"minOccurs": 0, "maxOccurs": -1}, "list", False, {}),
        ({"maxOccurs": 9223372036854775807}, "list", True, {"minItems": 1}),
        ({"maxOccurs": "some"}, "number", True, {}),
    ],
)
def test_occurrences(occurs, kind, required, limits):
    field = plan({"id": "p", "inputs": {"x": {"schema": NUMBER, **occurs}}}).by_name[
        "x"
    ]
    assert (field.kind, field.required, field.constraints) == (kind, required, limits)
    assert (field.item or field).link


def test_one_or_an_array_of_it_several_times_is_an_array_of_one():
    weaver = {"oneOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}]}
    p = plan({"id": "p", "inputs": {"x": {"schema": weaver, "maxOccurs": "unbounded"}}})
    assert (p.by_name["x"].kind, p.by_name["x"].item.kind) == ("list", "text")
    # It is drawn like that; what is described is allowed.
    for value in ("a", ["a", "b"], [["a", "b"], "c"]):
        assert not validate(p, {"x": value})
    assert validate(p, {"x": [1]})


def test_a_default_without_min_occurs_makes_an_input_optional():
    assert not one({"type": "number", "default": 5}).required
    assert (
        plan({"id": "p", "inputs": {"x": {"schema": {"default": 5}, "minOccurs": 1}}})
        .by_name["x"]
        .required
    )


def test_all_parts_of_all_of_count():
    field = one(
        {
            "allOf": [
                {"properties": {"a": TEXT}, "required": ["a"]},
                {"properties": {"a": {"minLength": 2}, "b": NUMBER}},
            ]
        }
    )
    assert [(c.name, c.kind, c.required) for c in field.children] == [
        ("a", "text", True),
        ("b", "number", False),
    ]
    assert field.child("a").constraints == {"minLength": 2}


def test_a_member_that_is_asked_for_but_not_described_can_be_filled():
    field = one({"type": "object", "required": ["value"], "properties": {"uom": TEXT}})
    assert [(c.name, c.kind, c.required) for c in field.children] == [
        ("uom", "text", False),
        ("value", "json", True),
    ]


def test_conditions_become_members_with_a_when():
    field = one(
        {
            "type": "object",
            "properties": {"how": {"enum": ["a", "b"]}, "card": TEXT},
            "if": {"properties": {"how": {"const": "a"}}, "required": ["how"]},
            "then": {"properties": {"x": NUMBER}, "required": ["x"]},
            "else": {"properties": {"y": TEXT}},
            "dependentSchemas": {"card": {"properties": {"street": TEXT}}},
            "dependencies": {"how": {"properties": {"z": TEXT}}},
        }
    )
    told = {c.name: (c.required, c.when) for c in field.children}
    condition = {"properties": {"how": {"const": "a"}}, "required": ["how"]}
    assert told["x"] == (True, {"schema": condition})
    assert told["y"] == (False, {"schema": condition, "not": True})
    assert told["street"] == (False, {"schema": {"required": ["card"]}})
    assert "z" in told or "street" in told


def test_branches_of_dependent_schemas_are_told_apart_by_their_constants():
    schema = {
        "type": "object",
        "properties": {"pets": {"enum": ["no", "yes"]}},
        "dependencies": {
            "pets": {
                "oneOf": [
                    {"properties": {"pets": {"enum": ["no"]}}},
                    {
                        "properties": {"pets": {"enum": ["yes"]}, "age": NUMBER},
                        "required": ["age"],
                    },
                ]
            }
        },
    }
    age = one(schema).child("age")
    assert age.required
    assert age.when["schema"]["allOf"][1]["properties"] == {"pets": {"enum": ["yes"]}}


def test_discriminators_reach_any_validator():
    schema = {
        "oneOf": [{"$ref": "#/components/Cat"}, {"$ref": "#/components/Dog"}],
        "discriminator": {
            "propertyName": "type",
            "mapping": {"cat": "#/components/Cat"},
        },
        "components": {
            "Cat": {"properties": {"lives": NUMBER}},
            "Dog": {"properties": {"barks": {"type": "boolean"}}},
        },
    }
    field = plan({"id": "p", "inputs": {"x": {"schema": schema}}}).by_name["x"]
    assert [c.name for c in field.children] == ["cat", "Dog"]
    assert [c.child("type").choices[0]["value"] for c in field.children] == [
        "cat",
        "Dog",
    ]


def test_what_a_branch_says_of_its_discriminator_goes_before_its_name():
    schema = {
        "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
        "discriminator": {"propertyName": "kind"},
        "$defs": {
            "Cat": {"properties": {"kind": {"const": "cat"}}},
            "Dog": {"allOf": [{"properties": {"kind": {"enum": ["dog"]}}}]},
        },
    }
    planned = plan({"id": "p", "inputs": {"x": {"schema": schema}}})
    assert [c.name for c in planned.by_name["x"].children] == ["cat", "dog"]
    assert validate(planned, {"x": {"kind": "dog"}}) == []


def test_recursion_ends_by_reference():
    planned = plan(
        {
            "$ref": "#/$defs/node",
            "$defs": {
                "node": {"properties": {"name": TEXT, "next": {"$ref": "#/$defs/node"}}}
            },
        }
    )
    assert planned.root.child("next").kind == "ref"
    assert planned.defs[planned.root.child("next").ref].child("name").kind == "text"
    assert plan({"$ref": "#"}).root.children[0].kind in {"ref", "json"}
    assert (
        plan({"properties": {"a": {"$ref": "#"}}}).root.child("a").child("a").kind
        == "ref"
    )


def test_mutual_recursion_through_alternatives():
    defs = {
        "a": {"oneOf": [{"$ref": "#/definitions/b"}, TEXT]},
        "b": {"type": "array", "items": {"$ref": "#/definitions/a"}},
    }
    planned = plan(
        {"properties": {"x": {"$ref": "#/definitions/a"}}, "definitions": defs}
    )
    json.dumps(planned.to_json())
    assert any(f.kind == "ref" for f in planned.walk())


@pytest.mark.parametrize(
    "name",
    [
        "__proto__",
        "constructor",
        "a.b",
        "a/b~c",
        "",
        "<script>",
        "\u202ertl",
        "toString",
    ],
)
def test_any_name_is_safe(name):
    planned = plan(
        {
            "id": "p",
            "inputs": {
                name: {
                    "schema": {
                        "properties": {name: {"$ref": f"#/$defs/{name}"}},
                        "$defs": {name: TEXT},
                    }
                }
            },
        }
    )
    field = planned.by_name[name]
    assert field.children[0].name == name
    assert json.loads(json.dumps(planned.to_json()))["schema"]["properties"].keys() == {
        name
    }
    assert "__proto__" not in planned.schema.get("$defs", {})


def test_pointers_lead_to_the_value():
    field = one(
        {
            "properties": {
                "b~": {"type": "array", "prefixItems": [TEXT]},
                "l": {"items": {"properties": {"q": TEXT}}},
            }
        },
        "a/",
    )
    assert field.pointer == "/a~1"
    assert field.child("b~").children[0].pointer == "/a~1/b~0/0"
    assert field.child("l").item.child("q").pointer == "/q"


@pytest.mark.parametrize(
    "hints",
    [
        {
            "x-ui-advanced": True,
            "x-ui-order": 2,
            "x-ui-group": "G",
            "x-ui-widget": "radio",
        },
        {
            "x-ui:advanced": True,
            "x-ui:order": 2,
            "x-ui:group": "G",
            "x-ui:widget": "radio",
        },
        {
            "ui:advanced": "true",
            "ui:order": "2",
            "ui-group_name": "G",
            "ui-widget": "radio",
        },
        {"x-ui": {"advanced": True, "order": 2, "groupName": "G", "widget": "radio"}},
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_hints_in_every_spelling(hints, inside):
    told = (
        {"schema": {"enum": ["a"], **hints}}
        if inside
        else {"schema": {"enum": ["a"]}, **hints}
    )
    field = plan({"id": "p", "inputs": {"x": told}}).by_name["x"]
    assert {k: field.hints[k] for k in ("advanced", "order", "group", "widget")} == {
        "advanced": True,
        "order": 2,
        "group": "G",
        "widget": "radio",
    }


def test_levels_and_additional_parameters():
    parameters = {
        "parameters": [
            {"name": "level", "value": ["advanced"]},
            {"name": "order", "value": [3]},
            {"name": "EOImage", "values": ["true"]},
        ]
    }
    planned = plan(
        {
            "id": "p",
            "inputs": {
                "x": {"schema": TEXT, "additionalParameters": parameters},
                "y": {"schema": {**TEXT, "x-uiLevel": "advanced"}},
            },
        }
    )
    assert planned.by_name["x"].hints == {
        "advanced": True,
        "level": "advanced",
        "order": 3,
    }
    assert planned.by_name["y"].hints["advanced"]


def test_order_moves_what_has_one_to_the_front():
    inputs = {
        "a": {"schema": TEXT},
        "b": {"schema": TEXT, "x-ui-order": 2},
        "c": {"schema": TEXT, "x-ui-order": 1},
    }
    assert [f.name for f in plan({"id": "p", "inputs": inputs}).fields] == [
        "c",
        "b",
        "a",
    ]


def test_visible_and_enabled_are_compiled():
    field = one({**TEXT, "x-ui-visible": "how === 'a'", "x-ui-disabled": "$root.off"})
    assert field.when == {"expr": {"op": "==", "args": [{"var": "how"}, {"lit": "a"}]}}
    assert field.hints["enabled"]["expr"]["op"] == "!"


def test_language_maps_and_lists_of_texts():
    field = plan(
        {
            "id": "p",
            "inputs": {
                "x": {
                    "title": {"de": "Länge", "en": "Length"},
                    "description": [
                        {"lang": "fr", "value": "f"},
                        {"lang": "en", "value": "e"},
                    ],
                    "schema": NUMBER,
                }
            },
        }
    ).by_name["x"]
    assert (field.label, field.help) == ("Length", "e")


def test_the_label_is_the_title_of_the_place_not_of_the_definition():
    planned = plan(
        {
            "properties": {"home": {"$ref": "#/$defs/A"}},
            "$defs": {
                "A": {"title": "Address", "type": "object", "properties": {"s": TEXT}}
            },
        }
    )
    assert planned.root.child("home").label == "home"


@pytest.mark.parametrize(
    ("told", "kind", "more"),
    [
        ({"literalDataDomain": {"dataType": {"name": "double"}, "valueDefinition": {"defaultValue": 10}, "uom": "meters"}}, "number", {"unit": "meters", "default": 10}),
        ({"LiteralDataDomain": {"dataType": "String"}}, "text", {}),
        ({"literalDataDomains": [{"dataType": "integer", "valueDefinition": [{"minimumValue": "1", "maximumValue": 5, "rangeClosure": "closed-open"}]}]}, "integer", {"constraints": {"minimum": 1, "exclusiveMaximum": 5}}),
        ({"literalDataDomains": [{"valueDefinition": {"allowedValues": ["a", "b"]}}]}, "choice", {}),
        ({"input": {"literalDataDomain": {"dataType": "string", "valueDefinition": {"anyValue": True}}}}, "text", {}),
        ({"formats": [{"mimeType": "image/tiff"}]}, "file", {}),
        ({"formats": [{"mediaType": "a/b"}, {"mediaType": "c/d", "default": True}]}, "file", {"media": ({"mediaType": "c/d", "encoding": "base64"}, {"mediaType": "a/b", "encoding": "base64"})}),
        ({"formats": [{"mediaType": "application/geo+json"}]}, "geometry", {}),
        ({"data_type": "float", "allowed_values": []}, "number", {}),
        ({"boundingBoxDataDomain": [{"supportedCrs": []}]}, "bbox", {}),
        ({"type": "complex"}, "file", {}),
    ],
)  # fmt: skip
def test_descriptions_of_older_drafts(told, kind, more):
    planned = plan(
        {"process": {"id": "p", "inputs": [{"id": "x", "title": "X", **told}]}}
    )
    field = planned.by_name["x"]
    assert field.kind == kind
    assert {key: getattr(field, key) for key in more} == more


def test_models_and_dicts_plan_alike():
    document = {
        "id": "p",
        "version": "1",
        "inputs": {"x": {"schema": {"type": "array", "items": NUMBER, "maxItems": 3}}},
    }
    assert (
        plan(ProcessDescription.model_validate(document)).to_json()
        == plan(document).to_json()
    )
    assert (
        plan(Schema.model_validate({"type": "object", "properties": {"a": TEXT}}))
        .root.child("a")
        .kind
        == "text"
    )


def test_a_schema_that_is_no_object_is_one_field():
    planned = plan({"type": "array", "items": NUMBER, "title": "Numbers"})
    assert planned.bare
    assert [(f.name, f.kind, f.label) for f in planned.fields] == [
        ("value", "list", "Numbers")
    ]
    assert not plan({"type": "object", "properties": {"a": TEXT}}).bare


def test_every_reference_of_the_schema_is_local():
    schema = {
        "properties": {"a": {"$ref": "#/definitions/A%20b"}, "c": {"$ref": "#here"}},
        "definitions": {"A b": {"$anchor": "here", "type": "string"}},
    }
    out = json_schema(schema)
    assert {p["$ref"] for p in out["properties"].values()} <= {
        f"#/$defs/{name}" for name in out["$defs"]
    }
    assert "definitions" not in out


def test_a_remote_reference_is_kept_as_a_note():
    field = one({"$ref": "https://example.org/x.json"})
    assert field.hints["remote"] == "https://example.org/x.json"
    assert "example.org" in field.help


def _nested(depth):
    schema = dict(TEXT)
    for _ in range(depth):
        schema = {"type": "object", "properties": {"a": schema}}
    return schema


def _doubling(depth):
    defs = {
        f"d{n}": {
            "properties": {
                "a": {"$ref": f"#/$defs/d{n + 1}"},
                "b": {"$ref": f"#/$defs/d{n + 1}"},
            }
        }
        for n in range(depth)
    }
    return {"$ref": "#/$defs/d0", "$defs": {**defs, f"d{depth}": TEXT}}


@pytest.mark.parametrize(
    "schema",
    [
        _nested(300),
        _doubling(40),
        {"enum": [f"value {n}" for n in range(10_000)]},
        {"properties": {f"p{n}": {"type": "number", "minimum": n} for n in range(500)}},
        {"type": "string", "description": "long " * 200_000},
        {"oneOf": [{"properties": {"k": {"const": n}}} for n in range(300)]},
        {"allOf": [{"properties": {f"p{n}": TEXT}} for n in range(300)]},
    ],
    ids=["deep", "doubling", "choices", "members", "long", "branches", "parts"],
)
def test_large_and_deep_schemas_are_planned_soon(schema):
    start = time.thread_time()
    text = json.dumps(plan({"id": "p", "inputs": {"x": {"schema": schema}}}).to_json())
    assert time.thread_time() - start < 3
    assert len(text) < 6_000_000


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Whether to be strict. Can be valued as true or false.", "boolean"),
        ("The time step in minutes, a multiple of 5.", "number"),
        ("The range in format [lat_min, lat_max].", "list"),
        ('Possible values are "netcdf", "json"', "text"),
        ("File to print.", "json"),
    ],
)
def test_a_schema_that_says_nothing_gets_the_control_that_its_description_asks_for(
    said: str, kind: str
) -> None:
    form = plan(
        {
            "id": "p",
            "version": "1",
            "inputs": {"x": {"description": said, "schema": {}}},
            "outputs": {},
        }
    )
    assert form.fields[0].kind == kind
    assert not validate(form, {"x": {"anything": ["may", "be", "sent"]}})


def test_a_form_starts_with_what_can_only_be_one_value():
    schema = {
        "properties": {"kind": {"const": "Site"}, "other": {"const": 1}},
        "required": ["kind"],
    }
    assert prefill(schema) == {"kind": "Site"}


def test_a_schema_that_allows_nothing_is_drawn():
    [field] = plan({"allOf": [True, False]}).fields
    assert not field.hints.get("hidden")


def test_an_address_is_no_end_of_an_interval() -> None:
    ends = {
        "type": "array",
        "items": {"type": "string", "format": "date-time"},
        "minItems": 2,
        "maxItems": 2,
    }
    process = {"id": "p", "version": "1", "inputs": {"time_range": {"schema": ends}}}
    value = {"time_range": ["https://e.org/a", "2025-01-01T00:00:00Z"]}
    mistakes = validate(plan(process), value)
    assert [(m.pointer, m.rule) for m in mistakes] == [("/time_range/0", "format")]
