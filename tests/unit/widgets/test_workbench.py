"""The workbench on the kernel's side: what its head says, and which of several choices is shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from procbook import Client, ProcessForm, Workbench
from procbook.models import ProcessList, ProcessSummary
from procbook.widgets._process_browser import ProcessBrowser


class Server:
    """Plays the client of the list."""

    def get_processes(self) -> ProcessList:
        return ProcessList(processes=[], links=[])


def test_the_last_of_two_quick_choices_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on, shown = threading.Event(), list[str]()

    def prepare(process_id: str) -> str:
        if process_id == "slow":
            assert go_on.wait(10)
        return process_id

    browser = ProcessBrowser(Server(), prepare, shown.append)  # type: ignore[arg-type]
    answered = {name: threading.Event() for name in ("slow", "quick")}
    monkeypatch.setattr(
        browser,
        "send",
        lambda message, *_: answered.get(message.get("id"), go_on).set(),
    )
    monkeypatch.setattr(browser, "refresh", lambda: None)
    for name in answered:
        browser._on_message(
            browser,
            {"t": "do", "id": name, "verb": "choose", "args": {"process_id": name}},
            [],
        )
    assert answered["quick"].wait(10)
    go_on.set()
    assert answered["slow"].wait(10)
    assert shown == ["quick"]
    assert browser.stream["_"]["chosen"] == "quick"
    browser.close()


# -- with the embedded server


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client.local(store=None) as client:
        yield client


@pytest.fixture
def bench(client: Client) -> Iterator[Workbench]:
    bench = client.workbench()
    yield bench
    bench.close()


def state(bench: Workbench) -> Any:
    return bench.stream["_"]


def until(bench: Workbench, condition: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, state(bench)
        time.sleep(0.01)


def choose(bench: Workbench, process_id: str) -> ProcessForm:
    bench._show_form(bench._form_of(process_id))
    assert bench.form is not None
    return bench.form


def test_the_head_says_which_server_it_is_and_what_comes_next(bench: Workbench) -> None:
    until(bench, lambda: state(bench)["title"] == "procbook demo server")
    assert state(bench)["address"] == bench.client.api_url
    assert state(bench)["sign_in"] == "Not signed in."
    assert not state(bench)["wanted"]
    assert state(bench)["next"] == "Choose a process in the list."
    choose(bench, "primes_between")
    assert state(bench)["process"] == "Prime Processor"
    assert state(bench)["next"] == "Fill in the form and press Run."


def test_a_server_that_wants_a_sign_in_is_said_to() -> None:
    handler = httpx.MockTransport(lambda _: httpx.Response(401, json={"title": "no"}))
    bench = Client("https://x.example", transport=handler, retries=0).workbench()
    assert state(bench)["sign_in"] == "The server wants you to sign in."
    assert state(bench)["wanted"]
    bench._do_sign_in()
    assert state(bench)["signing"]
    bench._do_close_sign_in()
    assert state(bench)["signing"] is None
    bench.close()


def test_a_result_opens_by_itself_in_one_place_and_the_form_lists_no_jobs(
    bench: Workbench,
) -> None:
    form = choose(bench, "primes_between")
    form.value = {"min_val": 10, "max_val": 12}
    job = form.submit()
    until(bench, lambda: state(bench)["viewer"])
    assert state(bench)["job"] == {"id": job.id, "process": "primes_between"}
    assert state(bench)["next"].startswith("The result of primes_between")
    assert not [key for key, _ in form.stream.items() if key.startswith("job:")]
    first = bench.viewer
    bench._do_close_result()
    assert state(bench)["viewer"] is None
    assert state(bench)["job"] is None
    assert first is not None
    assert first.comm is None  # closed


def test_a_job_that_fails_says_why_and_opens_nothing(bench: Workbench) -> None:
    form = choose(bench, "sleep_a_while")
    form.value = {"duration": 0, "fail": True}
    form.submit()
    until(bench, lambda: "failed" in state(bench)["next"])
    assert state(bench)["viewer"] is None


def test_a_job_is_edited_and_run_again(bench: Workbench, client: Client) -> None:
    job = client.processes["primes_between"](min_val=20, max_val=30)
    job.wait()
    bench._open(client.job(job.id))
    assert state(bench)["process"] is None
    bench._do_edit()
    assert bench.form is not None
    assert bench.form.value == {"min_val": 20, "max_val": 30}
    assert state(bench)["process"] == "Prime Processor"
    assert bench.browser.stream["_"]["chosen"] == "primes_between"


def test_the_result_of_an_older_job_does_not_take_the_newer_one_s_place(
    bench: Workbench,
) -> None:
    form = choose(bench, "primes_between")
    form.value = {"min_val": 10, "max_val": 12}
    older = form.submit()
    newer = form.submit()
    until(bench, lambda: (state(bench)["job"] or {}).get("id") == newer.id)
    bench._ended(older)
    assert state(bench)["job"]["id"] == newer.id


def test_a_page_without_a_kernel_shows_server_processes_form_and_jobs(
    bench: Workbench,
) -> None:
    until(bench, lambda: state(bench)["title"] == "procbook demo server")
    choose(bench, "primes_between")
    html = bench._fallback_html()
    assert html.index("procbook demo server") < html.index("24 processes")
    assert "Prime Processor" in html


# -- the list


def test_a_description_is_short_in_the_list_and_whole_when_it_is_asked_for() -> None:
    long = "Counts *trees*.\n\nFrom `lidar` of any year."
    processes = [
        ProcessSummary(id="a", version="1", description=long, keywords=["x", "y"]),
        ProcessSummary(id="b", version="1", description="Short."),
    ]
    server = Server()
    server.get_processes = lambda: ProcessList(processes=processes, links=[])  # type: ignore[method-assign]
    browser = ProcessBrowser(server, str, print)  # type: ignore[arg-type]
    rows = dict(browser.stream.items())
    assert rows["pa"]["about"] == "Counts *trees*."
    assert rows["pa"]["more"]
    assert rows["pa"]["keywords"] == ["x", "y"]
    assert not rows["pb"]["more"]
    html = browser._do_describe("a")["html"]
    assert "<em>trees</em>" in html
    assert "<code>lidar</code>" in html
    browser.close()
