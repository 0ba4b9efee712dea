"""The form in a bare page, with a stub for the kernel, under the policy that anywidget itself needs."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from formpage import Site, chromium, records_of, site

from procbook import inputs

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
EVERY_KIND = json.loads((Path(__file__).parent / "every_kind.json").read_text("utf-8"))
FILLED = {
    "tags": ["a", "b"], "points": [{"x": 1}], "weights": {"k": 1}, "nothing": None, "count": 101, "word": 5,
    "shape": {"type": "square", "side": 1}, "any": {"a": [1, "x", None, True]}, "light": "red",
    "tree": {"name": "x", "children": [{"name": "y"}]},
}  # fmt: skip

Opener = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def pages() -> Iterator[Site]:
    with site() as made:
        yield made


@pytest.fixture
def opened(browser: Any, pages: Site) -> Iterator[Opener]:
    """Open a form: ``opened(schema, value, width=…, scheme=…)`` returns the page. Errors in the page fail the test."""
    contexts: list[Any] = []
    errors: list[str] = []

    def open_form(
        schema: Any,
        value: Any = None,
        *,
        width: int = 900,
        scheme: str = "light",
        meta: dict[str, Any] | None = None,
        **how: Any,
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        plan = schema if isinstance(schema, inputs.Plan) else inputs.plan(schema)
        records = records_of(plan, value)
        records["meta"] |= meta or {}
        pages.show(page, records, **how)
        return page

    yield open_form
    for context in contexts:
        context.close()
    assert errors == []


def schema_of(required: list[str] | None = None, **properties: Any) -> dict[str, Any]:
    return {
        "title": "T",
        "type": "object",
        "properties": properties,
        "required": required or [],
    }


def until(page: Any, condition: str) -> None:
    """Wait until an expression is true; playwright's own way needs eval, which the page forbids."""
    for _ in range(200):
        if page.evaluate(f"Boolean({condition})"):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never true: {condition}")


def asked(page: Any, verb: str) -> list[Any]:
    """The requests of a kind that the kernel got."""
    return [m for m in page.evaluate("window.sent") if m.get("verb") == verb]


