"""Functions become processes: type hints and docstrings on one side, the standard's descriptions on the other."""

from __future__ import annotations

import datetime as dt
import enum
import pickle
from pathlib import Path
from typing import Annotated, Any, Literal, TypedDict

import pytest
from pydantic import BaseModel, Field

from procbook.inputs import plan
from procbook.models import Link, QualifiedValue
from procbook.server import JobContext, MediaType, Occurs, ProcessRegistry
from procbook.server.functions._outputs import inline
from procbook.server.run._run import Failed, Succeeded, work


class Colour(enum.Enum):
    red = "red"
    blue = "blue"


class Address(BaseModel):
    street: str
    number: int = 1


class Person(BaseModel):
    name: str
    address: Address
    friends: list[Person] = []


def described(hint: Any, default: Any = ...) -> dict[str, Any]:
    """The description of the only input of a function."""
    registry = ProcessRegistry()

    def function(x):
        return 1

    function.__annotations__ = {"x": hint, "return": int}
    function.__defaults__ = None if default is ... else (default,)
    registry.process()(function)
    return registry["function"].description.to_json()["inputs"]["x"]


def test_the_decorator_needs_no_brackets() -> None:
    registry = ProcessRegistry()

    @registry.process
    def double(x: int) -> int:
        return 2 * x

    assert double(2) == 4
    assert list(registry) == ["double"]


