"""The ledger: what it keeps, what it must not keep, and several kernels at once."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import procbook
from procbook import Client
from procbook._secret_names import is_secret_name
from procbook.jobs import History, Ledger, Receipt, get_ledger, history
from procbook.jobs.records._ledger import quietly
from procbook.jobs.records._ledger_file import default_path
from procbook.jobs.records._secrets import MASK, holes, masked, secret_pointers
from procbook.models import JobInfo, ProcessDescription, ProcessRequest

URL = "http://jobs.example/"
T0 = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def info(job_id: str = "1", status: str = "accepted", **fields: object) -> JobInfo:
    return JobInfo(jobID=job_id, processID="ndvi", status=status, created=T0, **fields)  # type: ignore[arg-type]


def described(**inputs: dict[str, object]) -> ProcessDescription:
    declared = {name: {"schema": schema} for name, schema in inputs.items()}
    return ProcessDescription.model_validate(
        {"id": "ndvi", "version": "2.1", "inputs": declared}
    )


@pytest.fixture
def ledger() -> Ledger:
    return get_ledger()


def test_a_submission_is_there_in_the_next_kernel(ledger: Ledger) -> None:
    ledger.record(
        URL,
        info(),
        ProcessRequest(inputs={"year": 2026}),
        described(year={"type": "integer"}),
        group="sweep",
    )
    ledger.close()
    (record,) = Ledger().history()
    assert (record.job_id, record.process_version, record.inputs, record.group) == (
        "1",
        "2.1",
        {"year": 2026},
        "sweep",
    )
    assert record.submitted is not None
    assert procbook.history()[0].record == record
    assert "ndvi" in repr(procbook.history())
    assert "<table" in procbook.history()._repr_html_()


def test_secrets_are_not_written(ledger: Ledger) -> None:
    description = described(
        key={"type": "string", "format": "password"},
        hidden={"type": "string", "writeOnly": True},
        api_token={},
    )
    inputs = {
        "key": "s3cret-a",
        "hidden": "s3cret-b",
        "api_token": "s3cret-c",
        "login": {"password": "s3cret-d"},
        "n": 1,
    }
    ledger.record(URL, info(), ProcessRequest(inputs=inputs), description)
    (record,) = ledger.history()
    assert record.inputs["n"] == 1
    assert record.inputs["login"] == {"password": MASK}
    ledger.close()
    for file in Path(default_path()).parent.iterdir():
        assert b"s3cret" not in file.read_bytes(), file.name


def test_only_the_owner_reads_the_file(ledger: Ledger) -> None:
    ledger.record(URL, info())
    assert stat.S_IMODE(Path(ledger.path).stat().st_mode) == 0o600


def test_the_newest_state_is_kept(ledger: Ledger) -> None:
    links = [
        {
            "href": "http://jobs.example/jobs/1/results",
            "rel": "http://www.opengis.net/def/rel/ogc/1.0/results",
        }
    ]
    ledger.record(URL, info())
    ledger.saw(
        URL,
        [info(status="successful", finished=T0, links=links), info("other", "running")],
    )
    (record,) = ledger.history()
    assert (record.status, record.finished) == ("successful", T0)
    assert record.results is not None
    assert record.results[0]["href"].endswith("/results")


def test_another_job_under_the_same_id_has_its_own_record(ledger: Ledger) -> None:
    ledger.record(URL, info(), ProcessRequest(inputs={"n": 1}))
    ledger.annotate(URL, "1", label="first", pinned=True)
    ledger.record(URL, info(), ProcessRequest(inputs={"n": 2}))
    ledger.saw(URL, [info(status="failed")])
    newest, older = ledger.history()
    assert (newest.inputs, newest.status, newest.label, newest.pinned) == (
        {"n": 2},
        "failed",
        None,
        False,
    )
    assert (older.inputs, older.status, older.label) == ({"n": 1}, "accepted", "first")
    assert ledger.get(URL, "1") == newest


def test_jobs_of_others_can_be_marked(ledger: Ledger) -> None:
    ledger.annotate(URL, "foreign", pinned=True, label="theirs")
    ledger.annotate(URL, "foreign", notes="look at this")
    record = ledger.of_server(URL)["foreign"]
    assert (record.pinned, record.label, record.notes) == (
        True,
        "theirs",
        "look at this",
    )
    assert len(ledger.history()) == 0, "it was not submitted from here"
    ledger.annotate(URL, "foreign", hidden=True)
    assert ledger.of_server(URL) == {}
    with pytest.raises(TypeError, match="colour"):
        ledger.annotate(URL, "foreign", colour="red")


def test_history_can_be_searched(ledger: Ledger) -> None:
    for i in range(5):
        ledger.record(
            URL,
            info(str(i)),
            ProcessRequest(inputs={"lake": f"50%_{i}"}),
            group="odd" if i % 2 else None,
        )
    ledger.saw(URL, [info("2", "failed")])
    assert [r.job_id for r in history(limit=2)] == ["4", "3"]
    assert [r.job_id for r in history(status="failed")] == ["2"]
    assert [r.job_id for r in history(group="odd")] == ["3", "1"]
    assert [r.job_id for r in history(text="50%_3")] == ["3"]
    assert len(history(text="5__")) == 0
    assert len(history(since=dt.datetime.now(dt.UTC))) == 0
    assert len(history(process_id="ndvi", server=URL)) == 5
    assert [r.job_id for r in history()[1:3]] == ["3", "2"]


@pytest.mark.parametrize("word", ["off", "0", "False"])
def test_it_can_be_switched_off(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("procbook.jobs.records._ledger._ledger", None)
    monkeypatch.setenv("PROCBOOK_LEDGER", word)
    get_ledger().record(URL, info())
    assert len(history()) == 1, "this kernel still knows"
    monkeypatch.delenv("PROCBOOK_LEDGER")
    assert not Path(default_path()).exists()


def test_a_client_can_ask_not_to_be_remembered() -> None:
    private, known = Client("http://x/", ledger=False), Client("http://x/")
    get_ledger(private).record("http://x/", JobInfo(jobID="a", status="accepted"))
    assert get_ledger(private).get("http://x/", "a") is not None
    assert get_ledger(known).get("http://x/", "a") is None
    assert Client("http://x/", ledger=False).config.to_dict()["ledger"] is False


def test_a_state_that_there_is_not_is_an_error() -> None:
    with pytest.raises(
        ValueError,
        match="'sucessful' is no state of a job; there are created, accepted",
    ):
        history(status="sucessful")


def test_trouble_with_the_file_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(
        "not a database, and longer than a header of one" * 100
    )
    with pytest.warns(UserWarning, match="PROCBOOK_LEDGER=off"), quietly():
        Ledger(tmp_path / "file").record(URL, info())
    with pytest.raises(sqlite3.Error):
        Ledger(tmp_path / "file").history()


WRITER = """
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from procbook.jobs import Ledger
from procbook.models import JobInfo
ledger = Ledger(sys.argv[1])
for i in range(100):
    ledger.record("http://x/", JobInfo(jobID=f"{sys.argv[2]}-{i}", status="accepted"))
    ledger.saw("http://x/", [JobInfo(jobID=f"{sys.argv[2]}-{i}", status="successful")])
