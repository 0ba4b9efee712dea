"""The plan of a description is made once, however often it is asked for, and follows the description."""

from __future__ import annotations

from procbook.inputs import plan
from procbook.inputs._plan import REMEMBERED
from procbook.models import ProcessDescription


def description(name: str) -> ProcessDescription:
    inputs = {name: {"schema": {"type": "integer"}}}
    return ProcessDescription.model_validate(
        {"id": "p", "version": "1", "inputs": inputs, "outputs": {}}
    )


def test_the_same_description_has_the_same_plan() -> None:
    one = description("n")
    assert plan(one) is plan(one) is plan(description("n"))
    assert plan(plan(one)) is plan(one)


def test_a_description_that_was_changed_has_another_plan() -> None:
    one = description("n")
    before = plan(one)
    one.inputs["m"] = one.inputs["n"]
    assert [field.name for field in plan(one).fields] == ["n", "m"]
    assert [field.name for field in before.fields] == ["n"]


def test_what_was_not_asked_for_lately_is_forgotten() -> None:
    first = plan(description("first"))
    for number in range(REMEMBERED):
        plan(description(f"other{number}"))
    assert plan(description("first")) is not first
