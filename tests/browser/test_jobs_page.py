"""The job table and the job card in a bare page, as a person and a screen reader meet them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jobspage import mount, records, row, snap
from labdriver import Browser

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser(size=(1100, 800)) as made:
        yield made


@pytest.fixture
def page(browser: Browser) -> Iterator[Any]:
    made = browser.new_page()
    yield made
    made.close()


FEW = {
    "_0": {"name": "example.org", "has_list": True},
    "1": row(1, id="job_1", p="sleep_a_while", s="running", g=30, m="Slept 3 of 10 s"),
    "2": row(2, id="job_2", p="sleep_a_while", s="successful", m="Slept 10 s"),
    "3": row(3, id="job_3", p="sleep_a_while", s="failed", g=50, m="Woke up too early"),
    "4": row(4, id="job_4", p="primes_between", s="running", g=None, m=None),
    "5": row(5, id="job_5", p="primes_between", s="gone", w="running"),
}


def line(page: Any, name: str) -> Any:
    return page.get_by_role("row", name=re.compile(name))


def sent(page: Any, verb: str) -> list[dict[str, Any]]:
    return page.evaluate(
        "(verb) => window.sent.filter((m) => m.verb === verb).map((m) => m.args)", verb
    )


def test_a_job_is_a_row_with_its_names(page: Any) -> None:
    mount(page)
    snap(page, FEW)
    bar = line(page, "sleep_a_while.*job_1").get_by_role("progressbar")
    assert bar.get_attribute("aria-valuenow") == "30"
    assert line(page, "job_1").get_by_text("running").count() == 1
    assert (
        line(page, "job_4").get_by_role("progressbar").get_attribute("aria-valuenow")
        is None
    )
    assert line(page, "job_3").get_by_text("Woke up too early").count() == 1
    page.evaluate("delta(1, {1: {g: 60, m: 'Slept 6 of 10 s'}})")
    line(page, "job_1").get_by_text("Slept 6 of 10 s").wait_for()
    assert bar.get_attribute("aria-valuenow") == "60"


@pytest.mark.parametrize("width", [480, 560, 620, 700])
def test_why_a_job_failed_is_seen_where_there_is_no_room_for_messages(
    page: Any, width: int, pictures: Path
) -> None:
    mount(page, width=f"{width}px")
    snap(page, FEW)
    why = line(page, "job_3").get_by_text("Woke up too early")
    why.wait_for()
    page.screenshot(path=pictures / "narrow.png")
    assert why.bounding_box()["width"] > 50
    assert line(page, "job_3").get_by_role("progressbar").count() == 0
    assert line(page, "job_1").get_by_role("progressbar").count() == 1
    page.evaluate("delta(1, {3: {s: 'running', m: null}})")
    line(page, "job_3").get_by_role("progressbar").wait_for()


def test_an_empty_table_says_no_more_than_is_known(page: Any) -> None:
    mount(page)
    page.get_by_text("Waiting for the kernel…").wait_for()
    snap(page, {"_0": {"name": "example.org", "has_list": None}})
    page.get_by_text("Waiting for the server…").wait_for()
    page.evaluate("delta(1, {_0: {has_list: true}})")
    page.get_by_text("No jobs yet.").wait_for()
    page.evaluate("(job) => delta(2, {1: job})", FEW["1"])
    page.get_by_role("searchbox").fill("nothing like it")
    page.get_by_text("No job fits the filter.").wait_for()


def test_counts_are_announced_at_most_once_a_second(page: Any) -> None:
    mount(page)
    snap(page, FEW)
    page.get_by_role("status").filter(
        has_text="5 jobs: 2 running, 1 failed, 1 successful, 1 gone"
    ).wait_for(state="attached")
    page.evaluate(
        """() => { window.said = 0;
        const all = {childList: true, characterData: true, subtree: true};
        new MutationObserver(() => window.said++).observe(document.querySelector('[role=status]'), all);
        let seq = 0;
        window.timer = setInterval(() => delta(++seq, {1: {s: seq % 2 ? 'accepted' : 'running'}}), 50); }"""
    )
    page.wait_for_timeout(2500)
    assert page.evaluate("(clearInterval(window.timer), window.said)") <= 3


def test_verbs(page: Any) -> None:
    mount(page)
    snap(page, FEW)
    page.evaluate(
        "() => { window.answers.cancel = window.answers.remove = ({keys}) => ({done: keys, failed: {}}); }"
    )
    line(page, "job_1").get_by_role("button", name="Cancel", exact=True).click()
    assert sent(page, "cancel") == [{"keys": ["1"]}]
    line(page, "job_2").get_by_role("button", name="Remove").click()
    assert sent(page, "remove") == [], "removing is asked about first"
    page.keyboard.press("Escape")
    line(page, "job_2").get_by_role("button", name="Remove").click()
    page.get_by_role("alertdialog").get_by_role(
        "button", name="Remove for good"
    ).click()
    assert sent(page, "remove") == [{"keys": ["2"]}]
    assert line(page, "job_5").get_by_role("button", name="Cancel").count() == 0


def test_a_refusal_is_shown_with_its_job(page: Any) -> None:
    mount(page)
    snap(page, FEW)
    page.evaluate(
        "() => { window.answers.cancel = ({keys}) => ({done: [], failed: {[keys[0]]: {title: 'Not allowed.'}}}); }"
    )
    line(page, "job_1").get_by_role("button", name="Cancel").click()
    page.get_by_role("alert").filter(has_text="job_1: Not allowed.").wait_for()


def test_a_click_that_waits_says_so(page: Any) -> None:
    mount(page)
    snap(page, FEW)
    line(page, "job_1").get_by_role("button", name="Cancel").click()
    line(page, "job_1").get_by_text("queued").wait_for()


def test_bulk(page: Any) -> None:
    mount(page)
    snap(page, FEW)
    page.evaluate(
        "() => { for (const verb of ['cancel', 'rerun', 'mark']) window.answers[verb] = done; }"
    )
    page.get_by_role("checkbox", name="Select all jobs shown").check()
    page.get_by_role("button", name="Cancel 2").click()
    assert sorted(sent(page, "cancel")[0]["keys"]) == ["1", "4"]
    page.get_by_role("button", name="Pin").click()
    assert sent(page, "mark")[0]["pinned"] is True
    page.get_by_role("button", name="Group…").click()
    page.get_by_role("textbox", name="Name of the group").fill("lakes")
    page.get_by_role("button", name="Group", exact=True).click()
    assert sent(page, "mark")[1]["group"] == "lakes"
    page.get_by_role("button", name="Clear selection").click()
    assert page.get_by_role("button", name="Pin").count() == 0


def test_details_and_result(page: Any) -> None:
    mount(page)
    snap(page, FEW)
    page.evaluate(
        """() => { window.answers.details = () => ({
            message: 'Woke up too early', trace: 'Traceback: here', inputs: {duration: 2}, links: [{href: 'javascript:alert(1)', rel: 'bad'}, {href: 'http://x/log', rel: 'log'}], log: 'http://x/log',
            times: {created: '2026-05-01T12:00:00Z', finished: '2026-05-01T12:00:03Z'}, url: 'http://x/jobs/3', server: 'http://x/'});
          window.answers.log = ({offset}) => offset ? {text: '', offset, anew: false} : {text: 'one\\ntwo\\n', offset: 8, anew: true};
          window.answers.open = () => ({html: '<table><tr><td>42</td></tr></table>'
            + '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>'}); }"""
    )
    line(page, "job_3").get_by_role("button", name="job_3", exact=True).click()
    page.get_by_text("Traceback: here").wait_for()
    assert page.locator("a[href^=javascript]").count() == 0
    page.get_by_text("Log", exact=True).click()
    page.get_by_role("log").filter(has_text="two").wait_for()
    page.keyboard.press("Escape")
    line(page, "job_2").get_by_role("button", name="Open result").click()
    page.get_by_role("cell", name="42").wait_for()
    page.wait_for_timeout(100)
    assert page.evaluate("window.hacked") is None
    line(page, "job_2").get_by_role("button", name="job_2", exact=True).click()
    page.get_by_text(
        "Traceback: here"
    ).wait_for()  # the details instead of the result, not nothing


HOST = """window.host = {getWidget: async (name) => {
  if (name === 'anywidget:lost') throw new Error('no such model');
  return {render: async ({el, signal}) => {
    el.append('drawn by ' + name);
    signal.addEventListener('abort', () => (window.ended = (window.ended ?? 0) + 1));
  }};
}}"""


def test_a_result_opens_in_its_own_viewer(page: Any) -> None:
    page.evaluate(HOST)
    mount(page)
    snap(page, FEW)
    page.evaluate(
        "() => { window.answers.open = ({live}) => live ? {viewer: 'abc'} : {html: '<p>as HTML</p>'}; }"
    )
    open_result = line(page, "job_2").get_by_role("button", name="Open result")
    open_result.click()
    page.get_by_text("drawn by anywidget:abc").wait_for()
    page.get_by_role("button", name="Close details").click()
    assert page.evaluate("window.ended") == 1
    page.evaluate(
        "() => { window.answers.open = ({live}) => live ? {viewer: 'lost'} : {html: '<p>as HTML</p>'}; }"
    )
    open_result.click()
    page.get_by_text("as HTML").wait_for()


def test_the_card_opens_and_closes_the_viewer(page: Any) -> None:
    page.evaluate(HOST)
    mount(page, "card")
    page.evaluate(
        "() => { window.answers.preview = () => ({html: '<p>42.5</p>'}); window.answers.open = () => ({viewer: 'abc'}); }"
    )
    snap(page, {"job": FEW["2"], "_0": FEW["_0"]})
    page.get_by_text("42.5").wait_for()
    open_result = page.get_by_role("button", name="Open result")
    open_result.click()
    page.get_by_text("drawn by anywidget:abc").wait_for()
    assert page.get_by_text("42.5").is_hidden()
    open_result.click()
    page.get_by_text("42.5").wait_for()
    assert page.get_by_text("drawn by").count() == 0
    assert page.evaluate("window.ended") == 1


def test_a_log_is_followed_and_can_be_paused(page: Any) -> None:
    mount(page)
    snap(page, FEW)
    page.evaluate(
        """() => { window.answers.details = () => ({links: [], log: 'x', times: {}, url: 'http://x/jobs/1', server: 'x'});
          window.answers.log = ({offset}) => ({text: `at ${offset}\\n`, offset: (offset ?? 0) + 5, anew: !offset}); }"""
    )
    line(page, "job_1").get_by_role("button", name="job_1", exact=True).click()
    page.get_by_text("Log", exact=True).click()
    log = page.get_by_role("log")
    log.filter(has_text="at null").wait_for()
    log.filter(has_text="at 5").wait_for()
    page.get_by_role("button", name="Pause").click()
    asked = len(sent(page, "log"))
    page.wait_for_timeout(2500)
    assert len(sent(page, "log")) == asked
    page.get_by_role("button", name="Pause").click()
    log.filter(has_text="at 10").wait_for()
    page.evaluate("delta(1, {1: {s: 'successful'}})")
    page.get_by_role("button", name="Pause").wait_for(state="hidden")
    assert log.is_visible(), "the log stays open at the end"


def test_sorting_filtering_and_searching(page: Any) -> None:
    mount(page)
    snap(page, FEW)
    names = """() => [...document.querySelectorAll('[role=row][aria-label]')]
        .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex).map((r) => r.ariaLabel.split(' ')[1])"""
    page.get_by_role("button", name="Job", exact=True).click()
    page.wait_for_function(f"({names})()[0] === 'job_1'")
    assert (
        page.get_by_role("columnheader", name=re.compile("^Job")).get_attribute(
            "aria-sort"
        )
        == "ascending"
    )
    page.get_by_role("button", name=re.compile("running")).first.click()
    page.wait_for_function(f"({names})().join() === 'job_1,job_4'")
    page.get_by_role("searchbox", name="Search jobs").fill("primes")
    page.wait_for_function(f"({names})().join() === 'job_4'")
    page.get_by_role("searchbox", name="Search jobs").fill("no such thing")
    page.get_by_text("No job fits the filter.").wait_for()


def test_columns_can_be_chosen(page: Any) -> None:
    mount(page)
    snap(page, FEW)
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("checkbox", name="Message").uncheck()
    assert page.get_by_role("columnheader", name="Message").count() == 0
    page.keyboard.press("Escape")
    assert page.get_by_role("checkbox", name="Message").count() == 0


def test_a_lost_delta_is_noticed_and_repaired_by_one_snapshot(page: Any) -> None:
    mount(page)
    snap(page, FEW)
    page.evaluate("delta(1, {1: {g: 40}}); delta(3, {1: {g: 60}})")
    page.wait_for_function("window.sent.filter((m) => m.t === 'resync').length === 1")
    page.evaluate("delta(4, {1: {g: 70}}); delta(5, {1: {g: 80}})")
    snap(page, {**FEW, "1": {**FEW["1"], "g": 90}}, seq=5)
    page.evaluate("delta(6, {4: {g: 5}})")
    page.wait_for_timeout(100)
    assert (
        line(page, "job_1").get_by_role("progressbar").get_attribute("aria-valuenow")
        == "90"
    )
    assert page.evaluate("window.sent.filter((m) => m.t === 'resync').length") == 1


def test_focus_stays_with_its_job_when_rows_move(page: Any) -> None:
    mount(page)
    snap(page, records(50))
    button = page.get_by_role("button", name=re.compile("^Cancel")).first
    job = button.get_attribute("title")
    button.focus()
    page.evaluate(
        """(row) => delta(1, Object.fromEntries(
            [1, 2, 3, 4, 5].map((i) => ['n' + i, {...row, id: 'new_' + i, c: row.c + i}])))""",
        row(90),
    )
    page.wait_for_timeout(200)
    assert page.evaluate("document.activeElement.title") == job
    assert page.get_by_title(job, exact=True).count() == 1


def test_rows_are_read_out_in_the_order_in_which_they_stand(page: Any) -> None:
    mount(page)
    snap(page, records(8))
    rows = page.locator("[role=row][aria-rowindex]")
    in_order = "rows => rows.map(r => +r.ariaRowIndex).every((at, i) => at === i + 1)"
    assert rows.evaluate_all(in_order)
    page.evaluate("(job) => delta(1, {n1: {...job, id: 'new_1'}})", row(90))
    line(page, "new_1").wait_for()
    page.wait_for_function(
        "() => document.querySelector('[role=row][aria-rowindex=\"2\"]').ariaLabel.includes('new_1')"
    )
    assert rows.evaluate_all(in_order)
    focused = page.get_by_role("checkbox", name="Select new_1")
    focused.focus()
    for column in ("Process", "Status", "Created"):
        page.evaluate(
            "(name) => [...document.querySelectorAll('[role=columnheader] button')].find((b) => b.textContent === name)?.click()",
            column,
        )
        page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        assert rows.evaluate_all(in_order), column
    assert focused.evaluate("(box) => box === document.activeElement")


def test_a_silent_kernel_makes_the_table_stale(page: Any) -> None:
    page.clock.install()
    mount(page)
    snap(page, FEW)
    page.evaluate("window.alive = false")
    page.clock.run_for(26_000)
    page.get_by_text(
        re.compile("Stale since .*: the kernel does not answer")
    ).wait_for()
    assert line(page, "job_1").get_by_role("button", name="Cancel").is_disabled()
    page.evaluate("window.say({t: 'alive', seq: 0, at: Date.now()})")
    page.clock.run_for(1000)
    assert line(page, "job_1").get_by_role("button", name="Cancel").is_enabled()


def test_an_unreachable_server_is_named(page: Any) -> None:
    mount(page)
    since = page.evaluate("Date.now() - 5000")
    snap(
        page,
        {
            **FEW,
            "_0": {
                "name": "example.org",
                "error": "Connection refused.",
                "since": since,
            },
        },
    )
    page.get_by_text(
        re.compile("example.org: server unreachable since .* Connection refused")
    ).wait_for()


def test_without_a_kernel_the_saved_rows_are_shown(page: Any) -> None:
    saved = [
        {name: made[name] for name in ("id", "p", "s", "c")}
        for key, made in FEW.items()
        if key != "_0"
    ]
    mount(page, _preview={"n": 500, "rows": saved})
    page.get_by_text("Static view without a kernel: the first 5 of 500 jobs.").wait_for(
        timeout=5000
    )
    assert line(page, "job_1").get_by_role("button", name="Cancel").is_disabled()


def test_groups_are_one_line_each(page: Any) -> None:
    mount(page)
    sweep = {
        f"s{i}": row(i, id=f"s_{i}", s="successful" if i < 9 else "running", gr="lakes")
        for i in range(12)
    }
    snap(page, {**FEW, **sweep})
    group = page.get_by_role("row", name="Group lakes, 12 jobs")
    # Nine have ended, three are at 9, 10 and 11 per cent.
    assert group.get_by_role("progressbar").get_attribute("aria-valuenow") == "77"
    group.get_by_role("button", name="lakes").click()
    line(page, "s_11").wait_for()


def test_the_number_of_elements_does_not_grow_with_the_jobs(page: Any) -> None:
    mount(page)
    snap(page, records(10_000))
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelectorAll('#place *').length") <= 400
    page.evaluate("document.querySelector('[role=table]').scrollTop = 1e5")
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelectorAll('#place *').length") <= 400
    assert page.get_by_role("table").get_attribute("aria-rowcount") == "10001"


@pytest.mark.parametrize("theme", ["light", "dark", "contrast", "forced"])
@pytest.mark.parametrize("width", ["auto", "420px"])
def test_looks_and_accessibility(
    page: Any, theme: str, width: str, pictures: Path
) -> None:
    mount(page, theme=theme, width=width)
    sweep = {
        f"s{i}": row(i, id=f"s_{i}", s="successful" if i < 9 else "running", gr="lakes")
        for i in range(12)
    }
    snap(
        page,
        {
            **FEW,
            **sweep,
            "6": row(6, id="job_6", l="The long one", pin=True, s="accepted", g=0),
        },
    )
    page.get_by_role("checkbox", name="Select job_3").check()
    page.get_by_role("button", name="Settings").click()
    page.wait_for_timeout(300)
    page.screenshot(path=str(pictures / f"table-{theme}-{width}.png"))
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark", "contrast", "forced"])
def test_the_card(page: Any, theme: str, pictures: Path) -> None:
    mount(
        page,
        "card",
        theme=theme,
        _preview={"id": "job_1", "p": "sleep_a_while", "s": "running"},
    )
    page.evaluate(
        """() => { window.answers.cancel = () => null; window.answers.details = () => ({
            links: [], times: {}, url: 'http://x/', server: 'http://x/', trace: 'Traceback: here'}); }"""
    )
    snap(page, {"job": FEW["1"], "_0": FEW["_0"]})
    card = page.get_by_role("group", name="sleep_a_while")
    assert card.get_by_role("progressbar").get_attribute("aria-valuenow") == "30"
    card.get_by_role("button", name="Cancel").click()
    assert sent(page, "cancel") == [{}]
    page.screenshot(path=str(pictures / f"card-{theme}-running.png"))
    page.evaluate("(job) => delta(1, {job})", FEW["3"])
    page.get_by_text("Traceback: here").wait_for()
    assert card.get_by_role("button", name="Cancel").count() == 0
    page.screenshot(path=str(pictures / f"card-{theme}-failed.png"))
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark", "contrast", "forced"])
def test_the_card_shows_the_result_by_itself(
    page: Any, theme: str, pictures: Path
) -> None:
    mount(page, "card", theme=theme)
    page.evaluate(
        """() => { window.answers.preview = () => ({html: '<p><b>mean</b>: Number</p><p>42.5</p>'});
          window.answers.open = () => ({html: '<p>all of it</p>'}); }"""
    )
    snap(page, {"job": FEW["1"], "_0": FEW["_0"]})
    assert sent(page, "preview") == []
    page.evaluate("(job) => delta(1, {job: {...job, g: 100}})", FEW["2"])
    page.get_by_text("42.5").wait_for()
    page.screenshot(path=str(pictures / f"card-{theme}-successful.png"))
    assert violations(page) == []
    page.get_by_role("button", name="Open result").click()
    page.get_by_text("all of it").wait_for()
    assert page.get_by_text("42.5").is_hidden()
    assert len(sent(page, "preview")) == 1


def violations(page: Any) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0]['failureSummary'][:200]}"
        for v in found["violations"]
    ]


def test_a_double_click_is_one_action(page: Any) -> None:
    """Removing is never what the second click of a quick hand does; the kernel answers after the first, or late."""
    mount(page)
    snap(page, FEW)
    line(page, "job_1").get_by_role("button", name="Cancel", exact=True).dblclick()
    assert sent(page, "cancel") == [{"keys": ["1"]}]
    page.evaluate(
        "() => { window.answers.cancel = window.answers.remove = ({keys}) => ({done: keys, failed: {}}); }"
    )
    line(page, "job_4").get_by_role("button", name="Cancel", exact=True).dblclick()
    assert len(sent(page, "cancel")) <= 3
    assert sent(page, "remove") == []
