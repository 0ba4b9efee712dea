"""Receipts as files: JSON, PROV and RO-Crate, each of which can be run again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import procbook
from procbook import Client

pytest.importorskip("rocrate")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client.local(store=None) as client:
        yield client


def entities(folder: Path) -> dict[str, Any]:
    document = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))
    return {entity["@id"]: entity for entity in document["@graph"]}


def test_a_crate_holds_results_with_checksums_and_the_run(
    client: Client, tmp_path: Path
) -> None:
    job = client.processes["several_outputs"](values=[1, 2, 3]).wait()
    assert job.save_crate(tmp_path) == tmp_path
    found = entities(tmp_path)
    action = found[f"#job-{job.id}"]
    assert action["@type"] == "CreateAction"
    assert action["actionStatus"].endswith("CompletedActionStatus")
    assert action["startTime"] and action["endTime"]
    assert found["#input-values"]["value"] == "[1, 2, 3]"
    results = [one["@id"] for one in action["result"]]
    assert "count.json" in results and "receipt.json" not in results
    for name in (*results, "receipt.json"):
        content = (tmp_path / name).read_bytes()
        assert found[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert found[name]["contentSize"] == str(len(content))


def test_a_failed_run_has_a_crate_that_says_why(client: Client, tmp_path: Path) -> None:
    job = client.processes["sleep_a_while"](duration=0.1, fail=True)
    job.wait(check=False)
    job.save_crate(tmp_path)
    action = entities(tmp_path)[f"#job-{job.id}"]
    assert action["actionStatus"].endswith("FailedActionStatus")
    assert action["error"] == "Woke up too early" and "result" not in action


def test_each_form_can_be_run_again(client: Client, tmp_path: Path) -> None:
    job = client.processes["sleep_a_while"](duration=0.1).wait()
    receipt = job.receipt()
    job.save_crate(tmp_path / "crate")
    sources = [
        job,
        receipt,
        receipt.save(tmp_path / "r.json"),
        receipt.save(tmp_path / "p.json", prov=True),
        tmp_path / "crate",
        tmp_path / "crate" / "ro-crate-metadata.json",
    ]
    for source in sources:
        again = procbook.rerun(source, client=client)
        assert again.inputs == {"duration": 0.1}


def test_a_receipt_tells_the_final_state(client: Client) -> None:
    job = client.processes["sleep_a_while"](duration=0.1, fail=True)
    twin = client.job(job.id)
    twin.wait(check=False)
    for receipt in (job.receipt(), procbook.history(text=job.id)[0].receipt()):
        told = receipt.content["job"]
        assert (told["status"], told["message"]) == ("failed", "Woke up too early")
        assert told["finished"]


def test_a_receipt_is_a_table(client: Client) -> None:
    job = client.processes["sleep_a_while"](duration=0.1).wait()
    job.annotate(label="<b>short</b>")
    html = job.receipt()._repr_html_()
    assert "Receipt of job" in html and "Input duration" in html
    assert "<b>short" not in html and "&lt;b&gt;short" in html