@pytest.mark.parametrize(
    ("hint", "schema"),
    [
        (int, {"type": "integer"}),
        (float, {"type": "number"}),
        (str, {"type": "string"}),
        (bool, {"type": "boolean"}),
        (dt.date, {"type": "string", "format": "date"}),
        (dt.datetime, {"type": "string", "format": "date-time"}),
        (dt.time, {"type": "string", "format": "time"}),
        (Any, {}),
        (int | None, {"type": "integer", "nullable": True}),
        (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        (int | str | None, {"anyOf": [{"type": "integer"}, {"type": "string"}], "nullable": True}),
        (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
        (Literal["a"], {"type": "string", "enum": ["a"]}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (set[int], {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}),
        (dict[str, float], {"type": "object", "additionalProperties": {"type": "number"}}),
        (tuple[int, int], {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}),
        (bytes, {"type": "string", "contentEncoding": "base64", "contentMediaType": "application/octet-stream"}),
        (
            Annotated[bytes, MediaType("image/png")],
            {"type": "string", "contentEncoding": "base64", "contentMediaType": "image/png"},
        ),
        (Annotated[float, Field(gt=0, lt=1)], {
            "type": "number", "minimum": 0, "exclusiveMinimum": True, "maximum": 1, "exclusiveMaximum": True,
        }),
        (Annotated[str, Field(min_length=2, pattern="^a", json_schema_extra={"x-ui-widget": "textarea"})], {
            "type": "string", "minLength": 2, "pattern": "^a", "x-ui-widget": "textarea",
        }),
    ],
)  # fmt: skip
def test_types(hint: Any, schema: dict[str, Any]) -> None:
    document = described(hint)
    assert document["schema"] == schema
    assert document["minOccurs"] == 1
    assert plan({"id": "p", "version": "1", "inputs": {"x": document}}).fields[0].kind


def test_enum_and_models_are_put_in_place() -> None:
    assert described(Colour)["schema"] == {"type": "string", "enum": ["red", "blue"]}
    assert described(Address)["schema"]["properties"]["number"] == {
        "title": "Number",
        "type": "integer",
        "default": 1,
    }
    assert described(Address)["title"] == "Address"


def test_a_recursive_model_keeps_its_references() -> None:
    schema = described(Person)["schema"]
    assert schema["properties"]["friends"]["items"] == {"$ref": "#/$defs/Person"}
    assert set(schema["$defs"]) == {"Person"}


def test_defaults_make_an_input_optional() -> None:
    assert described(int, 3) == {
        "title": "X",
        "minOccurs": 0,
        "schema": {"type": "integer", "default": 3},
    }
    assert described(int | None, None)["schema"] == {
        "type": "integer",
        "nullable": True,
    }
    assert described(dt.date, dt.date(2025, 1, 2))["schema"]["default"] == "2025-01-02"


def test_occurs() -> None:
    document = described(Annotated[list[str], Occurs(0, 3)])
    assert document == {
        "title": "X",
        "minOccurs": 0,
        "maxOccurs": 3,
        "schema": {"type": "string"},
    }
    assert described(Annotated[list[str], Occurs(1)])["maxOccurs"] == "unbounded"


def test_the_function_stays_as_it_was() -> None:
    registry = ProcessRegistry()

    @registry.process()
    def add(a: float, b: float = 1) -> float:
        return a + b

    assert add(2) == 3
    assert add(2, b=5) == 7


def numpy_style(a: int, b: int) -> int:
    """Add numbers.

    A second paragraph.

    Parameters
    ----------
    a : int
        The first
        number.

        More about it.
    b
        The second.

    Returns
    -------
    int
        The sum.
    """
    return a + b


def google_style(a: int, b: int) -> int:
    """Add numbers.

    A second paragraph.

    Args:
        a (int): The first
            number.

            More about it.
        b: The second.

    Returns:
        The sum.
    """
    return a + b


@pytest.mark.parametrize("function", [numpy_style, google_style])
def test_docstrings(function: Any) -> None:
    registry = ProcessRegistry()
    registry.process()(function)
    description = next(iter(registry.values())).description
    assert description.description == "Add numbers.\n\nA second paragraph."
    assert description.inputs["a"].description == "The first number.\n\nMore about it."
    assert description.inputs["b"].description == "The second."


def no_hint(a) -> int: ...
def no_return(a: int): ...
def collects(*a: int) -> int: ...
def position(a: int, /) -> int: ...
def no_schema(a: complex.__class__) -> int: ...


@pytest.mark.parametrize("function", [no_hint, no_return, collects, position])
def test_what_cannot_be_described_says_so(function: Any) -> None:
    with pytest.raises(TypeError, match=function.__name__):
        ProcessRegistry().process()(function)


def test_an_id_is_taken_once() -> None:
    registry = ProcessRegistry()
    registry.process(id="a")(numpy_style)
    with pytest.raises(ValueError, match="already"):
        registry.process(id="a")(google_style)
    with pytest.raises(ValueError, match="already"):
        registry.include(registry)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(TypeError, match="no parameter c"):
        ProcessRegistry().process(inputs={"c": Field(title="C")})(numpy_style)
    with pytest.raises(TypeError, match="several outputs"):
        ProcessRegistry().process(outputs={"c": {}, "d": {}})(numpy_style)


# -- from a request to outputs


class Pair(TypedDict):
    low: int
    high: Annotated[str, MediaType("text/csv")]


class PairModel(BaseModel):
    low: int
    high: Annotated[str, MediaType("text/csv")]


TWO = {"low": Field(title="Low"), "high": {"title": "High"}}


def outputs_of(
    function: Any, inputs: dict[str, Any] | None = None, **options: Any
) -> dict[str, Any]:
    registry = ProcessRegistry()
    registry.process(**options)(function)
    outcome = work(next(iter(registry.values())), inputs or {}, JobContext("j"))
    assert isinstance(outcome, Succeeded), outcome
    return {output.id: inline(output) for output in outcome.outputs}


def as_typed_dict() -> Pair:
    return {"low": 1, "high": "a,b"}


def as_model() -> PairModel:
    return PairModel(low=1, high="a,b")


def as_tuple() -> tuple[int, Annotated[str, MediaType("text/csv")]]:
    return 1, "a,b"


@pytest.mark.parametrize("function", [as_typed_dict, as_model, as_tuple])
def test_several_outputs(function: Any) -> None:
    assert outputs_of(function, outputs=TWO) == {
        "low": 1,
        "high": {"value": "a,b", "mediaType": "text/csv"},
    }


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.5, 1.5),
        ("text", "text"),
        ([1, None, float("nan")], [1, None, None]),
        (2**70, 2**70),
        (dt.date(2025, 1, 2), "2025-01-02"),
        ({"a": 1}, {"value": {"a": 1}, "mediaType": "application/json"}),
        (
            Address(street="x"),
            {"value": {"street": "x", "number": 1}, "mediaType": "application/json"},
        ),
        (
            b"abc",
            {
                "value": "YWJj",
                "mediaType": "application/octet-stream",
                "encoding": "base64",
            },
        ),
        (
            Link(href="http://a/b", type="image/png"),
            {"href": "http://a/b", "type": "image/png"},
        ),
        (
            QualifiedValue(value="<a/>", mediaType="text/xml"),
            {"value": "<a/>", "mediaType": "text/xml"},
        ),
    ],
)
def test_values_in_a_document(value: Any, shown: Any) -> None:
    def give() -> Any:
        return value

    assert outputs_of(give) == {"return_value": shown}


