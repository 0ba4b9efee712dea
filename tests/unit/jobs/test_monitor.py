"""The monitor against a server that counts."""

from __future__ import annotations

import asyncio
import importlib.util
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from procbook.jobs import Monitor, Watch
from procbook.transport import background

_spec = importlib.util.spec_from_file_location(
    "fakeserver", Path(__file__).with_name("fakeserver.py")
)
assert _spec is not None
assert _spec.loader is not None
fakeserver = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fakeserver)
FakeServer, wait_for = fakeserver.FakeServer, fakeserver.wait_for


@pytest.fixture
def server() -> FakeServer:  # type: ignore[valid-type]
    return FakeServer()


class Looker:
    """Watches, and remembers what it heard."""

    def __init__(self) -> None:
        self.watches: list[Watch] = []
        self.heard: list[set[str]] = []

    def __call__(self, _watch: Watch, changed: set[str]) -> None:
        self.heard.append(changed)

    def watch(
        self, monitor: Monitor, client: object, job_id: str | None = None
    ) -> Watch:
        made = (
            monitor.follow(client, job_id, self)
            if job_id
            else monitor.watch(client, self)
        )  # type: ignore[arg-type]
        self.watches.append(made)
        return made


@pytest.fixture
def looker() -> Iterator[Looker]:
    made = Looker()
    yield made
    for watch in made.watches:
        watch.close()


def state(watch: Watch, job_id: str) -> str | None:
    entry = watch.entry(job_id)
    return entry.life.state.value if entry else None


def test_jobs_are_seen_and_followed_to_their_end(server, looker: Looker) -> None:
    server.add("a", "accepted")
    watch = looker.watch(Monitor(), server.client())
    wait_for(lambda: state(watch, "a") == "accepted")
    server.set("a", status="running", progress=40)
    wait_for(lambda: state(watch, "a") == "running")
    server.set("a", status="successful")
    wait_for(lambda: state(watch, "a") == "successful")
    wait_for(lambda: watch.next_poll is None)  # nothing is asked any more


def test_many_lookers_cost_the_requests_of_one(server, looker: Looker) -> None:
    for i in range(30):
        server.add(f"j{i}")
    monitor, client = Monitor(), server.client()
    start = time.monotonic()
    for i in range(20):
        looker.watch(monitor, client, f"j{i}" if i % 2 else None)
    wait_for(lambda: server.count() >= 3)
    assert server.count() <= 2 + time.monotonic() - start
    assert {asked for _, asked in server.requests} == {"GET /jobs"}


def test_two_clients_of_one_server_share_its_polls(server, looker: Looker) -> None:
    server.add("a")
    monitor = Monitor()
    watches = [looker.watch(monitor, server.client()) for _ in range(2)]
    wait_for(lambda: all(state(w, "a") for w in watches))
    assert len(monitor._servers) == 1


def test_a_hidden_page_asks_nothing_and_a_shown_one_at_once(
    server, looker: Looker
) -> None:
    server.add("a", progress=1)
    watch = looker.watch(Monitor(), server.client())
    wait_for(lambda: state(watch, "a") and watch.next_poll)
    watch.looking = False
    wait_for(lambda: watch.next_poll is None)
    server.set("a", status="failed")
    watch.looking = True
    wait_for(lambda: state(watch, "a") == "failed")


def test_a_submission_shows_at_once_and_wakes_the_polls(server, looker: Looker) -> None:
    client, monitor = server.client(), Monitor()
    watch = looker.watch(monitor, client)
    wait_for(lambda: watch.has_list)
    server.add("new", "running")
    monitor.tell(client, [client.get_job("new")])
    wait_for(lambda: state(watch, "new") == "running")
    server.set("new", status="successful")
    wait_for(lambda: state(watch, "new") == "successful")


def test_a_list_that_wants_to_be_left_alone_is(server, looker: Looker) -> None:
    server.wait = "5"
    server.add("a", "running")
    watch = looker.watch(Monitor(), server.client())
    wait_for(lambda: state(watch, "a") and watch.next_poll)
    assert watch.next_poll - time.time() > 2, "it wanted to be asked after 5 s"
    assert server.count() == 1


def test_a_dead_server_is_told_of_at_once(server, looker: Looker) -> None:
    server.add("a")
    watch = looker.watch(Monitor(), server.client())
    wait_for(lambda: state(watch, "a"))
    server.down = True
    wait_for(lambda: watch.error)


def test_a_server_that_goes_and_comes_back(
    server, looker: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add("a")
    client = server.client()
    watch = looker.watch(Monitor(), client)
    wait_for(lambda: state(watch, "a"))
    server.down = True
    wait_for(lambda: watch.error, 20)
    assert watch.unreachable_since is not None
    assert state(watch, "a") == "running", "what was known stays"
    server.set("a", status="successful")
    server.down = False
    wait_for(lambda: state(watch, "a") == "successful", 20)
    assert (watch.error, watch.unreachable_since) == (None, None)


def test_a_server_without_a_list(server, looker: Looker) -> None:
    server.listless = True
    server.add("a")
    client = server.client()
    watch = Monitor().watch(client, looker, known=[client.get_job("a")])
    looker.watches.append(watch)
    server.set("a", status="successful")
    wait_for(lambda: state(watch, "a") == "successful")
    assert watch.has_list is False
    assert watch.error is None


def test_a_listener_that_fails_stops_nobody(
    server, looker: Looker, caplog: pytest.LogCaptureFixture
) -> None:
    def bad(_watch: Watch, _changed: set[str]) -> None:
        raise RuntimeError("bad listener")

    server.add("a")
    monitor, client = Monitor(), server.client()
    looker.watches.append(monitor.watch(client, bad))
    watch = looker.watch(monitor, client)
    wait_for(lambda: state(watch, "a"))
    wait_for(lambda: looker.heard)
    wait_for(lambda: "bad listener" in caplog.text)


def test_a_closed_watch_hears_nothing(server, looker: Looker) -> None:
    server.add("a", progress=1)
    monitor, client = Monitor(), server.client()
    watch = looker.watch(monitor, client)
    wait_for(lambda: state(watch, "a") and watch.next_poll)
    watch.close()
    wait_for(lambda: watch.next_poll is None)
    heard = len(looker.heard)
    server.set("a", progress=2)
    monitor.tell(client, [client.get_job("a")])
    background.start(asyncio.sleep(0)).result(20)
    assert len(looker.heard) == heard
