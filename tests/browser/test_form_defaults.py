"""What a form shows where nothing is set: the value that the server takes, or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from formpage import Site, chromium, records_of, site

from procbook import inputs

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages() -> Iterator[Site]:
    with site() as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    made = browser.new_page()
    yield made
    made.close()


def plan_of(**properties: Any) -> inputs.Plan:
    return inputs.plan({"type": "object", "properties": properties})


def await_value(page: Any, text: str) -> None:
    """Wait until the kernel was told this value."""
    value = ""
    for _ in range(200):
        value = str(page.evaluate("window.lastValue()"))
        if value == text:
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"{value} is not {text}")


BANDS = {
    "type": "array",
    "title": "Bands",
    "items": {"type": "string"},
    "default": ["B04", "B08"],
}


def test_a_list_shows_its_default_and_grows_from_it(page: Any, pages: Site) -> None:
    pages.show(page, records_of(plan_of(bands=BANDS)))
    default = page.get_by_text("(default)")
    default.wait_for()
    page.get_by_role("button", name="Add to Bands").click()
    page.get_by_label("Bands 3", exact=True).fill("B12")
    await_value(page, '{"bands":["B04","B08","B12"]}')
    default.wait_for(state="hidden")
    for place in (3, 2, 1):
        page.get_by_role("button", name=f"Remove Bands {place}").click()
    default.wait_for()
    await_value(page, "{}")


def test_a_slider_without_a_value_has_no_handle(
    page: Any, pages: Site, pictures: Path
) -> None:
    number = {"type": "integer", "minimum": 0, "maximum": 255, "title": "Band"}
    pages.show(page, records_of(plan_of(band=number)))
    slider = page.get_by_label("Slider", exact=True)
    bare = slider.screenshot(path=pictures / "bare.png")
    page.get_by_label("Band", exact=True).fill("0")
    page.locator(".pb-slider:not(.pb-nowhere)").wait_for()
    assert slider.screenshot(path=pictures / "zero.png") != bare
    slider.fill("128")
    await_value(page, '{"band":128}')


def test_long_choices_in_a_grid_do_not_cover_each_other(
    page: Any, pages: Site, pictures: Path
) -> None:
    seasons = ["JFM", "MAMJJASO", "SONDJFMA", "MAMJJA", "DJF", "WWWWWWWW"] * 2
    choices = [f"{season[: 8 - n // 6]}" for n, season in enumerate(seasons)]
    item = {"type": "string", "enum": list(dict.fromkeys([*choices, *"ABCDEF"]))}
    schema = {"type": "array", "title": "Season", "items": item}
    pages.show(page, records_of(plan_of(season=schema)))
    page.get_by_label("JFM", exact=True).wait_for()
    page.screenshot(path=pictures / "grid.png")
    labels = page.locator(".pb-grid label")
    assert labels.count() == len(item["enum"])
    assert labels.evaluate_all(
        "(all) => all.every((label) => label.scrollWidth <= label.clientWidth)"
    )
