"""Small descriptions of the kinds that real servers write, and what a form makes of each."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path

import pytest

from procbook.inputs import KINDS, encode, plan, prefill, validate
from procbook.models import ProcessDescription
from procbook.protocol import read


def field(schema, **declaration):
    document = {"id": "p", "inputs": {"x": {"schema": schema, **declaration}}}
    return plan(document).by_name["x"]


def labels(schema):
    return [branch.label for branch in field(schema).children]


def test_alternatives_have_the_name_of_their_reference_or_title():
    uri = {"type": "string", "format": "uri"}
    unknown = [
        {"$ref": f"https://schemas.example.org/{name}"}
        for name in ("item.json", "my_collection.yaml", "all.json#/$defs/Catalog")
    ]
    assert labels({"oneOf": [uri, *unknown]}) == [
        "Address",
        "Item",
        "My collection",
        "Catalog",
    ]
    assert labels({"oneOf": [uri, {**unknown[0], "title": "Scene"}]}) == [
        "Address",
        "Scene",
    ]


def test_equal_types_have_distinct_names():
    text = {"type": "string"}
    number = {"type": "number"}
    found = labels(
        {
            "oneOf": [
                {**text, "pattern": "^a"},
                {**text, "pattern": "^b"},
                {**number, "minimum": 0, "maximum": 1},
                {**number, "minimum": 5},
                {"type": "object", "properties": {"a": text, "c": text}},
                {"type": "object", "properties": {"b": text, "c": text}},
                {**text, "minLength": 3},
            ]
        }
    )
    assert len(set(found)) == len(found)
    assert not any(label.startswith("Option") for label in found)
    assert found[4:6] == ["Object with a", "Object with b"]


@pytest.mark.parametrize(
    ("address", "kind", "label"),
    [
        ("https://schemas.stacspec.org/v1.0.0/item-spec/json-schema/item.json", "geometry", "STAC item"),
        ("https://schemas.stacspec.org/v1.0.0/collection-spec/json-schema/collection.json", "object", "STAC collection"),
        ("https://schemas.stacspec.org/v1.0.0/catalog-spec/json-schema/catalog.json", "object", "STAC catalog"),
        ("https://raw.githubusercontent.com/eoap/schemas/main/geojson.yaml#Feature", "geometry", "GeoJSON feature"),
        ("https://raw.githubusercontent.com/eoap/schemas/main/cwl.yaml#Directory", "object", "Directory"),
        ("https://schemas.opengis.net/ogcapi/features/part1/1.0/openapi/schemas/featureCollectionGeoJSON.yaml", "geometry", "GeoJSON feature collection"),
        ("https://schemas.opengis.net/ogcapi/processes/part1/1.0/openapi/schemas/bbox.yaml", "bbox", "Bounding box"),
        ("https://schemas.opengis.net/ogcapi/processes/part1/1.0/openapi/schemas/link.yaml", "object", "Link"),
        ("https://schemas.opengis.net/ogcapi/processes/part1/1.0/openapi/schemas/qualifiedInputValue.yaml", "object", "Value with its format"),
        ("https://geojson.org/schema/Point.json", "geometry", "Point"),
    ],
)  # fmt: skip
def test_known_references_are_drawn_as_what_they_are(address, kind, label):
    schema = {"oneOf": [{"type": "string", "format": "uri"}, {"$ref": address}]}
    branch = field(schema).children[1]
    assert (branch.kind, branch.label) == (kind, label)
    document = {"id": "p", "inputs": {"x": {"schema": schema}}}
    assert plan(document).quirks == ()


def test_names_of_types_and_overlapping_numbers():
    assert field({"oneOf": ["number", "integer"]}).kind == "number"
    document = {
        "id": "p",
        "inputs": {"x": {"schema": {"oneOf": ["number", "integer"]}}},
    }
    assert validate(document, {"x": 3}) == []
    assert validate(document, {"x": 3.5}) == []
    assert labels({"type": "string or list of string"}) == ["Text", "List of text"]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "object", "contentMediaType": "application/geopackage+sqlite3"}, "file"),
        ({"type": "object", "contentMediaType": "text/csv"}, "file"),
        ({"type": "object", "format": "application/x-netcdf"}, "file"),
        ({"type": "string", "format": "image/tiff"}, "file"),
        ({"type": "object", "contentMediaType": "application/json"}, "mapping"),
        ({"type": "object", "format": "application/geo+json"}, "mapping"),
        ({"type": "string", "contentMediaType": "application/wkt"}, "wkt"),
        ({"type": "string", "format": "geojson-feature", "contentMediaType": "application/geo+json"}, "geometry"),
        ({"type": "string", "format": "ogc-bbox"}, "bbox"),
        ({"type": "array", "subtype": "temporal-interval", "minItems": 2, "maxItems": 2, "items": {"type": "string", "subtype": "date"}}, "interval"),
        ({"type": "object", "subtype": "geojson"}, "geometry"),
        ({"type": "integer", "subtype": "epsg-code"}, "epsg"),
    ],
)  # fmt: skip
def test_the_kind_that_a_media_type_or_subtype_asks_for(schema, kind):
    assert field(schema).kind == kind


@pytest.mark.parametrize("name", ["OGC-WKT", "application/wkt", "text/x-wkt", "WKT"])
def test_well_known_text_in_the_spellings_of_servers(name):
    document = {"id": "p", "inputs": [{"id": "x", "formats": [{"mimeType": name}]}]}
    assert plan(document).by_name["x"].kind == "wkt"


OLD = [
    {"literalDataDomain": {"dataType": {"name": "string"}, "valueDefinition": {"defaultValue": "000000"}}},
    {"literalDataDomains": [{"default": True, "dataType": {"name": "integer"}, "valueDefinition": [{"minimumValue": "1", "maximumValue": "13"}]}]},
    {"input": {"literalDataDomains": [{"dataType": "double", "default": False}, {"dataType": "string", "default": True, "defaultValue": "a"}]}},
    {"formats": [{"mimeType": "a/b"}, {"mimeType": "application/json", "default": True}]},
    {"data_type": "boolean", "default": True},
    {"boundingBoxDataDomain": [{"supportedCrs": []}]},
    {"type": "complex"},
]  # fmt: skip


@pytest.mark.parametrize("declared", OLD)
def test_old_descriptions_read_the_same_as_received_and_through_the_client(declared):
    document = {"id": "p", "version": "1", "inputs": [{"id": "x", **declared}]}
    model = read(ProcessDescription, json.dumps(document).encode())
    assert plan(document).to_json() == plan(model).to_json()


def test_old_defaults():
    found = [
        plan({"id": "p", "inputs": [{"id": "x", **declared}]}).by_name["x"]
        for declared in OLD[:3]
    ]
    assert found[0].default == "000000"
    assert found[1].to_json().get("default") is None
    assert [branch.kind for branch in found[2].children] == ["text", "number"]


@pytest.mark.parametrize(
    ("name", "schema", "axes"),
    [
        ("area", {"default": [90, -180, -90, 180]}, ["north", "west", "south", "east"]),
        ("area", {"description": "[N, W, S, E]"}, ["north", "west", "south", "east"]),
        ("sub_region", {"example": [60, 5, 50, 15]}, ["north", "west", "south", "east"]),
        ("extent", {"default": [-180, -90, 180, 90]}, None),
        ("bbox", {}, None),
    ],
)  # fmt: skip
def test_four_numbers_that_are_a_box_say_their_order(name, schema, axes):
    box = {"type": "array", "minItems": 4, "maxItems": 4, "items": {"type": "number"}}
    document = {"id": "p", "inputs": {name: {"schema": {**box, **schema}}}}
    found = plan(document).by_name[name]
    assert found.kind == "bbox"
    assert found.hints.get("axes") == axes


def test_an_object_of_four_edges_names_them():
    edges = ("west", "south", "east", "north")
    members = {name: {"type": "number"} for name in edges}
    found = field({"type": "object", "properties": members, "subtype": "bounding-box"})
    assert found.hints["edges"] == {name: name for name in edges}
    other = {"type": "object", "properties": {**members, "up": {"type": "number"}}}
    assert "edges" not in field(other).hints


@pytest.mark.parametrize(
    ("values", "selection"),
    [
        ([f"{day:02}" for day in range(1, 32)], {"range": True, "grid": True}),
        ([f"{hour:02}:00" for hour in range(24)], {"range": True, "grid": True}),
        (list(range(1940, 2026)), {"range": True, "grid": True}),
        (["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"], {"range": True, "grid": True}),
        ([f"{name}_temperature_at_2_m" for name in "abcdefghij"], {}),
        (["a", "b"], None),
    ],
)  # fmt: skip
def test_long_choices_say_how_several_are_picked(values, selection):
    found = field({"type": "array", "items": {"enum": values}})
    assert found.kind == "multichoice"
    assert found.hints.get("selection") == selection


def test_objects_as_choices_have_words():
    places = [
        {"name": "A", "lat": 1},
        {"lat": 2, "lon": [1, None]},
        {"name": "A", "lat": 3},
    ]
    found = [choice["label"] for choice in field({"enum": places}).choices]
    assert found == ["name: A, lat: 1", "lat: 2, lon: 1, none", "name: A, lat: 3"]
    assert not any("{" in label or "'" in label for label in found)
    assert field({"const": {"title": "Only"}}).choices[0]["label"] == "Only"


def test_titles_of_parts_are_groups():
    def part(title, name):
        return {"title": title, "properties": {name: {"type": "string"}}}

    found = field(
        {"allOf": [part("Where", "place"), part("When", "day")], "title": "Query"}
    )
    assert {c.name: c.hints.get("group") for c in found.children} == {
        "place": "Where",
        "day": "When",
    }
    assert found.label == "Query"


def test_a_nullable_choice_keeps_its_name_and_says_what_null_is():
    phone = {
        "title": "Phone",
        "type": "object",
        "properties": {"n": {"type": "string"}},
    }
    schema = {"oneOf": [phone, {"title": "Nobody", "type": "null"}]}
    found = plan({"type": "object", "properties": {"contact": schema}}).by_name[
        "contact"
    ]
    assert (found.label, found.nullable) == ("contact", True)
    assert found.hints["null_label"] == "Nobody"


def test_lists_know_their_default():
    numbers = {"type": "array", "items": {"type": "number"}}
    assert field({**numbers, "default": [1, 2]}).default == [1, 2]
    assert field({"type": "number", "default": 3}, maxOccurs=4).default == [3]
    one = {"type": "array", "items": {"type": "number", "default": 3}, "maxItems": 1}
    assert field(one).default == [3]
    assert field(one).hints["single"] is True
    # maxOccurs says again what the array says.
    again = {"type": "array", "items": {"type": "string"}, "maxItems": 9}
    assert field(again, minOccurs=0, maxOccurs=9).item.kind == "text"


def test_an_input_that_says_nothing_takes_anything():
    assert field({}).hints["anything"] is True
    assert field({"type": "array"}).item.hints["anything"] is True
    assert "anything" not in field({"$ref": "https://e.org/x.json"}).hints
    document = {"id": "p", "inputs": {"x": {}, "y": {"schema": {"type": "array"}}}}
    for value in ("hello world", 5, {"a": 1}, [1], True):
        assert validate(document, {"x": value, "y": [value]}) == []


def test_keywords_without_sense_limit_nothing():
    assert (
        validate({"properties": {"a": {"type": "number", "multipleOf": 0}}}, {"a": 3})
        == []
    )
    assert (
        validate({"properties": {"a": {"type": "number", "maximum": "inf"}}}, {"a": 3})
        == []
    )
    pattern = {"properties": {"a": {"type": "string", "pattern": "(?i)^ab[c-d]$"}}}
    assert validate(pattern, {"a": "ABD"}) == []
    assert [m.rule for m in validate(pattern, {"a": "ABE"})] == ["pattern"]
    assert validate({"properties": {"a": {"pattern": "(?s)a.b"}}}, {"a": "x"}) == []


# -- damaged descriptions

JUNK = (None, True, 0, -1, 1.5, "", "x", "#", "#/", "unbounded", [], [None], {}, {"a": 1}, {"$ref": "#"},
        {"type": ["string"]}, {"$id": 3}, {"oneOf": [{}]}, {"const": None}, 1e308, {"$ref": "#/inputs"})  # fmt: skip
WORDS = [
    "type",
    "format",
    "enum",
    "const",
    "default",
    "$ref",
    "$id",
    "id",
    "oneOf",
    "anyOf",
    "allOf",
    "not",
    "items",
    "prefixItems",
    "properties",
    "required",
    "pattern",
    "minOccurs",
    "maxOccurs",
    "schema",
    "title",
    "example",
    "inputs",
    "minimum",
    "maxItems",
    "additionalProperties",
    "if",
    "then",
    "contains",
    "$anchor",
    "$dynamicRef",
    "$dynamicAnchor",
    "$schema",
    "discriminator",
    "nullable",
    "contentMediaType",
    "contentSchema",
    "formats",
    "subtype",
    "literalDataDomain",
    "valueDefinition",
    "multipleOf",
    "enumNames",
    "value",
]


def _places(value, path=()):
    yield path
    rows = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, below in rows:
        yield from _places(below, (*path, step))


def _damage(document, rng):
    places = [path for path in _places(document) if path]
    if not places:
        return
    *above, last = rng.choice(places)
    holder = document
    for step in above:
        holder = holder[step]
    kind = rng.choice(("replace", "drop", "add", "add", "rename"))
    if kind == "replace":
        holder[last] = copy.deepcopy(rng.choice(JUNK))
    elif kind == "drop":
        del holder[last]
    elif isinstance(holder, dict):
        holder[rng.choice(WORDS)] = (
            copy.deepcopy(rng.choice(JUNK)) if kind == "add" else holder.pop(last)
        )


def _descriptions(folder: Path):
    everything = {
        "id": "p",
        "inputs": {
            "a": {"schema": {"oneOf": [{"type": "string"}, {"$ref": "https://e.org/i.json"}]}},
            "b": {"schema": {"type": "array", "items": {"enum": [1, {"a": 2}]}, "default": [1]}, "maxOccurs": 3},
            "c": {"schema": {"allOf": [{"title": "t", "properties": {"x": {"type": "number"}}}, {"$ref": "#/$defs/d"}]}},
            "d": {"literalDataDomains": [{"default": True, "dataType": {"name": "integer"}}]},
        },
        "$defs": {"d": {"$dynamicAnchor": "m", "properties": {"y": {"$dynamicRef": "#m"}}}},
        "example": {"inputs": {"a": 1, "b": [2], "e": {"value": 3}}},
    }  # fmt: skip
    yield everything
    for path in sorted(
        [
            *folder.glob("faults/forms/*.json"),
            *folder.glob("corpus/dev/process-descriptions/*.json"),
        ]
    ):
        try:
            yield json.loads(path.read_text("utf-8"))
        except ValueError:
            continue


def test_no_damage_to_a_description_stops_a_form(request):
    rng = random.Random(12)
    folder = Path(__file__).resolve().parents[4] / "shared"
    sources = [d for d in _descriptions(folder) if len(json.dumps(d)) < 20_000]
    for _ in range(600):
        document = copy.deepcopy(rng.choice(sources))
        for _ in range(rng.choice((1, 2, 4))):
            _damage(document, rng)
        planned = plan(document)
        assert {f.kind for f in planned.walk()} <= KINDS
        assert json.loads(json.dumps(planned.to_json())) is not None
        value = prefill(planned)
        validate(planned, value)
        encode(planned, value)


# -- the faults as they were written down

SHOULD = {
    "01-oneof-remote-ref": [{"item": "https://e.org"}, {"item": {"type": "Feature"}}],
    "01b-directory-four-branches": [{"item": "https://e.org"}, {"item": {"type": "Feature"}}],
    "02-blank-form-contentSchema-id": [{"n": 3, "a": "{}", "b": "{}"}],
    "03-own-example-refused": [{"lon": 9.93, "p_value": "0.05", "area": {"type": "Polygon"}, "comment": "x"}],
    "04-minoccurs-missing": [{"name": "a"}],
    "05-object-with-binary-media-type": [{"layer": "https://e.org/a.gpkg"}, {"layer": {"href": "https://e.org"}}],
    "06-old-default-lost": [{}, {"bg": "ffffff", "band": 3}],
    "07-array-without-items": [{"range": ["2026-01-27T00:00:00", "2026-01-28T00:00:00"]}, {"range": ["hello world", 1]}],
    "09-default-of-a-list-is-invisible": [{"area": [1, 2, 0, 4]}],
    "10-choices-that-are-objects": [{"where": {"name": "A", "lat": 1}}],
    "11-secret-filled-from-example": [{"token": "t", "bucket": "b"}],
    "12-multipleOf-zero": [{"a": 3}],
    "13-oneof-number-integer": [{"a": 3}, {"a": 3.5}],
    "14-percent-encoded-ref": [{"a": 1}],
    "17-inline-flag-pattern": [{"a": "A"}, {"a": "xa"}],
    "20-occurs-as-text": [{}, {"a": "x"}],
    "21-wkt-media-type": [{"aoi": "POINT (1 2)"}],
    "23-openeo-bounding-box": [{"extent": {"west": 1, "south": 2, "east": 3, "north": 4}}],
}  # fmt: skip


@pytest.mark.parametrize("name", SHOULD)
def test_what_was_refused_can_be_sent(shared, name):
    document = json.loads(
        (shared / "faults" / "forms" / f"{name}.json").read_text("utf-8")
    )
    for value in SHOULD[name]:
        assert validate(document, value) == [], value
