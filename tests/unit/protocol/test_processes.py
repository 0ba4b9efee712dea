"""Process descriptions and lists as servers send them, rule by rule; the fixtures are made up, their oddities are not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from procbook.models import InputDescription, ProcessDescription, ProcessList
from procbook.protocol import Answer, read
from procbook.protocol.errors import ResponseError


def description(**members: Any) -> ProcessDescription:
    return read(
        ProcessDescription,
        {"id": "p", "version": "1", "inputs": {}, "outputs": {}, **members},
    )


def an_input(**members: Any) -> InputDescription:
    return description(inputs={"x": members}).inputs["x"]


def schema_of(**members: Any) -> Any:
    return an_input(**members).schema_.to_json()


def codes(document: Any) -> set[str]:
    return {quirk.code for quirk in document.quirks}


def test_a_description_by_the_book_has_no_quirks() -> None:
    book = {
        "id": "buffer",
        "version": "1.0",
        "title": "Buffer",
        "keywords": [],
        "metadata": None,
        "jobControlOptions": ["sync-execute", "async-execute", "dismiss"],
        "outputTransmission": ["value", "reference"],
        "inputs": {
            "g": {
                "schema": {"format": "geojson-geometry"},
                "minOccurs": 0,
                "maxOccurs": "unbounded",
            }
        },
        "outputs": {
            "r": {
                "schema": {
                    "oneOf": [{"type": "string", "contentMediaType": "text/csv"}]
                }
            }
        },
        "links": [{"href": "https://example.org", "rel": "self"}],
        "x-vendor": {"kept": True},
    }
    found = read(ProcessDescription, json.dumps(book).encode())
    assert found.quirks == ()
    assert found.raw == book
    assert found.to_json() == book


def test_2_0_members_are_no_quirks() -> None:
    found = description(
        inputs={
            "x": {
                "schema": {"type": "string"},
                "valuePassing": ["byValue"],
                "dataClasses": ["a"],
            }
        },
        mutable=True,
    )
    assert found.quirks == ()


# T11 inputs and outputs as lists, T12 envelopes


@pytest.mark.parametrize("name", ["id", "identifier", "name"])
def test_inputs_as_a_list(name: str) -> None:
    found = description(
        inputs=[{name: "a", "schema": {"type": "string"}}, {name: "b", "schema": {}}],
        outputs=[],
    )
    assert list(found.inputs) == ["a", "b"]
    assert "list-not-object" in codes(found)


def test_inputs_as_a_list_of_single_members() -> None:
    assert list(
        description(inputs=[{"a": {"schema": {}}}, {"b": {"schema": {}}}]).inputs
    ) == [
        "a",
        "b",
    ]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda d: {"process": d},
        lambda d: {"offering": d},
        lambda d: {
            "processDescription": {"process": d},
            "executionUnit": [{"href": "x.cwl"}],
        },
        lambda d: {
            "processOffering": {"process": d},
            "jobControlOptions": ["async-execute"],
        },
    ],
)
def test_envelopes(wrap: Any) -> None:
    found = read(
        ProcessDescription,
        wrap({"id": "p", "version": "2", "inputs": {"a": {"schema": {}}}}),
    )
    assert (found.id, found.version, list(found.inputs)) == ("p", "2", ["a"])
    assert "envelope" in codes(found)


def test_an_input_called_process_is_no_envelope() -> None:
    found = read(
        ProcessDescription,
        {"id": "p", "version": 2, "inputs": {}, "process": {"id": "q", "version": "1"}},
    )
    assert found.id == "p"


# T13 descriptions before 1.0


def test_no_schema_takes_anything() -> None:
    found = description(inputs={"x": {"title": "X"}})
    assert found.inputs["x"].schema_.to_json() == {}
    assert codes(found) == {"missing-schema"}


def test_literal_data() -> None:
    domain = {
        "dataType": {"name": "xs:double"},
        "valueDefinition": {"anyValue": True},
        "defaultValue": "2.5",
    }
    assert schema_of(literalDataDomains=[domain]) == {"type": "number", "default": 2.5}


def test_literal_data_of_the_first_draft() -> None:
    found = an_input(
        input={
            "literalDataDomain": {"dataType": "string", "allowedValues": ["a", "b"]}
        },
        minOccurs=1,
    )
    assert found.schema_.to_json() == {"type": "string", "enum": ["a", "b"]}


def test_literal_ranges() -> None:
    domain = {
        "dataType": "integer",
        "allowedValues": [
            {
                "minimumValue": "0",
                "maximumValue": "10",
                "spacing": "2",
                "rangeClosure": "closed-open",
            }
        ],
    }
    assert schema_of(literalDataDomain=domain) == {
        "type": "integer",
        "minimum": 0,
        "maximum": 10,
        "exclusiveMaximum": True,
        "multipleOf": 2,
    }


def test_values_and_a_range_are_alternatives() -> None:
    domain = {
        "dataType": "number",
        "allowedValues": [-1, {"minimumValue": 0, "maximumValue": 1}],
    }
    made = schema_of(literalDataDomain=domain)
    assert made["oneOf"] == [
        {"type": "number", "enum": [-1]},
        {"type": "number", "minimum": 0, "maximum": 1},
    ]


def test_pywps_dump() -> None:
    allowed = [
        {"type": "literalvalue", "allowed_type": "value", "value": v}
        for v in ("Albania", "Fiji")
    ]
    found = description(
        inputs=[
            {"identifier": "region", "type": "literal", "data_type": "string", "allowed_values": allowed,
             "min_occurs": 0, "max_occurs": 243, "abstract": "A country.", "workdir": None, "mode": 0},
            {"identifier": "file", "type": "complex", "supported_formats": [{"mime_type": "application/x-netcdf", "encoding": "base64"}],
             "max_occurs": 9223372036854775807},
        ]
    )  # fmt: skip
    region, file = found.inputs["region"], found.inputs["file"]
    assert region.schema_.to_json() == {"type": "string", "enum": ["Albania", "Fiji"]}
    assert (region.minOccurs, region.maxOccurs, region.description) == (
        0,
        243,
        "A country.",
    )
    assert file.schema_.contentEncoding == "base64"
    assert file.maxOccurs == "unbounded"


def test_formats_become_alternatives_with_the_default_first() -> None:
    made = schema_of(
        formats=[
            {"mimeType": "text/xml"},
            {"mediaType": "application/json", "default": True},
        ]
    )
    assert [b["contentMediaType"] for b in made["oneOf"]] == [
        "application/json",
        "text/xml",
    ]


def test_a_box() -> None:
    made = schema_of(
        input={
            "supportedCRS": [
                {"crs": "EPSG:4326", "default": True},
                {"crs": "EPSG:3857"},
            ]
        }
    )
    assert made["format"] == "ogc-bbox"
    assert made["properties"]["crs"]["enum"] == ["EPSG:4326", "EPSG:3857"]


def test_the_rest_of_a_list_of_old_inputs_keeps_new_schemas() -> None:
    found = description(
        inputs=[
            {
                "id": "a",
                "schema": {"type": "string"},
                "formats": [{"mediaType": "text/csv"}],
            }
        ]
    )
    assert found.inputs["a"].schema_.to_json() == {"type": "string"}


# T14 types, T19 to T24 keywords


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("float", {"type": "number"}),
        ("Double", {"type": "number"}),
        ("int", {"type": "integer"}),
        ("xs:integer", {"type": "integer"}),
        ("http://www.w3.org/2001/XMLSchema#boolean", {"type": "boolean"}),
        ("String", {"type": "string"}),
        ("str", {"type": "string"}),
        ("bool", {"type": "boolean"}),
        ("dateTime", {"type": "string", "format": "date-time"}),
        ("date", {"type": "string", "format": "date"}),
        ("uri", {"type": "string", "format": "uri"}),
        ("geometry", {"type": "object", "format": "geojson-geometry"}),
        ("list[int]", {"type": "array", "items": {"type": "integer"}}),
        ("number[]", {"type": "array", "items": {"type": "number"}}),
        ("json", {}),
        ("any", {}),
        (
            "iso-string or list of iso-string",
            {"type": ["string", "array"], "items": {"type": "string"}},
        ),
        ("wombat or list of wombats", {}),
        (["float", "null"], {"type": ["number", "null"]}),
        (["string", "wombat"], {}),
        ({"no": "type"}, {}),
        (None, {}),
    ],
)
def test_type_synonyms(given: Any, expected: dict[str, Any]) -> None:
    made = schema_of(schema={"type": given})
    assert {k: v for k, v in made.items() if v is not None} == expected


@pytest.mark.parametrize("type_", ["string", ["string", "null"], "null"])
def test_types_of_json_schema_stay(type_: Any) -> None:
    found = description(inputs={"x": {"schema": {"type": type_}}})
    assert found.quirks == ()
    assert found.inputs["x"].schema_.type == type_


def test_type_synonyms_deep_inside() -> None:
    inner = {
        "oneOf": [
            {"type": "array", "items": {"type": "float"}},
            {"properties": {"a": {"type": "int"}}},
        ]
    }
    found = description(inputs={"x": {"schema": inner}})
    assert found.inputs["x"].schema_.to_json()["oneOf"][0]["items"]["type"] == "number"
    assert [q.path for q in found.quirks] == [
        "/inputs/x/schema/oneOf/0/items/type",
        "/inputs/x/schema/oneOf/1/properties/a/type",
    ]


def test_both_kinds_of_exclusive_bounds_and_new_keywords_stay() -> None:
    given = {
        "minimum": 0,
        "exclusiveMinimum": True,
        "exclusiveMaximum": 5.5,
        "const": 1,
        "examples": [1],
        "nullable": True,
    }
    assert schema_of(schema=given) == given


def test_keywords_with_impossible_values() -> None:
    given = {
        "type": "string",
        "minLength": "3",
        "maxLength": "many",
        "pattern": 5,
        "enum": "a",
        "readOnly": "true",
    }
    found = description(inputs={"x": {"schema": given}})
    assert found.inputs["x"].schema_.to_json() == {
        "type": "string",
        "minLength": 3,
        "enum": ["a"],
        "readOnly": True,
    }
    assert {"bad-keyword", "not-a-list", "not-a-number"} <= codes(found)


def test_booleans_described_by_texts() -> None:
    found = description(
        inputs={
            "x": {
                "schema": {
                    "type": "boolean",
                    "enum": ["true", "false"],
                    "default": "false",
                }
            }
        }
    )
    assert found.inputs["x"].schema_.to_json() == {"type": "boolean", "default": False}
    assert codes(found) == {"text-booleans"}


def test_a_default_beside_the_schema() -> None:
    found = description(inputs={"x": {"schema": {"type": "integer"}, "default": 3}})
    assert found.inputs["x"].schema_.to_json() == {"type": "integer", "default": 3}
    assert codes(found) == {"schema-outside"}


def test_an_empty_schema_with_the_description_beside() -> None:
    assert schema_of(schema={}, type="string", enum=["a"]) == {
        "type": "string",
        "enum": ["a"],
    }
    assert description(inputs={"x": {"schema": {}}}).quirks == ()


def test_a_character_set_is_no_content_encoding() -> None:
    found = description(
        inputs={
            "x": {
                "schema": {
                    "type": "string",
                    "contentEncoding": "UTF-8",
                    "contentMediaType": "text/xml",
                }
            }
        }
    )
    assert found.inputs["x"].schema_.to_json() == {
        "type": "string",
        "contentMediaType": "text/xml",
    }
    assert codes(found) == {"charset-encoding"}


def test_keywords_beside_the_schema() -> None:
    assert schema_of(type="number", minimum=0, default=3) == {
        "type": "number",
        "minimum": 0,
        "default": 3,
    }
    assert "schema-outside" in codes(description(inputs={"x": {"type": "number"}}))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (True, {}),
        ("string", {"type": "string"}),
        ("https://example.org/s.json", {"$ref": "https://example.org/s.json"}),
        ('{"type": "integer"}', {"type": "integer"}),
        (
            [{"type": "string"}, {"type": "number"}],
            {"oneOf": [{"type": "string"}, {"type": "number"}]},
        ),
        (7, {}),
    ],
)
def test_schemas_that_are_no_objects(given: Any, expected: dict[str, Any]) -> None:
    assert schema_of(schema=given) == expected


def test_properties_as_a_list() -> None:
    made = schema_of(
        schema={"type": "object", "properties": [{"name": "a", "type": "int"}]}
    )
    assert made["properties"]["a"]["type"] == "integer"


# T15 occurrences


@pytest.mark.parametrize(
    ("given", "least", "most"),
    [
        ({"minOccurs": "0", "maxOccurs": "1"}, 0, 1),
        ({"minOccurs": 1.0, "maxOccurs": 3.0}, 1, 3),
        ({"maxOccurs": "unbounded"}, None, "unbounded"),
        ({"maxOccurs": "UNBOUNDED"}, None, "unbounded"),
        ({"maxOccurs": "-1"}, None, "unbounded"),
        ({"maxOccurs": -1}, None, "unbounded"),
        ({"maxOccurs": 2**63 - 1, "minOccurs": "1"}, 1, "unbounded"),
        ({"maxOccurs": 0}, None, None),
        ({"minOccurs": -1}, 0, None),
        ({"minOccurs": None, "maxOccurs": None}, None, None),
        ({"minOccurs": "few"}, None, None),
        ({"min_occurs": 0, "max_occurs": 5, "type": "string"}, 0, 5),
        ({"required": False, "type": "string"}, 0, None),
    ],
)
def test_occurrences(given: dict[str, Any], least: Any, most: Any) -> None:
    found = an_input(**{"schema": {}, **given} if "type" not in given else given)
    assert (found.minOccurs, found.maxOccurs) == (least, most)


# T16 to T18 texts, metadata, ids


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"en": "Hello", "fr": "Bonjour"}, "Hello"),
        ({"fr": "Bonjour"}, "Bonjour"),
        (
            [{"lang": "fr", "value": "Bonjour"}, {"lang": "en", "value": "Hello"}],
            "Hello",
        ),
        (["One", "Two"], "One\nTwo"),
        (5, "5"),
        (None, None),
        ({}, None),
    ],
)
def test_texts(given: Any, expected: str | None) -> None:
    assert description(title=given).title == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a, b;c", ["a", "b", "c"]),
        (["a", 5, None], ["a", "5"]),
        (None, None),
        ({"a": 1}, ["a"]),
    ],
)
def test_keywords(given: Any, expected: Any) -> None:
    assert description(keywords=given).keywords == expected


@pytest.mark.parametrize(
    "given",
    [
        {"title": "t", "href": "https://example.org"},
        {"messages": []},
        ["text"],
        "https://example.org",
        [None, 5],
        [],
    ],
)
def test_metadata_of_any_form(given: Any) -> None:
    assert isinstance(description(metadata=given).metadata, list)


def test_additional_parameters_as_a_list() -> None:
    found = description(
        additionalParameters=[
            {"name": "a", "value": "b"},
            {"role": "r", "parameters": [{"name": "c", "values": ["d"]}]},
        ]
    )
    assert found.additionalParameters is not None
    assert [(p.name, p.value) for p in found.additionalParameters.parameters or ()] == [
        ("a", ["b"]),
        ("c", ["d"]),
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"id": 218}, "218"),
        ({"identifier": "x"}, "x"),
        ({"id": None, "name": "n"}, "n"),
    ],
)
def test_ids(given: dict[str, Any], expected: str) -> None:
    assert (
        read(ProcessDescription, {"version": 1.1, "inputs": {}, **given}).id == expected
    )


def test_missing_id_comes_from_the_address() -> None:
    answer = Answer(
        200,
        "https://x.org/processes/JTS%3Abuffer?f=json",
        {},
        b'{"title": "Buffer", "inputs": {}}',
    )
    found = read(ProcessDescription, answer)
    assert found.id == "JTS:buffer"
    assert "missing-id" in codes(found)


def test_other_names() -> None:
    found = read(
        ProcessDescription,
        {
            "id": "a",
            "version": "1",
            "abstract": "Adds.",
            "inputs": {"x": {"schema": {}, "abstract": "One."}},
        },
    )
    assert (found.description, found.inputs["x"].description) == ("Adds.", "One.")
    assert codes(found) == {"other-name"}
    listed = read(
        ProcessList,
        {
            "processes": [{"processDescriptionURL": "https://x.org/processes/a%3Ab"}],
            "links": [],
        },
    )
    assert listed.processes[0].id == "a:b"


def test_versions() -> None:
    assert description(version=1.1).version == "1.1"
    assert description(version=None).version == ""
    assert read(ProcessDescription, {"id": "a", "processVersion": "3"}).version == "3"


def test_options() -> None:
    found = description(
        jobControlOptions=["async", "sync-execute", "teleport"],
        outputTransmission="value",
    )
    assert found.jobControlOptions == ["async-execute", "sync-execute"]
    assert found.outputTransmission == ["value"]


@pytest.mark.parametrize(
    "links",
    [
        None,
        {},
        {"self": {"href": "a"}},
        {"href": "a"},
        ["a", None, 5, {"rel": "x"}],
        "a",
    ],
)
def test_links_of_any_form(links: Any) -> None:
    assert all(link.href for link in description(links=links).links or [])


# lists


def test_one_bad_process_does_not_hide_the_others() -> None:
    items = [
        {"id": "a", "version": "1"},
        None,
        {"id": 5},
        [],
        {"id": "b", "version": "1", "keywords": {"x": 1}},
        {"nonsense": True},
    ]
    found = read(ProcessList, json.dumps({"processes": items, "links": []}).encode())
    assert [p.id for p in found.processes] == ["a", "5", "b"]
    assert found.processes[0].quirks == ()
    assert {q.path for q in found.quirks if q.code == "bad-process"} == {
        "/processes/1",
        "/processes/3",
        "/processes/5",
    }


@pytest.mark.parametrize(
    "given",
    [
        [{"id": "a", "version": "1"}],
        {"processes": {"a": {"version": "1"}}},
        {"processes": ["a"]},
        {"items": [{"id": "a", "version": "1"}]},
        {"data": {"processes": [{"id": "a"}]}},
        {"providers": [{"id": "x", "processes": [{"id": "a"}]}]},
        {"id": "a", "inputs": {}},
    ],
)
def test_lists_in_other_forms(given: Any) -> None:
    found = read(ProcessList, given)
    assert [p.id for p in found.processes] == ["a"]
    assert found.quirks


def test_an_empty_object_is_an_empty_list() -> None:
    assert list(read(ProcessList, {}).processes) == []


@pytest.mark.parametrize("given", [None, 5, "text", True])
def test_what_is_no_list_at_all(given: Any) -> None:
    with pytest.raises(ResponseError, match="ProcessList"):
        read(ProcessList, given)


def test_an_error_body_with_200() -> None:
    body = b'{"code": "NoSuchProcess", "description": "identifier not found"}'
    with pytest.raises(ResponseError, match="identifier not found"):
        read(
            ProcessDescription,
            Answer(
                200,
                "https://x.org/processes/a",
                {"content-type": "application/json"},
                body,
            ),
        )


def test_a_page_instead_of_a_document() -> None:
    page = b"<!doctype html><html><head><title>Sign in</title></head></html>"
    with pytest.raises(ResponseError, match="text/html") as caught:
        read(
            ProcessList,
            Answer(200, "https://x.org/processes", {"Content-Type": "text/html"}, page),
        )
    assert caught.value.first_line == "Sign in"
    assert caught.value.url == "https://x.org/processes"
    assert caught.value.hint
