"""Words of a shell as values, with the plan of the process at hand."""

from __future__ import annotations

import io
import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from procbook.cli._failure import UserError
from procbook.cli._request import request_inputs
from procbook.cli._values import values_of
from procbook.inputs import as_cli, encode, plan

SCHEMAS: dict[str, Any] = {
    "text": {"type": "string"},
    "maybe": {"type": "string", "nullable": True},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "day": {"type": "string", "format": "date"},
    "pick": {"type": "integer", "enum": [1, 2]},
    "word": {"type": "string", "enum": ["a", "b"]},
    "numbers": {"type": "array", "items": {"type": "number"}},
    "scene": {
        "type": "object",
        "properties": {"factor": {"type": "number"}, "name": {"type": "string"}},
    },
    "either": {"oneOf": [{"type": "string"}, {"type": "number"}]},
    "any": {},
    "a.b": {"type": "integer"},
    "file": {
        "type": "string",
        "contentEncoding": "base64",
        "contentMediaType": "image/png",
    },
}
DESCRIPTION = {
    "id": "p",
    "version": "1",
    "inputs": {
        **{
            name: {"minOccurs": 0, "schema": schema} for name, schema in SCHEMAS.items()
        },
        "tags": {"minOccurs": 0, "maxOccurs": 3, "schema": {"type": "string"}},
    },
}
PLAN = plan(DESCRIPTION)


@pytest.mark.parametrize(
    ("arguments", "values"),
    [
        (["text=12"], {"text": "12"}),
        (["text=true"], {"text": "true"}),
        (["text="], {"text": ""}),
        (["text=a=b"], {"text": "a=b"}),
        (['text="@home"'], {"text": "@home"}),
        (["text=null"], {"text": "null"}),
        (["maybe=null"], {"maybe": None}),
        (['maybe="null"'], {"maybe": "null"}),
        (['text={"href": "http://h/x"}'], {"text": {"href": "http://h/x"}}),
        (["number=12"], {"number": 12}),
        (["number=x"], {"number": "x"}),
        (["flag"], {"flag": True}),
        (["flag=no"], {"flag": False}),
        (["day=2025-01-01"], {"day": "2025-01-01"}),
        (["pick=2"], {"pick": 2}),
        (["word=b"], {"word": "b"}),
        (["numbers=1,2.5"], {"numbers": [1, 2.5]}),
        (["numbers=[1, 2]"], {"numbers": [1, 2]}),
        (["tags=x", "tags=y"], {"tags": ["x", "y"]}),
        (["scene.factor=2", "scene.name=12"], {"scene": {"factor": 2, "name": "12"}}),
        (['scene={"factor": 1}', "scene.factor=2"], {"scene": {"factor": 2}}),
        (["numbers.0=1", "numbers.1=2"], {"numbers": [1, 2]}),
        (["either=12"], {"either": 12}),
        (['either="12"'], {"either": "12"}),
        (["any=[1, {}]"], {"any": [1, {}]}),
        (["any=word"], {"any": "word"}),
        (["a.b=3"], {"a.b": 3}),
        (["nobody=3"], {"nobody": 3}),
    ],
)
def test_words(arguments: list[str], values: dict[str, Any]) -> None:
    assert values_of(PLAN, arguments) == values


@pytest.mark.parametrize(
    "arguments",
    [["=3"], ["@file"], ["text=a", "text=b"], ["numbers.5=1"], ["text=@/no/such/file"]],
)
def test_words_that_make_no_sense(arguments: list[str]) -> None:
    with pytest.raises(UserError):
        values_of(PLAN, arguments)


def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.txt").write_text("\ufeffgrün\n", "utf-8")
    (tmp_path / "s.yaml").write_text("factor: 2", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert values_of(PLAN, ["text=@t.txt", "scene=@s.yaml"]) == {
        "text": "grün\n",
        "scene": {"factor": 2},
    }
    assert values_of(PLAN, ["file=@t.txt"]) == {"file": Path("t.txt")}


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.stdin", io.StringIO('{"inputs": {"text": "x", "number": 1}}')
    )
    assert values_of(PLAN, ["-", "number=2"]) == {"text": "x", "number": 2}
    monkeypatch.setattr("sys.stdin", io.StringIO("- no\n- mapping"))
    with pytest.raises(UserError):
        values_of(PLAN, ["-"])


SPECIAL_TEXTS = [
    "12",
    "null",
    "@x",
    '"',
    "a=b",
    "-",
    "--",
    "'",
    "$(x)",
    "é\n",
    "{}",
    "[1]",
]
NASTY = st.one_of(st.text(), st.sampled_from(SPECIAL_TEXTS))
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, NASTY),
    lambda values: st.one_of(st.lists(values), st.dictionaries(NASTY, values)),
    max_leaves=5,
)
OF_KIND = {
    "text": NASTY,
    "maybe": st.one_of(st.none(), NASTY),
    "number": NUMBERS,
    "flag": st.booleans(),
    "either": st.one_of(NASTY, NUMBERS),
    "any": JSON,
    "numbers": st.lists(NUMBERS),
    "tags": st.lists(NASTY),
    "scene": st.dictionaries(NASTY, JSON),
    "word": st.sampled_from(["a", "b"]),
}
VALUES = st.fixed_dictionaries({}, optional=OF_KIND)


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_the_exported_line_gives_the_same_inputs(values: dict[str, Any]) -> None:
    inputs = encode(DESCRIPTION, values)
    line = as_cli({"inputs": inputs}, "p")
    if "<<<" in line:
        return
    arguments = shlex.split(line)[3:]
    assert arguments[::2] == ["-i"] * len(inputs)
    sent_inputs = request_inputs(PLAN, values_of(PLAN, arguments[1::2]))
    assert json.dumps(sent_inputs, sort_keys=True, default=str) == json.dumps(
        inputs, sort_keys=True
    )