"""


def test_several_kernels_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(n)])
        for n in range(4)
    ]
    assert [w.wait(120) for w in writers] == [0] * 4
    found = Ledger(path).history()
    assert len(found) == 400
    assert {record.status for record in found} == {"successful"}


def test_several_kernels_make_the_file_at_once(tmp_path: Path) -> None:
    """SQLite does not wait while it turns a new file into WAL."""
    rounds, together = range(25), threading.Barrier(4, timeout=30)

    def write(name: str) -> None:
        for i in rounds:
            together.wait()
            ledger = Ledger(tmp_path / f"{i}.sqlite")
            ledger.record(URL, info(name))
            ledger.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, "abcd"))
    assert [len(Ledger(tmp_path / f"{i}.sqlite").history()) for i in rounds] == [
        4
    ] * len(rounds)


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "PASSWORD",
        "apiKey",
        "api_key",
        "accessToken",
        "my-secret",
        "auth",
        "credentials",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["author", "passage", "keyword", "bypass_filter", "compass", "authority"]
)
def test_names_of_other_things(name: str) -> None:
    assert not is_secret_name(name)


def test_large_values_are_kept_as_their_checksum() -> None:
    kept = masked({"image": "x" * 2_000_000, "small": "y"})
    assert kept["image"]["omitted"] == 2_000_000
    assert kept["small"] == "y"
    assert holes(kept) == [("image",)]
    assert holes({"a": [{"password": MASK}]}) == [("a", "0", "password")]
    assert secret_pointers(None) == frozenset()
    assert masked({"images": ["x" * 2_000_000]})["images"][0]["omitted"] == 2_000_000


def test_a_secret_is_masked_whatever_signs_are_in_its_name() -> None:
    inputs = {"code/of~mine": {"schema": {"type": "string", "format": "password"}}}
    description = ProcessDescription.model_validate(
        {"id": "p", "version": "1", "inputs": inputs}
    )
    assert masked({"code/of~mine": "s3cret"}, secret_pointers(description)) == {
        "code/of~mine": MASK
    }


def test_a_receipt_is_json_and_prov(ledger: Ledger, tmp_path: Path) -> None:
    results = [{"href": "http://jobs.example/jobs/1/results", "rel": "results"}]
    ledger.record(
        URL,
        info(),
        ProcessRequest(inputs={"year": 2026, "token": "s3cret"}),
        described(),
    )
    ledger.saw(URL, [info(status="successful", started=T0, finished=T0, links=results)])
    receipt = ledger.history()[0].receipt()
    assert "s3cret" not in repr(receipt)
    saved = receipt.save(tmp_path / "receipt.json")
    assert Receipt.load(saved) == receipt == Receipt.load(json.dumps(receipt.to_json()))
    assert receipt.request.inputs == {"year": 2026, "token": MASK}
    prov = receipt.to_prov()
    assert prov["activity"]["job:1"]["prov:endTime"] == T0.isoformat()
    assert prov["entity"]["input:year"] == {"prov:value": "2026"}
    assert [edge["prov:entity"] for edge in prov["wasGeneratedBy"].values()] == [
        "result:1"
    ]
    named = {*prov["entity"], *prov["activity"], *prov["agent"]}
    edges = [
        edge
        for kind in ("used", "wasGeneratedBy", "wasAssociatedWith")
        for edge in prov[kind].values()
    ]
    assert all(name in named for edge in edges for name in edge.values())
    with pytest.raises(procbook.ClientError, match=r"client\.job\(id\)\.rerun"):
        procbook.rerun("job-1")
    with pytest.raises(procbook.ClientError, match="no receipt"):
        Receipt.load({"some": "json"})


def test_a_receipt_with_a_secret_cannot_be_run_without_it(ledger: Ledger) -> None:
    ledger.record(URL, info(), ProcessRequest(inputs={"token": "s3cret"}), described())
    with pytest.raises(procbook.InputError, match="give it again") as caught:
        procbook.rerun(ledger.history()[0], client=object())  # type: ignore[arg-type]
    assert caught.value.mistakes[0].path == ("token",)


def test_the_history_says_with_which_inputs_and_since_when(ledger: Ledger) -> None:
    for number in range(3):
        ledger.annotate("https://a.example", f"j{number}", label=f"try {number}")
    server = "https://a.example"
    request = {"inputs": {"min_val": 10, "api_key": "***"}}
    record = replace(
        ledger.get(server, "j0"),  # type: ignore[type-var]
        process_id="primes",
        status="successful",
        request=request,
        pinned=True,
        submitted=dt.datetime(2026, 11, 26, 18, 6, 37, tzinfo=dt.UTC),
        finished=dt.datetime(2026, 11, 26, 18, 6, 37, tzinfo=dt.UTC),
    )
    elsewhere = replace(record, server="local:", label=None, pinned=False)
    shown = History([record, elsewhere])
    text, page = repr(shown), shown._repr_html_()
    for words in ("2 submissions", "primes", "successful", "2026-11-26 18:06:37 UTC"):
        assert words in text
        assert words in page
    assert "min_val=10" in text
    assert "min_val=10" in page
    assert "'try 0'" in text
    assert "try 0" in page
    assert "(pinned)" in page
    assert "&lt; 0.1 s" in page
    assert "a.example" in page
    assert "embedded server" in page
    assert "0.0 s" not in page


def test_a_long_history_says_how_much_is_not_shown(ledger: Ledger) -> None:
    ledger.annotate("https://a.example", "j", label="one")
    record = ledger.get("https://a.example", "j")
    assert record is not None
    shown = History([record] * 120)
    assert "... and 100 more" in repr(shown)
    assert "The first 100 of 120" in shown._repr_html_()
    assert "<table" in History([])._repr_html_()