def test_numpy_and_geometries_are_written() -> None:
    numpy = pytest.importorskip("numpy")
    shapely = pytest.importorskip("shapely")

    def give() -> Any:
        return [numpy.float32(0.5), numpy.arange(3), shapely.Point(1, 2)]

    assert outputs_of(give)["return_value"] == [
        0.5,
        [0, 1, 2],
        {"type": "Point", "coordinates": [1.0, 2.0]},
    ]


def test_arguments_arrive_as_python_objects() -> None:
    seen = {}

    def take(
        day: dt.date,
        data: bytes,
        box: tuple[float, float],
        person: Person,
        colour: Colour = Colour.red,
    ) -> None:
        seen.update(locals())

    inputs = {
        "day": "2025-01-02",
        "data": "YWJj",
        "box": [1, 2],
        "person": {"name": "a", "address": {"street": "b"}},
    }
    assert outputs_of(take, inputs) == {"return_value": None}
    assert seen["day"] == dt.date(2025, 1, 2)
    assert seen["data"] == b"abc"
    assert seen["box"] == (1.0, 2.0)
    assert seen["person"].address.number == 1
    assert seen["colour"] is Colour.red


def failing(path: str) -> int:
    try:
        raise KeyError(path)  # noqa: TRY301 - a chain of two is what is tested
    except KeyError as error:
        raise RuntimeError(f"cannot read {Path(path).absolute()}") from error


def test_failures_leak_no_folders() -> None:
    registry = ProcessRegistry()
    registry.process()(failing)
    outcome = work(
        registry["failing"],
        {"path": str(Path.home() / "secret" / "data.csv")},
        JobContext(),
    )
    assert isinstance(outcome, Failed)
    assert outcome.message == "cannot read data.csv"
    text = "".join(outcome.trace)
    assert 'File "test_registry.py"' in text
    assert str(Path.home()) not in text
    assert "_work.py" not in text


def test_what_cannot_be_written_is_a_failure() -> None:
    def give() -> Any:
        return object()

    registry = ProcessRegistry()
    registry.process()(give)
    outcome = work(registry["give"], {}, JobContext())
    assert isinstance(outcome, Failed)
    assert "object cannot be written as JSON" in outcome.message


def test_a_process_travels() -> None:
    registry = ProcessRegistry()
    registry.process(inputs={"a": Field(title="A")})(numpy_style)
    restored_process = pickle.loads(pickle.dumps(registry["numpy_style"]))
    assert restored_process.description.inputs["a"].title == "A"
    assert work(restored_process, {"a": 1, "b": 2}, JobContext()) == work(
        registry["numpy_style"], {"a": 1, "b": 2}, JobContext()
    )


def test_context_without_a_job_does_nothing() -> None:
    context = JobContext.current()
    context.progress(50, "half")
    context.check()
    assert not context.cancelled
    reports = []
    with JobContext("j", report=lambda *report: reports.append(report)) as context:
        assert JobContext.current() is context
        context.progress(250.4, "more")
        context.progress(message="only words")
    assert reports == [(100, "more"), (None, "only words")]