def paste(field: Any, text: str) -> None:
    field.evaluate(
        """(field, text) => { const data = new DataTransfer(); data.setData('text/plain', text);
        field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )


def value_of(page: Any) -> str:
    """What the kernel was last told, as JSON text, when the page has nothing more to tell."""
    told, before = "", None
    while told != before:
        before = told
        page.wait_for_timeout(150)
        told = str(page.evaluate("window.lastValue()"))
    return told


def await_status(page: Any, text: str | re.Pattern[str]) -> None:
    """Wait for the status line: it follows a change at most a frame later, on a busy machine more."""
    page.get_by_role("status").get_by_text(text, exact=True).wait_for(state="attached")


def await_error(page: Any, field: Any, text: str) -> None:
    """Wait until a field is described by a mistake that contains the text."""
    for _ in range(200):
        if text in shown_errors(page, field):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"{text!r} is not in {shown_errors(page, field)!r}")


def shown_errors(page: Any, field: Any) -> str:
    ids = (field.get_attribute("aria-describedby") or "").split()
    return " ".join(
        page.evaluate(
            "ids => ids.map((id) => document.getElementById(id)?.innerText ?? '')", ids
        )
    ).strip()


# Types, and waits for the mistake to show; milliseconds.
TIMED = """([id, text]) => new Promise((done) => {
  const field = document.getElementById(id);
  field.removeAttribute('aria-invalid');
  const at = performance.now();
  new MutationObserver((_changes, seen) => {
    if (!field.getAttribute('aria-invalid')) return;
    seen.disconnect();
    done(performance.now() - at);
  }).observe(field.closest('.pb-field'), {subtree: true, attributes: true, childList: true});
  field.value = text;
  field.dispatchEvent(new Event('input', {bubbles: true}));
})"""


def test_a_mistake_shows_at_its_field_within_100_ms(opened: Opener) -> None:
    page = opened(
        schema_of(duration={"type": "number", "title": "Duration", "minimum": 0})
    )
    field, run = (
        page.get_by_label("Duration", exact=True),
        page.get_by_role("button", name="Run"),
    )
    assert run.get_attribute("aria-disabled") is None
    took = []
    for text, said, word in (
        ("-1", "at least 0", "Run anyway…"),
        ("soon", "“soon” is not", "Run"),
        ("3,5", "Write 3.5", "Run"),
    ):
        took.append(page.evaluate(TIMED, [field.get_attribute("id"), text]))
        until(page, "document.querySelector('.pb-error')")
        await_error(page, field, said)
        assert run.inner_text() == word
        assert run.get_attribute("aria-disabled") == ("true" if word == "Run" else None)
        await_status(page, re.compile("1 mistake"))
    assert min(took) < 100, took  # the others may have met a busy machine
    assert json.loads(value_of(page)) == {"duration": "3,5"}
    field.fill("2")
    until(page, "!document.querySelector('[aria-invalid]')")
    assert run.get_attribute("aria-disabled") is None


def test_nothing_is_told_before_a_field_was_touched(opened: Opener) -> None:
    page = opened(
        schema_of(
            ["b", "a"],
            a={"type": "string", "title": "A"},
            b={"type": "integer", "title": "B"},
        )
    )
    assert page.locator("[aria-invalid]").count() == 0
    await_status(page, re.compile("2 inputs are still needed"))
    page.get_by_role("button", name="Run anyway…").click()
    assert page.locator("[aria-invalid]").count() == 2
    page.get_by_role("button", name="Back to the form").click()
    assert page.evaluate(
        "document.activeElement === document.querySelector('[aria-invalid]')"
    )
    assert asked(page, "run") == []


def test_what_only_the_description_doubts_is_sent_after_one_question(
    opened: Opener, pictures: Path
) -> None:
    page = opened(
        schema_of(
            ["name"],
            name={"type": "string", "title": "Name"},
            count={"type": "integer", "title": "Count", "maximum": 5},
        )
    )
    page.get_by_label("Count", exact=True).fill("7")
    run = page.get_by_role("button", name="Run anyway…")
    run.press("Enter")
    question = page.get_by_role("alertdialog")
    assert "Count: Should be at most 5" in question.inner_text()
    assert "Name: Is needed" in question.inner_text()
    page.screenshot(path=pictures / "run-anyway.png")
    assert asked(page, "run") == []
    question.get_by_role("button", name="Run anyway").press("Enter")
    page.get_by_role("status").filter(has_text="Submitted.").wait_for(state="attached")
    run.click()  # the same doubts were confirmed: no second question
    until(page, "window.sent.filter((message) => message.verb === 'run').length === 2")
    assert [m["args"]["check"] for m in asked(page, "run")] == [False, False]
    page.get_by_label("Count", exact=True).fill("many")
    button = page.get_by_role("button", name="Run", exact=True)
    assert button.get_attribute("aria-disabled") == "true"


def test_what_the_process_does_and_what_comes_back_are_to_be_read(
    opened: Opener, pictures: Path
) -> None:
    meta = {
        "title": "Vegetation index",
        "about": f"<p>{'Takes the red and the infrared band of a scene. ' * 12}</p><p>The end.</p>",
        "outputs": [
            {
                "name": "ndvi",
                "label": "NDVI",
                "help": "<p>From -1 to 1.</p>",
                "formats": ["image/tiff", "application/netcdf"],
                "modes": ["value", "reference"],
            },
            {
                "name": "log",
                "label": "log",
                "help": "",
                "formats": ["text/plain"],
                "modes": [],
            },
        ],
    }
    page = opened(schema_of(name={"type": "string", "title": "Name"}), meta=meta)
    page.get_by_role("button", name="more", exact=True).click()
    page.get_by_text("The end.").wait_for()
    page.get_by_text("Comes back: NDVI, log").click()
    page.get_by_role("combobox", name="Format of NDVI").select_option("image/tiff")
    page.get_by_role("checkbox", name="log").uncheck()
    page.get_by_text("Comes back: NDVI (of 2 outputs)").wait_for()
    page.screenshot(path=pictures / "about.png")
    last = asked(page, "choose_outputs")[-1]["args"]
    assert last == {"chosen": {"ndvi": {"format": "image/tiff"}}}


def test_menus_are_whole_in_a_small_cell(opened: Opener, pictures: Path) -> None:
    page = opened(
        schema_of(name={"type": "string", "title": "Name"}),
        style="#form { max-height: 120px; overflow: auto; }",
    )
    page.get_by_role("button", name="Form menu").click()
    menu = page.get_by_role("menu")
    box, size = menu.bounding_box(), page.viewport_size
    assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"]
    at = [box["x"] + box["width"] / 2, box["y"] + box["height"] - 12]
    on_top = (
        "([x, y]) => document.elementFromPoint(x, y).closest('[role=menu]') !== null"
    )
    assert page.evaluate(on_top, at)
    page.screenshot(path=pictures / "menu.png")
    page.keyboard.press("Escape")
    assert menu.count() == 0


def test_numbers_keep_every_digit(opened: Opener) -> None:
    digits = "0.1234567890123456789012"
    schema = schema_of(
        big={"type": "integer", "title": "Big"},
        long={"type": "number", "title": "Long"},
    )
    page = opened(schema, {"big": 2**64 + 1})
    assert page.get_by_label("Big", exact=True).input_value() == str(2**64 + 1)
    page.get_by_label("Long", exact=True).fill(digits)
    assert value_of(page) == f'{{"big":{2**64 + 1},"long":{digits}}}'
    page.get_by_label("Big", exact=True).press("ArrowUp")
    assert value_of(page) == f'{{"big":{2**64 + 2},"long":{digits}}}'


def test_unset_null_and_empty_stay_three_things(opened: Opener) -> None:
    page = opened(schema_of(text={"type": ["string", "null"], "title": "Text"}))
    field = page.get_by_label("Text", exact=True)
    field.fill("x")
    field.fill("")
    assert value_of(page) == "{}"
    for item, value in (
        ("Set null", '{"text":null}'),
        ("Set empty text", '{"text":""}'),
        ("Clear", "{}"),
    ):
        page.get_by_role("button", name="More for Text").click()
        page.get_by_role("menuitem", name=item).click()
        assert value_of(page) == value
    page.keyboard.press("Control+z")
    assert value_of(page) == '{"text":""}'
    page.keyboard.press("Control+Shift+Z")
    assert value_of(page) == "{}"


def test_an_optional_object_comes_and_goes_with_its_members(opened: Opener) -> None:
    inner = {
        "type": "object",
        "title": "O",
        "properties": {"a": {"type": "string", "title": "A"}},
    }
    page = opened(schema_of(o=inner))
    page.get_by_label("A", exact=True).fill("x")
    assert value_of(page) == '{"o":{"a":"x"}}'
    page.get_by_label("A", exact=True).fill("")
    assert value_of(page) == "{}"


def test_alternatives_keep_what_was_typed_and_send_one_branch(opened: Opener) -> None:
    page = opened(schema_of(shape=EVERY_KIND["properties"]["shape"]))
    page.get_by_label("radius", exact=True).fill("5")
    assert json.loads(value_of(page)) == {"shape": {"type": "circle", "radius": 5}}
    page.get_by_role("radio", name="Square").check()
    assert json.loads(value_of(page)) == {"shape": {"type": "square"}}
    page.get_by_label("side", exact=True).fill("2")
    page.get_by_role("radio", name="Circle").check()
    assert json.loads(value_of(page)) == {"shape": {"type": "circle", "radius": 5}}
    page.get_by_label("radius", exact=True).press("Control+z")
    assert json.loads(value_of(page)) == {"shape": {"type": "square", "side": 2}}
    assert page.get_by_label("side", exact=True).input_value() == "2"


def test_lists_grow_move_and_take_a_column(opened: Opener) -> None:
    page = opened(
        schema_of(n={"type": "array", "title": "N", "items": {"type": "number"}})
    )
    page.get_by_role("button", name="Add to N").click()
    page.keyboard.type("1")
    page.get_by_role("button", name="Duplicate N 1").click()
    page.get_by_label("N 2", exact=True).fill("2")
    page.get_by_role("button", name="Move up N 2").click()
    assert value_of(page) == '{"n":[2,1]}'
    paste(page.get_by_label("N 2", exact=True), "7\n8.50\nx\n")
    assert value_of(page) == '{"n":[2,7,8.50,"x"]}'
    await_error(page, page.get_by_label("N 4", exact=True), "is not")
    page.get_by_role("button", name="Remove N 4").click()
    assert value_of(page) == '{"n":[2,7,8.50]}'


def test_fields_come_with_the_values_that_ask_for_them(opened: Opener) -> None:
    schema = schema_of(card={"type": "boolean", "title": "Card"})
    schema["dependentSchemas"] = {
        "card": {"properties": {"owner": {"type": "string", "title": "Owner"}}}
    }
    schema |= {"if": {"properties": {"card": {"const": True}}, "required": ["card"]}}
    schema |= {"then": {"properties": {"limit": {"type": "integer", "title": "Limit"}}}}
    page = opened(schema)
    assert page.get_by_label("Owner", exact=True).count() == 0
    page.get_by_label("Card", exact=True).check()
    page.get_by_label("Owner", exact=True).fill("me")
    page.get_by_label("Limit", exact=True).fill("3")
    page.get_by_label("Card", exact=True).uncheck()
    assert json.loads(value_of(page)) == {"card": False, "owner": "me"}
    page.get_by_label("Card", exact=True).check()
    assert json.loads(value_of(page)) == {"card": True, "owner": "me", "limit": 3}


def test_the_whole_form_as_json_both_ways(opened: Opener) -> None:
    page = opened(schema_of(a={"type": "integer", "title": "A"}), {"a": 1})
    page.get_by_role("button", name="Edit as JSON", exact=True).click()
    area = page.get_by_label("The whole form as JSON")
    assert json.loads(area.input_value()) == {"a": 1}
    area.fill('{"a": 12345678901234567890}')
    assert value_of(page) == '{"a":12345678901234567890}'
    area.fill('{"a": ')
    assert "line 1" in page.get_by_role("alert").inner_text()
    page.get_by_role("button", name="Edit as JSON", exact=True).click()
    assert page.get_by_label("A", exact=True).input_value() == "12345678901234567890"


def test_values_from_the_kernel_come_in_and_others_stay(opened: Opener) -> None:
    page = opened(
        schema_of(
            a={"type": "integer", "title": "A"}, b={"type": "string", "title": "B"}
        )
    )
    page.get_by_label("B", exact=True).fill("typed")
    page.wait_for_timeout(120)
    page.evaluate(
        """say({t: 'd', seq: 1, at: 0, d: {value: {text: '{"a": 4, "b": "typed"}', by: '', n: 0, base: false}}})"""
    )
    assert page.get_by_label("A", exact=True).input_value() == "4"
    record = {
        "by": "",
        "n": 0,
        "mistakes": [{"pointer": "/a", "rule": "x", "message": "The kernel says no."}],
    }
    page.evaluate("record => say({t: 'd', seq: 2, at: 0, d: {errors: record}})", record)
    until(page, "document.querySelector('[aria-invalid]')")
    await_error(page, page.get_by_label("A", exact=True), "The kernel says no.")


def test_what_is_being_typed_stays_when_python_sets_something_else(
    opened: Opener,
) -> None:
    page = opened(
        schema_of(
            a={"type": "integer", "title": "A"}, b={"type": "string", "title": "B"}
        ),
        {"a": 3},
    )
    page.evaluate(
        "() => { answers.set = () => new Promise((done) => (window.done = done)); }"
    )
    field = page.get_by_label("A", exact=True)
    field.fill("12")
    until(page, "window.done")
    page.evaluate(
        """say({t: 'd', seq: 1, at: 0, d: {value: {text: '{"a": 3, "b": "set"}', by: '', n: 0, v: 1}}})"""
    )
    assert field.input_value() == "12"
    assert page.get_by_label("B", exact=True).input_value() == "set"
    until(page, """lastValue() === '{"a":12,"b":"set"}'""")
    assert asked(page, "set")[-1]["args"]["seen"] == 1
    page.evaluate("answers.set = () => null; done()")


def test_an_entry_is_named_and_then_filled_in_without_a_second_click(
    opened: Opener,
) -> None:
    page = opened(
        schema_of(
            a={
                "type": "object",
                "title": "Tags",
                "additionalProperties": {"type": "string"},
            }
        )
    )
    page.get_by_role("button", name="Add entry to Tags").click()
    page.get_by_label("Key of Tags").fill("colour")
    page.get_by_label("key1", exact=True).click()
    page.keyboard.type("red")
    until(page, """lastValue() === '{"a":{"colour":"red"}}'""")
    page.get_by_label("Key of Tags").fill("shade")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("dark")
    until(page, """lastValue() === '{"a":{"shade":"dark"}}'""")


def test_what_the_server_refuses_shows_at_the_field_or_above_the_form(
    opened: Opener,
) -> None:
    page = opened(schema_of(a={"type": "integer", "title": "A"}))
    refuse = "void (answers.run = () => { throw {problem: %s}; })"
    mistake = {"pointer": "/a", "message": "The server says: odd", "rule": "server"}
    page.evaluate(refuse % json.dumps({"title": "No", "mistakes": [mistake]}))
    page.get_by_role("button", name="Run", exact=True).click()
    until(page, "document.querySelector('[aria-invalid]')")
    await_error(page, page.get_by_label("A", exact=True), "The server says: odd")
    page.get_by_label("A", exact=True).fill("3")
    until(page, "!document.querySelector('[aria-invalid]')")
    page.evaluate(refuse % json.dumps({"title": "The server is full."}))
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("alert").get_by_text("The server is full.").wait_for()


def test_a_sweep_says_how_many_jobs_before_it_runs(opened: Opener) -> None:
    schema = schema_of(
        a={"type": "integer", "title": "A"}, m={"enum": ["x", "y", "z"], "title": "M"}
    )
    page = opened(schema)
    for label, line in (("A", "1..4"), ("M", "x, z, y")):
        page.get_by_label(label, exact=True).focus()
        page.get_by_role("button", name=f"More for {label}").click()
        page.get_by_role("menuitem", name="Several values").click()
        page.get_by_label(f"Values of {label}").fill(line)
    page.get_by_text("12 jobs").wait_for()
    page.get_by_role("button", name="Run", exact=True).click()
    until(page, "sent.some((m) => m.verb === 'run')")
    [run] = asked(page, "run")
    assert run["args"]["sweep"] == {"/a": "[1,2,3,4]", "/m": '["x","z","y"]'}


def test_the_jobs_of_a_sweep_are_summed_up_and_a_line_each(
    opened: Opener, pictures: Path
) -> None:
    page = opened(schema_of(a={"type": "integer", "title": "A"}))
    states = ["successful", "running", "failed", "accepted"]
    long = "The value was outside of what the model can take, and so it stopped before it began."
    jobs = {
        f"job:{n:04d}": {
            "id": f"0bec0adc83cb470eb5bcafbde0815{n:03d}", "process": "sleep_a_while", "status": state, "progress": 40 * n,
            "message": long if state == "failed" else "Step 3 of 7", "group": "sleep_a_while by duration",
        }
        for n, state in enumerate(states)
    }  # fmt: skip
    for width in (900, 320):
        page.set_viewport_size({"width": width, "height": 700})
        page.evaluate("jobs => say({t: 'd', seq: 1, at: 0, d: jobs})", jobs)
        page.get_by_text(
            "4 jobs: 1 successful, 1 running, 1 failed, 1 accepted"
        ).wait_for()
        row = page.get_by_role(
            "row", name=f"sleep_a_while {jobs['job:0001']['id']}", exact=True
        )
        assert row.get_by_role("progressbar").get_attribute("aria-valuenow") == "40"
        bars = page.get_by_role("progressbar").all()
        assert {bar.get_attribute("data-status") for bar in bars} == set(states)
        name = row.get_by_text(jobs["job:0001"]["id"])
        assert (
            name.bounding_box()["height"] < 24
            and name.get_attribute("title") == jobs["job:0001"]["id"]
        )
        page.screenshot(path=pictures / f"jobs-{width}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_result_opens_by_itself_where_that_is_wanted(opened: Opener) -> None:
    page = opened(schema_of(a={"type": "integer", "title": "A"}))
    page.evaluate("void (answers.open = () => ({html: '<p>forty-two</p>'}))")
    job = {"id": "j1", "process": "p", "status": "running", "message": "", "kept": True}
    tell = "([seq, job]) => say({t: 'd', seq, at: 0, d: {'job:0001': job}})"
    page.evaluate(tell, [1, job])
    page.get_by_label("Open the result when a job ends").check()
    page.evaluate(tell, [2, {**job, "status": "successful"}])
    page.get_by_text("forty-two").wait_for()
    assert len(asked(page, "open")) == 1


@pytest.mark.parametrize("default", [False, True, None])
def test_a_switch_is_found_and_works_by_every_means(
    opened: Opener, default: bool | None
) -> None:
    told = {} if default is None else {"default": default}
    page = opened(schema_of(fail={"type": "boolean", "title": "Fail", **told}))
    switch = page.get_by_label("Fail", exact=True)
    assert page.get_by_role("checkbox", name="Fail", exact=True).count() == 1
    switch.check()
    assert switch.is_checked() and value_of(page) == (
        "None" if default else '{"fail":true}'
    )
    switch.uncheck()
    assert not switch.is_checked() and value_of(page) == '{"fail":false}'
    switch.press("Space")
    assert value_of(page) == '{"fail":true}'
    page.get_by_text("Fail", exact=True).click()
    assert value_of(page) == '{"fail":false}'
    page.get_by_role("button", name="More for Fail").click()
    page.get_by_role("menuitem", name="Clear").click()
    assert value_of(page) == "{}" and switch.is_checked() == (default is True)


def test_a_label_in_a_long_form_is_clicked(opened: Opener) -> None:
    flags = {f"b{i}": {"type": "boolean", "title": f"B{i}"} for i in range(40)}
    page = opened(schema_of(**flags))
    for name in ("B0", "B39"):
        page.get_by_label(name, exact=True).press("Space")
        page.get_by_text(name, exact=True).click()
        assert not page.get_by_label(name, exact=True).is_checked()


def test_the_form_is_filled_in_when_asked_and_can_be_undone(opened: Opener) -> None:
    schema = schema_of(
        a={"type": "integer", "title": "A", "examples": [5]},
        b={"type": "string", "title": "B"},
    )
    page = opened(schema, {"b": "mine"})
    page.evaluate(
        "void (answers.last = () => ({text: '{\"a\":4}', note: 'Filled in as on 3 May; not kept: b.'}))"
    )
    page.get_by_role("button", name="Form menu").click()
    assert page.get_by_role("menuitem", name="Fill in the example").count() == 1
    page.get_by_role("menuitem", name="Fill in as last time").click()
    page.get_by_role("status").get_by_text(
        "Filled in as on 3 May; not kept: b."
    ).wait_for()
    assert page.get_by_label("A", exact=True).input_value() == "4"
    page.keyboard.press("Control+z")
    assert page.get_by_label("B", exact=True).input_value() == "mine"


def test_files_travel_in_pieces_and_links_stand_for_values(
    opened: Opener, tmp_path: Path
) -> None:
    image = {
        "type": "string",
        "contentEncoding": "base64",
        "contentMediaType": "image/tiff",
    }
    process = {
        "id": "p", "version": "1", "title": "P",
        "inputs": {"image": {"title": "Image", "schema": image}},
        "outputs": {},
    }  # fmt: skip
    page = opened(inputs.plan(process))
    large = tmp_path / "large.tif"
    large.write_bytes(bytes(9 * 1024 * 1024))
    page.locator("input[type=file]").set_input_files(large)
    until(page, "JSON.parse(lastValue() ?? '{}').image")
    assert [m["bytes"][0] for m in asked(page, "file")] == [
        4 * 1024 * 1024,
        4 * 1024 * 1024,
        1024 * 1024,
    ]
    small = tmp_path / "small.tif"
    small.write_bytes(b"abc")
    page.locator("input[type=file]").set_input_files(small)
    expected = {
        "image": {"value": "YWJj", "mediaType": "image/tiff", "encoding": "base64"}
    }
    until(page, f"lastValue() === '{json.dumps(expected, separators=(',', ':'))}'")
    page.get_by_role("radio", name="Link").check()
    page.get_by_label("Image", exact=True).fill("https://example.org/a.tif")
    assert json.loads(value_of(page)) == {
        "image": {"href": "https://example.org/a.tif"}
    }
    assert (
        page.get_by_role("button", name="Run", exact=True).get_attribute(
            "aria-disabled"
        )
        is None
    )


def test_what_is_written_says_which_of_several_formats_it_is(opened: Opener) -> None:
    gml, kml = (
        {"type": "string", "contentMediaType": f"application/{name}+xml"}
        for name in ("gml", "kml")
    )
    one = {
        "title": "One",
        "minOccurs": 0,
        "schema": {"oneOf": [gml, kml, {"type": "number"}]},
    }
    csv = {
        "oneOf": [
            {"type": "string", "contentMediaType": f"text/{name}"}
            for name in ("plain", "csv")
        ]
    }
    inputs_ = {
        "one": one,
        "many": {**one, "title": "Many", "maxOccurs": 5},
        "table": {"title": "Table", "schema": csv},
    }
    page = opened(inputs.plan({"id": "p", "inputs": inputs_}))

    def write(label: str, kind: str, text: str) -> None:
        page.get_by_role("radiogroup", name=f"Kind of {label}").get_by_role(
            "radio", name=kind
        ).check()
        page.get_by_role("radiogroup", name=f"Source of {label}").get_by_role(
            "radio", name="Write"
        ).check()
        page.locator("textarea:visible").last.fill(text)

    write("One", "application/kml+xml", "<kml/>")
    written = {"value": "<kml/>", "mediaType": "application/kml+xml"}
    assert json.loads(value_of(page)) == {"one": written}
    page.locator("textarea:visible").last.fill("")
    assert value_of(page) == "{}"
    page.evaluate(
        "records => load(records)",
        records_of(inputs.plan({"id": "p", "inputs": inputs_}), {"one": written}),
    )
    page.get_by_role("radiogroup", name="Kind of One").get_by_role(
        "radio", name="application/kml+xml"
    ).wait_for()
    assert page.get_by_role("radio", name="application/kml+xml").is_checked()
    page.evaluate(
        "records => load(records)",
        records_of(inputs.plan({"id": "p", "inputs": inputs_})),
    )
    page.get_by_role("button", name="Add to Many").click()
    write("Many 1", "application/gml+xml", "<gml/>")
    assert json.loads(value_of(page)) == {
        "many": [{"value": "<gml/>", "mediaType": "application/gml+xml"}]
    }
    page.get_by_label("Many 1", exact=True).last.fill("")
    assert json.loads(value_of(page)) == {"many": [None]}
    page.get_by_role("button", name="Remove Many 1").click()
    page.get_by_role("combobox", name="Media type of Table").select_option("text/csv")
    page.get_by_role("radiogroup", name="Source of Table").get_by_role(
        "radio", name="Write"
    ).check()
    page.locator("textarea:visible").last.fill("a,b")
    assert json.loads(value_of(page))["table"] == {
        "value": "a,b",
        "mediaType": "text/csv",
    }


def test_bbox_typed_and_pasted(opened: Opener) -> None:
    page = opened(schema_of(area=EVERY_KIND["properties"]["area"]))
    for name, number in zip(
        ("West", "South", "East", "North"), (170, -10.50, -170, 10), strict=True
    ):
        page.get_by_label(name, exact=True).fill(str(number))
    assert value_of(page) == '{"area":[170,-10.5,-170,10]}'
    paste(page.get_by_label("West", exact=True), "POLYGON((1 2, 3 2, 3 4, 1 4, 1 2))")
    assert value_of(page) == '{"area":[1,2,3,4]}'


NAMES = """(({labels, ariaLabel, textContent}) =>
  [labels?.[0]?.textContent.trim(), ariaLabel, textContent])(document.activeElement)"""


def test_a_form_is_filled_and_run_by_keyboard_alone(opened: Opener) -> None:
    properties = {
        name: EVERY_KIND["properties"][name]
        for name in ("word", "shape", "tags", "area")
    }
    page = opened(schema_of(["word"], **properties))

    def reach(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if name in page.evaluate(NAMES):
                return
        raise AssertionError(f"{name} cannot be reached")

    reach("A word")
    page.keyboard.type("hello")
    reach("Circle")
    page.keyboard.press("ArrowRight")
    reach("side")
    page.keyboard.type("4")
    reach("Add to Tags")
    page.keyboard.press("Enter")
    page.keyboard.type("one")
    for name, number in zip(("West", "South", "East", "North"), "1234", strict=True):
        reach(name)
        page.keyboard.type(number)
    page.keyboard.press("Control+Enter")
    until(page, "sent.some((m) => m.verb === 'run')")
    [run] = asked(page, "run")
    expected = {
        "word": "hello",
        "shape": {"type": "square", "side": 4},
        "tags": ["one"],
        "area": [1, 2, 3, 4],
    }
    assert json.loads(run["args"]["text"]) == expected


HOSTILE = "<script>hacked = 1</script><img src=x onerror='hacked = 1'> \u202eabc [x](javascript:hacked=1)"


def test_hostile_names_and_texts_do_no_harm(opened: Opener) -> None:
    long = HOSTILE + "x" * 1_000_000
    names = ["__proto__", "constructor", "toString", HOSTILE, "a/b~c"]
    properties = {
        name: {"type": "string", "title": f"T{i} {HOSTILE}", "description": long}
        for i, name in enumerate(names)
    }
    schema = json.loads(json.dumps(schema_of(**properties)))
    schema["properties"]["pick"] = {"enum": [HOSTILE, "__proto__"], "title": "pick"}
    page = opened(schema, strict=False)
    for i, name in enumerate(names):
        page.get_by_label(f"T{i} ").first.fill(f"v{i}")
        assert json.loads(value_of(page))[name] == f"v{i}"
    assert page.evaluate(
        "[window.hacked, ({}).polluted, Object.keys(Object.prototype).length]"
    ) == [None, None, 0]
    assert (
        page.locator("#form script, #form img, #form a[href^=javascript]").count() == 0
    )


def test_deep_recursion_many_choices_and_many_members_stay_usable(
    opened: Opener,
) -> None:
    node = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "next": {"$ref": "#/$defs/node"}},
    }
    schema = schema_of(
        tree={"$ref": "#/$defs/node", "title": "Tree"},
        many={"enum": [f"choice {i:05d}" for i in range(10_000)], "title": "Many"},
        wide={
            "type": "object",
            "title": "Wide",
            "properties": {f"m{i}": {"type": "string"} for i in range(500)},
        },
    )
    schema["$defs"] = {"node": node}
    page = opened(schema)
    field = page.get_by_label("Many", exact=True)
    field.fill("choice 0777")
    page.get_by_role("option", name="choice 07777").click()
    assert json.loads(value_of(page)) == {"many": "choice 07777"}
    assert page.locator("#form *").count() < 4000
    page.get_by_text("Wide", exact=True).click()
    page.get_by_label("m499", exact=True).fill("x")
    assert json.loads(value_of(page))["wide"] == {"m499": "x"}


def test_search_in_a_long_form(opened: Opener) -> None:
    page = opened(EVERY_KIND)
    page.get_by_label("Find an input").fill("traffic")
    assert page.locator(".pb-fields > * > .pb-field:visible").count() == 1
    page.get_by_label("Find an input").fill("")
    page.get_by_label("Show", exact=True).select_option("needed")
    assert page.locator(".pb-fields > * > .pb-field:visible").count() == len(
        EVERY_KIND["required"]
    )


def test_the_map_is_loaded_when_it_is_asked_for(opened: Opener, pictures: Path) -> None:
    page = opened(
        schema_of(area=EVERY_KIND["properties"]["area"]), {"area": [5, 45, 15, 55]}
    )
    assert asked(page, "module") == []
    page.get_by_role("button", name="Map of Area").click()
    sheet = page.locator(".pb-map svg.pb-map-sheet")
    sheet.wait_for()
    page.screenshot(path=pictures / "map.png")
    page.get_by_role("button", name="Draw a box").click()
    place = sheet.bounding_box()
    page.mouse.move(place["x"] + 20, place["y"] + 250)
    page.mouse.down()
    page.mouse.move(place["x"] + 200, place["y"] + 60, steps=5)
    page.mouse.up()
    west, south, east, north = json.loads(value_of(page))["area"]
    assert west < east < 5
    assert 40 < south < north < 56
    page.get_by_label("West", exact=True).fill("170")
    page.get_by_label("East", exact=True).fill("-170")
    assert "km" in page.locator(".pb-map-tools").inner_text()


TILE = """<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256"
 fill="#cde" stroke="#48a" stroke-width="3"/><text x="20" y="140" font-size="40">%s</text></svg>"""


def test_tiles_show_only_if_their_address_was_set(
    opened: Opener, pictures: Path
) -> None:
    plan = inputs.plan(schema_of(area=EVERY_KIND["properties"]["area"]))
    page = opened(plan, {"area": [5, 45, 15, 55]})
    asked_for: list[str] = []

    def answer(route: Any) -> None:
        asked_for.append(route.request.url)
        z, x, y = re.findall(r"\d+", route.request.url.partition("tiles.test/")[2])[:3]
        if x == y:  # one that the server lacks
            route.abort()
        else:
            route.fulfill(body=TILE % f"{z}/{x}/{y}", content_type="image/svg+xml")

    page.route("https://tiles.test/**", answer)
    page.get_by_role("button", name="Map of Area").click()
    page.locator("svg.pb-map-sheet").wait_for()
    assert page.locator("svg.pb-map-sheet image").count() == 0
    records = records_of(plan, {"area": [5, 45, 15, 55]})
    records["meta"]["tiles"] = "https://tiles.test/{z}/{x}/{y}.png"
    page.evaluate("records => load(records)", records)
    page.get_by_role("button", name="Map of Area").click()
    page.get_by_text("Tiles: tiles.test").wait_for()
    until(page, "document.querySelectorAll('svg.pb-map-sheet image').length > 5")
    page.wait_for_timeout(200)
    page.screenshot(path=pictures / "tiles.png")
    before = len(asked_for)
    assert before < 60 and len(set(asked_for)) == before
    page.get_by_role("button", name="Zoom out").click()
    for _ in range(5):
        page.get_by_role("button", name="Zoom out").click()
    page.wait_for_timeout(300)
    page.screenshot(path=pictures / "tiles-world.png")
    assert len(set(asked_for)) - before < 400


LAB_DARK = """body { background: #111; color: #fff; --jp-layout-color1: #212121; --jp-layout-color2: #424242;
 --jp-content-font-color1: #fff; --jp-content-font-color2: #b8b8b8; --jp-border-color2: #616161;
 --jp-brand-color1: #2196f3; --jp-ui-inverse-font-color1: #000 }"""
LAB_CONTRAST = """body { background: #000; color: #fff; --jp-layout-color1: #000; --jp-layout-color2: #333;
 --jp-content-font-color1: #fff; --jp-content-font-color2: #fff; --jp-border-color2: #fff;
 --jp-brand-color1: #64b5f6; --jp-ui-inverse-font-color1: #000 }"""
THEMES = {
    "light": ("light", "", ""),
    "dark": ("dark", "", ""),
    "lab-dark": ("light", LAB_DARK, 'data-jp-theme-light="false"'),
    "lab-high-contrast": ("light", LAB_CONTRAST, 'data-jp-theme-light="false"'),
}


@pytest.mark.parametrize("theme", THEMES)
def test_no_violation_with_every_kind_on_screen(
    opened: Opener, pictures: Path, theme: str
) -> None:
    scheme, style, body = THEMES[theme]
    page = opened(
        EVERY_KIND, FILLED, scheme=scheme, style=style, body=body, strict=False
    )
    page.get_by_label("Some lines", exact=True).focus()
    page.screenshot(path=pictures / f"{theme}.png", full_page=True)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []


def test_forced_colours_and_a_narrow_cell(opened: Opener, pictures: Path) -> None:
    page = opened(EVERY_KIND, FILLED, width=320)
    page.emulate_media(forced_colors="active")
    page.screenshot(path=pictures / "narrow-forced-colours.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    await_status(page, re.compile("mistake"))


DRAWN = """() => ({ empty: [...document.querySelectorAll('.pb-field:not(details) > .pb-body')].filter((e) => !e.childElementCount).length,
  top: document.querySelectorAll('.pb-field[data-pointer]').length, failed: document.querySelectorAll('.pb-failure').length })"""


def test_every_real_process_is_drawn_and_keeps_its_example(
    opened: Opener, shared: Path
) -> None:
    page = opened(schema_of(a={"type": "string"}))
    fields = 0
    for path in sorted(
        (shared / "corpus" / "dev" / "process-descriptions").glob("*.json")
    ):
        plan = inputs.plan(json.loads(path.read_text("utf-8")))
        value = inputs.prefill(json.loads(path.read_text("utf-8")), optional=True)
        page.evaluate("records => load(records)", records_of(plan, value))
        page.wait_for_timeout(60)
        drawn = page.evaluate(DRAWN)
        wanted = [
            f
            for f in plan.fields
            if not f.when and not f.hints.get("hidden") and not f.hints.get("advanced")
        ]
        assert (drawn["empty"], drawn["failed"]) == (0, 0), path.name
        assert drawn["top"] >= len({f.name for f in wanted}), path.name
        fields += len(plan.fields)
        # What the form holds is what it was given, to the letter.
        page.get_by_role("button", name="Edit as JSON", exact=True).click()
        held = page.get_by_label("The whole form as JSON").input_value()
        assert inputs.loads(held) == value, path.name
    assert fields > 300


def test_the_example_of_the_standard_is_drawn_whole_and_yields_its_request(
    opened: Opener, shared: Path, pictures: Path
) -> None:
    folder = shared / "ogc" / "examples" / "1.0"
    description = json.loads((folder / "ProcessDescription.json").read_text("utf-8"))
    request = json.loads((folder / "Execute.json").read_text("utf-8"))["inputs"]
    plan = inputs.plan(description)
    value = inputs.decode(description, request)
    page = opened(plan, value, width=760)
    page.screenshot(path=pictures / "echo.png", full_page=True)
    for field in plan.fields:
        assert page.locator(f"[data-pointer='/{field.name}']").count() >= 1, field.name
    page.get_by_role("button", name="Edit as JSON", exact=True).click()
    held = inputs.loads(page.get_by_label("The whole form as JSON").input_value())
    assert inputs.encode(description, held) == inputs.encode(description, value)
    assert {
        n: v for n, v in inputs.encode(description, held).items() if n in request
    } == request


def test_no_pattern_of_a_server_stops_the_page(opened: Opener) -> None:
    patterns = ["^(a+)+$", r"^(\w+\s?)*$", "^(a|a)*$", "a*a*a*a*a*a*a*b", "^x+$"]
    page = opened(
        schema_of(
            **{
                f"p{n}": {"type": "string", "pattern": p}
                for n, p in enumerate(patterns)
            }
        )
    )
    start = time.perf_counter()
    for n in range(len(patterns)):
        page.get_by_label(f"p{n}", exact=True).fill("a" * 5000 + "!")
    await_status(page, "1 mistake:")
    page.get_by_label("p3", exact=True).fill("aaa")
    await_error(
        page,
        page.get_by_label("p3", exact=True),
        "Does not have the form a*a*a*a*a*a*a*b.",
    )
    # A pattern that backtracks would take years; the limit leaves room for a busy machine.
    assert time.perf_counter() - start < 20


def test_a_menu_in_a_long_form_reaches_beyond_the_fields_around_it(
    opened: Opener,
) -> None:
    page = opened(
        schema_of(
            **{f"f{n}": {"type": "string", "title": f"Field {n}"} for n in range(60)}
        )
    )
    for n in (9, 19, 29):
        page.get_by_label(f"Field {n}", exact=True).click()
        page.get_by_role("button", name=f"More for Field {n}").click()
        page.get_by_role("menuitem").last.click(trial=True, timeout=10_000)
        page.keyboard.press("Escape")


def process_of(**fields: Any) -> inputs.Plan:
    """The plan of a process with these inputs, none of them needed."""
    described = {name: {"minOccurs": 0, **field} for name, field in fields.items()}
    return inputs.plan({"id": "p", "version": "1", "inputs": described})


def test_an_input_without_a_schema_takes_text_and_json(opened: Opener) -> None:
    page = opened(process_of(free={"title": "Free", "schema": {}}))
    field = page.get_by_label("Free", exact=True)
    for typed, sent in (
        ("hello world", '{"free":"hello world"}'),
        ('{"a": 1', '{"free":"{\\"a\\": 1"}'),
        ('{"a": 1}', '{"free":{"a":1}}'),
        ("05", '{"free":"05"}'),
        ("5", '{"free":5}'),
    ):
        field.fill(typed)
        assert value_of(page) == sent
        assert page.locator("[aria-invalid]").count() == 0
    page.get_by_role("button", name="Free: Sent as JSON").click()
    assert value_of(page) == '{"free":"5"}'
    page.get_by_role("button", name="Free: Sent as text").click()
    assert value_of(page) == '{"free":5}'
    field.fill("")
    assert value_of(page) == "{}"


def test_items_that_the_schema_does_not_describe_take_text(opened: Opener) -> None:
    page = opened(
        process_of(frees={"title": "Frees", "schema": {"type": "array"}}),
        {"frees": ["a b", "7", 7]},
    )
    page.get_by_role("button", name="Add to Frees").click()
    page.keyboard.type("5")
    assert page.get_by_label("Frees 1", exact=True).input_value() == "a b"
    assert value_of(page) == '{"frees":["a b","7",7,5]}'


def test_an_area_with_the_north_first(opened: Opener, pictures: Path) -> None:
    numbers = {"type": "array", "items": {"type": "number"}}
    schema = {**numbers, "minItems": 4, "maxItems": 4, "description": "N, W, S, E"}
    page = opened(process_of(area={"title": "Area", "schema": schema}))
    for edge, text in (("North", "60"), ("West", "-10"), ("South", "50")):
        page.get_by_label(edge, exact=True).fill(text)
    page.get_by_role("button", name="Map of Area").click()
    page.get_by_label("East", exact=True).fill("2")
    assert value_of(page) == '{"area":[60,-10,50,2]}'
    # What is typed moves the map, so that the box is in sight.
    page.locator("rect.pb-box").wait_for()
    view = page.locator("svg.pb-map-sheet").get_attribute("viewBox")
    width = float(view.split()[2])
    assert width < 60
    page.locator("svg.pb-map-sheet").hover()
    assert re.search(r"5\d\.\d+° N, ", page.locator(".pb-map-where").inner_text())
    assert "km" in page.locator(".pb-map-scale").inner_text()
    page.screenshot(path=pictures / "north-first.png")
    page.get_by_label("South", exact=True).fill("95")
    await_status(page, re.compile("2 mistakes"))
    page.get_by_role("button", name="Run anyway…").wait_for()


def test_an_object_of_edges_has_a_map(opened: Opener) -> None:
    edges = {edge: {"type": "number"} for edge in ("west", "south", "east", "north")}
    page = opened(
        process_of(
            extent={
                "title": "Extent",
                "schema": {"type": "object", "properties": edges},
            }
        ),
        {"extent": {"west": -10, "south": 50, "east": 2, "north": 60}},
    )
    page.get_by_role("button", name="Map of Extent").click()
    page.locator("rect.pb-box").wait_for()
    page.get_by_role("button", name="Draw a box").click()
    box = page.locator("svg.pb-map-sheet").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 200, steps=4)
    page.mouse.up()
    drawn = json.loads(value_of(page))["extent"]
    assert drawn["west"] < drawn["east"]
    assert drawn["south"] < drawn["north"]
    assert drawn != {"west": -10, "south": 50, "east": 2, "north": 60}


def test_many_choices_are_taken_by_range_and_list(opened: Opener) -> None:
    days = [f"{day:02}" for day in range(1, 32)]
    schema = {"type": "array", "items": {"type": "string", "enum": days}}
    page = opened(process_of(day={"title": "Day", "schema": schema}))
    assert page.get_by_role("checkbox").count() == 31
    line = page.get_by_label("Range or list for Day")
    line.fill("3-5, 31")
    line.press("Enter")
    assert value_of(page) == '{"day":["03","04","05","31"]}'
    line.fill('["01", "02"]')
    line.press("Enter")
    assert value_of(page) == '{"day":["01","02"]}'
    line.fill("1, 40")
    line.press("Enter")
    page.get_by_text("Not among the choices: 40").wait_for()
    assert value_of(page) == '{"day":["01"]}'
    page.get_by_label("10", exact=True).check()
    page.get_by_label("12", exact=True).click(modifiers=["Shift"])
    assert value_of(page) == '{"day":["01","10","11","12"]}'
    page.get_by_role("button", name="All of Day").click()
    assert json.loads(value_of(page)) == {"day": days}
    page.get_by_role("button", name="None of Day").click()
    assert value_of(page) == "{}"


def test_at_most_one_of_several_is_one_choice(opened: Opener) -> None:
    names = {"type": "string", "enum": ["add", "divide", "multiply"]}
    schema = {"type": "array", "items": names, "minItems": 0, "maxItems": 1}
    page = opened(process_of(op={"title": "Op", "schema": schema}))
    field = page.get_by_label("Op", exact=True)
    field.select_option("divide")
    assert value_of(page) == '{"op":["divide"]}'
    field.select_option("—")
    assert value_of(page) == "{}"


def test_several_of_many_names_are_pasted_into_the_search(opened: Opener) -> None:
    names = [f"variable_number_{n}" for n in range(40)]
    schema = {"type": "array", "items": {"type": "string", "enum": names}}
    page = opened(process_of(v={"title": "V", "schema": schema}))
    search = page.get_by_label("Add to V", exact=True)
    paste(search, "variable_number_3\nvariable_number_1")
    assert json.loads(value_of(page)) == {"v": [names[1], names[3]]}


def test_a_value_from_an_example_says_so(opened: Opener) -> None:
    description = {
        "id": "p",
        "version": "1",
        "inputs": {
            "name": {"title": "Name", "schema": {"type": "string", "example": "World"}}
        },
    }
    planned = inputs.plan(description)
    page = opened(planned, inputs.prefill(planned))
    page.get_by_text("from the server's example").wait_for()
    page.get_by_label("Name", exact=True).fill("me")
    page.get_by_text("from the server's example").wait_for(state="hidden")


def test_null_has_a_name_among_the_alternatives(opened: Opener) -> None:
    schema = {
        "oneOf": [
            {"title": "Phone", "type": "string"},
            {"title": "Room", "type": "integer"},
            {"title": "Nobody", "type": "null"},
        ]
    }
    page = opened(process_of(contact={"title": "Contact", "schema": schema}))
    page.get_by_role("radio", name="Nobody").check()
    assert value_of(page) == '{"contact":null}'
    page.get_by_role("radio", name="Room").check()
    page.get_by_label("Contact", exact=True).fill("7")
    assert value_of(page) == '{"contact":7}'


def test_a_new_item_is_not_wrong_before_it_is_filled_in(opened: Opener) -> None:
    page = opened(
        schema_of(n={"type": "array", "title": "N", "items": {"type": "integer"}})
    )
    page.get_by_role("button", name="Add to N").click()
    page.get_by_label("N 1", exact=True).wait_for()
    await_status(page, re.compile("1 "))
    assert page.locator("[aria-invalid]").count() == 0


def test_an_input_that_is_not_listed_has_a_place(opened: Opener) -> None:
    page = opened(
        process_of(a={"title": "A", "schema": {"type": "number"}}), {"foo": 1}
    )
    field = page.get_by_label("foo", exact=True)
    await_error(page, field, "not known")
    page.get_by_role("button", name="foo", exact=True).click()
    until(page, "document.activeElement?.value === '1'")
    field.fill("")
    field.wait_for(state="detached")
    assert value_of(page) == "{}"


def test_a_list_shows_its_default(opened: Opener) -> None:
    schema = {"type": "array", "items": {"type": "integer"}, "default": [1, 2, 3]}
    page = opened(process_of(n={"title": "N", "schema": schema}))
    page.get_by_text("[1,2,3] (default)").wait_for()
    page.get_by_role("button", name="Add to N").click()
    page.get_by_text("[1,2,3] (default)").wait_for(state="hidden")


def test_a_damaged_plan_shows_what_can_be_read(
    browser: Any, pages: Site, pictures: Path
) -> None:
    page = browser.new_page()
    planned = process_of(a={"title": "A", "schema": {"type": "number"}})
    records = records_of(planned)
    damaged = json.loads(records["plan"]["text"])
    damaged["fields"].insert(0, None)
    records["plan"]["text"] = json.dumps(damaged)
    pages.show(page, records)
    page.get_by_role("alert").get_by_text("1 input of the description").wait_for()
    page.get_by_label("A", exact=True).fill("2")
    assert value_of(page) == '{"a":2}'
    page.close()


def test_the_browsers_picker_writes_into_its_field(opened: Opener) -> None:
    page = opened(schema_of(day={"type": "string", "format": "date", "title": "Day"}))
    page.get_by_role("button", name="Pick").click()
    page.locator(".pb-picker").evaluate(
        "(e) => { e.value = '2024-02-29'; e.dispatchEvent(new Event('input')); }"
    )
    assert page.get_by_label("Day", exact=True).input_value() == "2024-02-29"
