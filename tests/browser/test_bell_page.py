"""The bell of a job table and a job card, in a bare page: told when jobs end while nobody looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jobspage import mount, row, snap
from labdriver import Browser

pytestmark = pytest.mark.browser

JOBS = {
    "_0": {"name": "example.org", "has_list": True},
    "1": row(1, id="job_1", p="ndvi", s="running", g=30, m=None),
    "2": row(2, id="job_2", p="ndvi", s="running", g=30, m=None),
}
# A browser without a person grants nothing, so it is played: what is asked, what is shown, whether the page is seen.
DESKTOP = """(permission) => {
  window.asked = 0; window.shown = [];
  window.Notification = class {
    static permission = permission;
    static async requestPermission() { window.asked++; return (this.permission = 'granted'); }
    constructor(title) { window.shown.push(title); }
  };
  window.away = false;
  Object.defineProperty(document, 'hidden', {get: () => window.away, configurable: true});
}"""
LEAVE = "(away) => { window.away = away; document.dispatchEvent(new Event('visibilitychange')); }"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(size=(1100, 700)) as made:
        yield made


@pytest.fixture
def page(browser: Browser) -> Iterator[Any]:
    made = browser.new_page()
    yield made
    made.close()


def test_a_table_tells_once_of_jobs_that_ended(page: Any) -> None:
    mount(page)
    page.evaluate(DESKTOP, "default")
    snap(page, JOBS)
    bell = page.get_by_role("button", name="Notify me when jobs end")
    assert bell.get_attribute("aria-pressed") == "false"
    bell.click()
    page.wait_for_function("window.asked === 1")
    assert bell.get_attribute("aria-pressed") == "true"
    page.evaluate(LEAVE, True)
    assert page.evaluate("window.sent.filter((m) => m.t === 'hello').at(-1).visible"), (
        "the kernel goes on asking the server"
    )
    page.evaluate("delta(1, {1: {s: 'successful'}, 2: {s: 'failed'}})")
    page.wait_for_function("document.title === '✕ Jobs'")
    assert page.evaluate("window.shown") == ["2 jobs ended, 1 failed"]
    page.evaluate(LEAVE, False)
    assert page.title() == "Jobs"


def test_without_leave_only_the_title_tells(page: Any) -> None:
    mount(page, notify=True)
    page.evaluate(DESKTOP, "denied")
    snap(page, JOBS)
    bell = page.get_by_role("button", name="Notify me when jobs end")
    assert bell.get_attribute("aria-pressed") == "true", "as Python said"
    page.evaluate(LEAVE, True)
    page.evaluate("delta(1, {1: {s: 'successful'}})")
    page.wait_for_function("document.title === '✓ Jobs'")
    assert page.evaluate("[window.asked, window.shown.length]") == [0, 0]
    page.evaluate("delta(2, {2: {s: 'failed'}})")
    page.wait_for_function("document.title === '✕ Jobs'")
    page.evaluate("unmount()")
    assert page.title() == "Jobs"


@pytest.mark.parametrize("notify", [False, True])
def test_a_card_tells_when_its_job_ends(page: Any, notify: bool) -> None:
    mount(page, "card", notify=notify)
    page.evaluate(DESKTOP, "granted")
    snap(page, {"job": JOBS["1"], "_0": JOBS["_0"]})
    bell = page.get_by_role("button", name="Notify me when it ends")
    bell.wait_for()
    if not notify:
        bell.click()
    assert bell.get_attribute("aria-pressed") == "true"
    page.evaluate(LEAVE, True)
    page.evaluate("delta(1, {job: {s: 'successful'}})")
    page.wait_for_function("window.shown.length === 1")
    assert page.evaluate("window.shown[0]") == "ndvi successful"
    assert page.title() == "✓ Jobs"
    assert bell.count() == 0, "there is nothing more to wait for"


def test_nobody_is_told_who_did_not_ask(page: Any) -> None:
    mount(page)
    page.evaluate(DESKTOP, "granted")
    snap(page, JOBS)
    page.evaluate(LEAVE, True)
    page.evaluate("delta(1, {1: {s: 'successful'}})")
    page.get_by_role("button", name="Notify me when jobs end").click()
    page.evaluate("delta(2, {2: {s: 'failed'}})")
    page.wait_for_function("window.shown.length === 1")
    assert page.evaluate("window.shown") == ["ndvi failed"]
