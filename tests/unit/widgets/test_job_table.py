"""The job table and the card on the kernel's side: what they send, what they do, and what may be saved."""

from __future__ import annotations

import importlib.util
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import procbook
from procbook.jobs import get_ledger, group
from procbook.jobs._record_submission import submitted
from procbook.models import ProcessRequest
from procbook.protocol.errors import ResultsExpiredError
from procbook.widgets import JobCard, JobTable

_spec = importlib.util.spec_from_file_location(
    "fakeserver", Path(__file__).parents[1] / "jobs" / "fakeserver.py"
)
assert _spec is not None
assert _spec.loader is not None
fakeserver = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fakeserver)
wait_for = fakeserver.wait_for


class Page:
    """Plays the page of a widget: keeps its records by the messages, as the channel does; they come on a thread."""

    def __init__(self, widget: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.widget = widget
        self.messages: list[dict[str, Any]] = []
        self.records: dict[str, dict[str, Any]] = {}
        self.seq: int | None = None
        self.bytes = 0
        monkeypatch.setattr(widget, "send", self._on)
        self.tell({"t": "hello", "v": 1, "seq": None, "visible": True, "page": "a"})

    def _on(self, message: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        self.messages.append(message)
        self.bytes += len(json.dumps(message)) + sum(map(len, buffers or []))
        if message["t"] == "snap":
            assert buffers is not None
            self.records, self.seq = json.loads(buffers[0]), message["seq"]
        elif message["t"] == "d" and self.seq is not None:
            assert message["seq"] == self.seq + 1
            self.seq = message["seq"]
            for key, fields in message["d"].items():
                self.records.setdefault(key, {}).update(fields)
            for key in message.get("gone", []):
                del self.records[key]

    def tell(self, message: dict[str, Any]) -> None:
        self.widget._on_message(self.widget, message, [])

    def ask(self, verb: str, **args: Any) -> dict[str, Any]:
        number = str(time.monotonic_ns())
        self.tell({"t": "do", "id": number, "verb": verb, "args": args})
        return wait_for(
            lambda: next((m for m in self.messages if m.get("id") == number), None)
        )

    def row(self, job_id: str) -> dict[str, Any] | None:
        return next(
            (r for r in list(self.records.values()) if r.get("id") == job_id), None
        )

    def key(self, job_id: str) -> str:
        return next(k for k, r in list(self.records.items()) if r.get("id") == job_id)

    def state(self, job_id: str) -> str | None:
        return (self.row(job_id) or {}).get("s")


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Any:
    made = fakeserver.FakeServer()
    made.url = f"http://{abs(hash(request.node.name))}.example/"
    return made


@pytest.fixture
def table(server: Any) -> Iterator[JobTable]:
    made = JobTable(server.client(server.url))
    yield made
    made.close()


def test_rows_come_and_change(
    server: Any, table: JobTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add("a", "accepted")
    page = Page(table, monkeypatch)
    table._do_refresh()
    wait_for(lambda: page.state("a") == "accepted")
    server.set("a", status="running", progress=10)
    wait_for(lambda: (page.row("a") or {}).get("g") == 10)
    server.set("a", status="failed", message="Woke up too early")
    row = wait_for(lambda: page.state("a") == "failed" and page.row("a"))
    assert row["m"] == "Woke up too early"
    assert "1 failed" in repr(table)


def test_verbs_reach_the_server(
    server: Any, table: JobTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, status in (("a", "running"), ("b", "successful"), ("c", "running")):
        server.add(name, status)
    page = Page(table, monkeypatch)
    table._do_refresh()
    wait_for(lambda: page.row("c"))
    answer = page.ask("cancel", keys=[page.key("a"), page.key("c"), "zz"])["value"]
    assert sorted(answer["done"]) == sorted([page.key("a"), page.key("c")])
    assert "no longer" in answer["failed"]["zz"]["title"]
    wait_for(lambda: page.state("a") == page.state("c") == "dismissed")
    page.ask("remove", keys=[page.key("b")])
    wait_for(lambda: page.row("b") is None)
    assert "b" not in server.jobs
    assert "error" in page.ask("nonsense")


@pytest.mark.parametrize("name", ["chart", "compare"])
def test_a_page_gets_its_later_scripts_and_no_other_file(
    name: str, table: JobTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(table, monkeypatch)
    assert "export" in page.ask("module", name=name)["value"]["source"]
    refused = page.ask("module", name="../secret")["error"]
    assert "no module" in refused["title"]


def test_a_cancelled_job_that_the_server_drops_stays_dismissed(
    server: Any, table: JobTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add("a", "running")
    page = Page(table, monkeypatch)
    table._do_refresh()
    wait_for(lambda: page.row("a"))
    del server.jobs["a"]
    page.ask("cancel", keys=[page.key("a")])
    wait_for(lambda: page.state("a") == "dismissed")


def test_labels_pins_and_groups_outlive_the_table(
    server: Any, table: JobTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add("a", "successful")
    page = Page(table, monkeypatch)
    table._do_refresh()
    wait_for(lambda: page.row("a"))
    page.ask("mark", keys=[page.key("a")], label="The lake", pinned=True)
    wait_for(lambda: (page.row("a") or {}).get("l") == "The lake")
    again = JobTable(table._watches[0].client)
    other = Page(again, monkeypatch)
    row = wait_for(lambda: other.row("a"))
    assert (row["l"], row["pin"]) == ("The lake", True)
    again.close()


def test_jobs_of_an_earlier_kernel_are_there_with_label_and_inputs(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add("old", "running")
    client = server.client(server.url)
    with group("sweep"):
        submitted(
            client.job("old"),
            ProcessRequest(inputs={"year": 2026, "api_key": "s3cret"}),
            None,
        )
    get_ledger().annotate(client.server_id, "old", label="The lake")
    server.listless = True
    table = JobTable(server.client(server.url))
    page = Page(table, monkeypatch)
    row = wait_for(lambda: page.row("old"))
    assert (row["l"], row["gr"], row["s"]) == ("The lake", "sweep", "running")
    details = page.ask("details", key=page.key("old"))["value"]
    assert details["inputs"] == {"year": 2026, "api_key": "***"}
    table.close()


def test_another_job_under_the_same_id_is_another_row(
    server: Any, table: JobTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add("a", "running")
    client = table._watches[0].client
    submitted(client.job("a"), None, None)
    page = Page(table, monkeypatch)
    client.job("a").annotate(label="The first")
    table._do_refresh()
    wait_for(lambda: (page.row("a") or {}).get("l") == "The first")
    first = page.key("a")
    server.set("a", created="2026-06-01T00:00:00Z", status="successful")
    wait_for(lambda: page.state("a") == "successful")
    assert page.key("a") != first
    assert "l" not in page.row("a")
    assert first not in page.records
    assert get_ledger().history()[0].status == "running", (
        "what became of the first one nobody knows"
    )


def test_nothing_private_is_in_traits(
    server: Any, table: JobTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(50):
        server.add(f"j{i}", "successful", message=f"secret message {i}")
    page = Page(table, monkeypatch)
    table._do_refresh()
    wait_for(lambda: page.row("j49"))
    html = table._repr_mimebundle_()[0]["text/html"]
    assert html.count("<tr") <= 22
    assert "30 more" in html
    state = json.dumps(
        {k: v for k, v in table.get_state().items() if k not in {"_esm", "_css"}},
        default=str,
    )
    assert "secret message" not in state
    assert len(table._preview["rows"]) == 20


def test_a_changed_row_costs_little(
    server: Any, table: JobTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    uuids = [f"6f1ed002-ab5e-11ee-8f6e-0242ac1300{i:02x}" for i in range(100)]
    for name in uuids:
        server.add(
            name, "running", progress=1, message="Tile T32T05 processed, writing COG"
        )
    page = Page(table, monkeypatch)
    table._do_refresh()
    wait_for(lambda: page.row(uuids[-1]))
    page.bytes = 0
    for name in uuids:
        server.set(name, progress=2, message="Tile T32T06 processed, writing COG")
    wait_for(lambda: (page.row(uuids[-1]) or {}).get("g") == 2)
    print(f"{page.bytes / 100:.0f} bytes a changed row")
    assert page.bytes / 100 <= 130


def test_results_that_are_no_longer_there(
    server: Any, table: JobTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add("a", "successful")
    page = Page(table, monkeypatch)
    table._do_refresh()
    wait_for(lambda: page.row("a"))
    server.gone_results = True
    assert "error" in page.ask("open", key=page.key("a"))
    wait_for(lambda: page.state("a") == "expired")
    assert (page.row("a") or {})["w"] == "successful"


@pytest.mark.parametrize("by", ["job", "id"])
def test_results_that_a_cell_finds_gone_are_so_in_the_table(
    server: Any, table: JobTable, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    server.add("a", "successful")
    page = Page(table, monkeypatch)
    table._do_refresh()
    wait_for(lambda: page.row("a"))
    server.gone_results = True
    client = server.client(server.url)
    with pytest.raises(ResultsExpiredError):
        client.job("a").results() if by == "job" else client.get_job_results("a")
    wait_for(lambda: page.state("a") == "expired")


def test_a_result_gets_a_live_viewer_of_its_own_once(
    server: Any, table: JobTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"j{number}" for number in range(6)]
    for name in names:
        server.add(name, "successful")
    server.results = b'{"answer": 42}'
    page = Page(table, monkeypatch)
    table._do_refresh()
    wait_for(lambda: page.row(names[-1]))
    opened = [
        page.ask("open", key=page.key(name), live=True)["value"]["viewer"]
        for name in (names[0], names[0])
    ]
    assert opened[0] == opened[1]
    viewer = table._results._widgets._widgets[page.key(names[0])]
    assert viewer.stream["0"]["code"].endswith(
        "client.job('j0').results()['answer'].open()"
    )
    for name in names:
        page.ask("open", key=page.key(name), live=True)
    kept = table._results._widgets._widgets
    assert len(kept) == 4
    assert list(kept) == [page.key(name) for name in names[2:]]
    assert "42" in page.ask("open", key=page.key(names[0]))["value"]["html"], (
        "who cannot draw a viewer gets HTML"
    )
    table.close()
    assert not kept


def test_a_hidden_page_lets_the_server_rest(
    server: Any, table: JobTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add("a", "running")
    page = Page(table, monkeypatch)
    table._do_refresh()
    wait_for(lambda: page.row("a"))
    page.tell({"t": "hello", "v": 1, "seq": page.seq, "visible": True, "page": "b"})
    page.tell({"t": "hello", "v": 1, "seq": page.seq, "visible": False, "page": "a"})
    assert table.visible, "the other page can be seen"
    page.tell({"t": "hello", "v": 1, "seq": page.seq, "visible": False, "page": "b"})
    assert not table._watches[0].looking


def test_twenty_tables_share_one_budget(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add("a", "running")
    client = server.client(server.url)
    tables = [JobTable(client) for _ in range(20)]
    pages = [Page(made, monkeypatch) for made in tables]
    wait_for(lambda: all(page.row("a") for page in pages))
    sent = sum(len(page.messages) for page in pages)
    start = time.monotonic()
    for step in range(60):
        for made in tables:
            made.stream.update({"x": {"g": step}})
            made.refresh()
        time.sleep(0.03)
    wait_for(lambda: all(page.records.get("x", {}).get("g") == 59 for page in pages))
    rate = (sum(len(page.messages) for page in pages) - sent) / (
        time.monotonic() - start
    )
    assert rate <= 51
    for made in tables:
        made.close()


def test_options_that_are_not_there() -> None:
    with pytest.raises(TypeError, match="colour"):
        JobTable(columns=["colour"])
    with pytest.raises(TypeError, match="heigth; did you mean height"):
        JobTable(heigth=3)
    with pytest.raises(TypeError, match=r"no state 'almost'.*successful"):
        JobTable(status="almost")


def test_a_state_may_have_another_name() -> None:
    assert [
        JobTable(status=word)._show["status"] for word in ("done", "gone", "running")
    ] == [
        "successful",
        "gone",
        "running",
    ]


def test_without_an_answer_nothing_is_said_of_jobs(server: Any) -> None:
    server.down = True
    table = JobTable(server.client(server.url))
    shown = table._repr_mimebundle_()[0]
    assert "server unreachable since" in shown["text/html"]
    assert "no jobs known; " in shown["text/plain"]
    assert "server unreachable since" in shown["text/plain"]
    table.close()


def test_a_card_follows_its_job(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    server.add("a", "running", progress=5)
    job = server.client(server.url).job("a")
    card = JobCard(job)
    page = Page(card, monkeypatch)
    assert page.records["job"]["s"] == "running"
    server.set(
        "a", status="failed", message="no", **{"x-traceback": ["line 1\n", "line 2"]}
    )
    wait_for(lambda: page.records["job"]["s"] == "failed")
    assert job.status == "failed", "the object that it was made from knows too"
    assert page.ask("details")["value"]["trace"] == "line 1\nline 2"
    assert "failed" in card._repr_mimebundle_()[0]["text/html"]
    page.ask("remove")
    wait_for(lambda: page.records["job"]["s"] == "gone")
    card.close()


def test_a_card_looks_at_small_results_and_links_to_large_ones(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add("a", "successful")
    server.results = b'{"answer": 42}'
    card = JobCard(server.client(server.url).job("a"))
    page = Page(card, monkeypatch)
    assert "42" in page.ask("preview")["value"]["html"]
    server.results, server.results_type = b"x" * 3_000_000, "text/plain"
    shown = page.ask("preview")["value"]["html"]
    assert len(shown) < 5000
    assert "/jobs/a/results" in shown
    assert "xxx" in page.ask("open")["value"]["html"], "who asks gets it"
    server.gone_results = True
    assert page.ask("preview")["error"]
    wait_for(lambda: page.records["job"]["s"] == "expired")
    card.close()


@pytest.mark.parametrize("ranges", [True, False])
def test_a_log_is_read_from_where_it_was_left(
    server: Any, table: JobTable, ranges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.ranges = ranges
    server.add(
        "a",
        links=[
            {"href": "/jobs/a/log", "rel": "http://www.opengis.net/def/rel/ogc/1.0/log"}
        ],
    )
    page = Page(table, monkeypatch)
    table._do_refresh()
    key = wait_for(lambda: page.row("a") and page.key("a"))
    server.log = "".join(f"line {n}\n" for n in range(50_000)).encode()
    first = page.ask("log", key=key)["value"]
    assert first["text"].endswith("line 49999\n")
    assert first["text"].startswith("line ")
    assert len(first["text"]) <= 128 * 1024
    server.log += "half a snowman: ☃".encode()[:-1]
    second = page.ask("log", key=key, offset=first["offset"])["value"]
    assert (second["text"], second["anew"]) == ("half a snowman: ", False)
    server.log += "☃".encode()[-1:]
    third = page.ask("log", key=key, offset=second["offset"])["value"]
    assert third["text"] == "☃"
    assert page.ask("log", key=key, offset=third["offset"])["value"]["text"] == ""
    if not ranges:
        server.log = b"another log"
        assert page.ask("log", key=key, offset=third["offset"])["value"] == {
            "text": "another log", "offset": 11, "anew": True,
        }  # fmt: skip


def test_a_card_of_results_that_came_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    job = procbook.Job(
        None,
        procbook.JobInfo.model_construct(
            jobID="", processID="p", status=procbook.JobStatus.successful
        ),
    )  # type: ignore[arg-type]
    card = JobCard(job)
    page = Page(card, monkeypatch)
    assert page.records["job"]["s"] == "successful"
    assert "at once" in page.ask("details")["error"]["title"]
    card.close()
