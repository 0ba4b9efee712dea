"""Jobs of the embedded server outlive the kernel: at another port, with inputs, results, presets and history."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

import procbook
from procbook import Client, ProcessRegistry
from procbook.cli.commands._serve import start_lab_server
from procbook.jobs import get_ledger
from procbook.settings import data_folder

SUBMIT = """
from procbook import Client
client = Client.local()
job = client.processes.primes_between(max_val=20)
print(client.api_url, job.wait(60).id)
"""


def run(code: str) -> str:
    """Run code in a kernel of its own."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_tomorrow_everything_is_there_again() -> None:
    url, job_id = run(SUBMIT).split()
    with Client.local() as client:
        assert client.api_url != url
        job = client.job(job_id)
        assert job.results()["return_value"].value == [2, 3, 5, 7, 11, 13, 17, 19]
        assert job.inputs == {"max_val": 20}
        again = job.rerun(max_val=5).wait(60)
        assert again.results()["return_value"].value == [2, 3, 5]
        assert [
            record.job_id for record in procbook.history(server=client.server_id)
        ] == [
            again.id,
            job_id,
        ]
        assert procbook.rerun(job.receipt()).wait(60).status == "successful"
        form = client.processes.primes_between.form()
        assert form._do_last(text="{}")["text"] == '{"max_val": 20}'


def test_kernels_at_the_same_time_have_stores_of_their_own_and_the_next_one_has_all() -> (
    None
):
    with Client.local() as client:
        own = client.processes.primes_between(max_val=3).wait(60).id
        _, other = run(SUBMIT).split()
        with pytest.raises(procbook.ResponseError, match="inputs are kept here"):
            client.job(other)
    # The next kernel takes over what the two have left.
    code = f"""
    from procbook import Client
    client = Client.local()
    print([client.job(i).results()["return_value"].value[-1] for i in ({own!r}, {other!r})], len(client.get_jobs().jobs))
    """
    assert run(code).strip() == "[3, 19] 2"


def test_a_cell_that_is_run_again_finds_its_jobs() -> None:
    first = Client.local()
    job = first.processes.primes_between(max_val=3).wait(60)
    second = Client.local()
    assert second.job(job.id).status == "successful"
    first.close()
    assert second.job(job.id).results()["return_value"].value == [2, 3]
    second.close()


def test_a_kernel_that_is_killed_leaves_failed_jobs_and_waiting_ones(
    tmp_path: Path,
) -> None:
    code = """
    import os
    from procbook import Client
    client = Client.local(workers=1)
    jobs = [client.processes.sleep_a_while(duration=60), client.processes.primes_between(max_val=7)]
    while jobs[0].refresh().status != "running":
        pass
    print(*[job.id for job in jobs], flush=True)
    os._exit(9)
    """
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
    )
    ran, waited = killed.stdout.split()
    with Client.local() as client:
        assert client.job(waited).wait(60).status == "successful"
        assert (client.job(ran).status, "run it again" in client.job(ran).message) == (
            "failed",
            True,
        )


def test_large_outputs_are_taken_over() -> None:
    with Client.local() as client:
        code = """
        from procbook import Client
        client = Client.local()
        print(client.processes.unknown_bytes(size=3_000_000).wait(60).id)
        """
        job_id = run(code).strip()
        del client
    with Client.local() as client:
        assert len(client.job(job_id).results()["data"].bytes()) == 3_000_000


def test_another_registry_leaves_jobs_of_others_alone() -> None:
    registry = ProcessRegistry()

    @registry.process
    def double(n: int) -> int:
        return 2 * n

    _, job_id = run(SUBMIT).split()
    with Client.local(registry) as client:
        assert (
            client.processes.double(n=4).wait(60).results()["return_value"].value == 8
        )
        assert client.job(job_id).status == "successful"


def test_a_store_of_ones_own_is_an_identity_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for store in ("sqlite:///mine.db", f"sqlite:///{tmp_path / 'mine.db'}"):
        with Client.local(store=store) as client:
            assert client.server_id == f"local:sqlite:///{tmp_path / 'mine.db'}"
            job = client.processes.primes_between(max_val=3).wait(60)
        with Client.of_server(client.server_id) as again:
            assert again.job(job.id).inputs == {"max_val": 3}
    with Client.local(store=None) as client:
        assert client.server_id == client.api_url


def test_a_folder_that_cannot_be_written_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("in the way")
    monkeypatch.setenv("PROCBOOK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PROCBOOK_LEDGER", "off")
    with pytest.warns(UserWarning, match="cannot be kept"):
        client = Client.local()
    with client:
        process = client.processes.primes_between
        assert process(max_val=3).wait(60).status == "successful"
        assert len(process.sweep(max_val=[3, 4]).wait(60).successful) == 2
        assert process.run(max_val=3, reuse=True).reused


def test_a_store_that_cannot_be_used_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A home folder on a file system without locks, or a file that is no database."""

    def refuse(_url: str) -> Any:
        raise ValueError("another server keeps its jobs in it")

    with monkeypatch.context() as patch:
        patch.setattr("procbook.server.service._kept_store.only_server", refuse)
        with (
            pytest.warns(UserWarning, match="cannot be kept"),
            Client.local() as client,
        ):
            assert (
                client.processes.primes_between(max_val=3).wait(60).status
                == "successful"
            )
    damaged = data_folder() / "local" / "1" / "jobs.db"
    damaged.parent.mkdir(parents=True, exist_ok=True)
    damaged.write_bytes(b"no database" * 1000)
    with pytest.warns(UserWarning, match="cannot be kept"), Client.local() as client:
        assert (
            client.processes.primes_between(max_val=3).wait(60).status == "successful"
        )
    assert damaged.read_bytes() == b"no database" * 1000


def test_a_receipt_tells_the_end_that_a_table_has_seen() -> None:
    with Client.local() as client:
        jobs = client.processes.sleep_a_while.sweep(
            duration=[0, 0.2], fail=[True, False]
        )
        table = client.job_table()
        states = [receipt_state(job) for job in jobs if ended(client, job)]
        assert sorted(states) == ["failed", "failed", "successful", "successful"]
        assert sorted(str(job.status) for job in jobs) == sorted(states)
        assert all("accepted" not in repr(job) for job in jobs)
        assert {
            get_ledger(client).get(client.server_id, job.id).status for job in jobs
        } == {
            "failed",
            "successful",
        }
        table.close()


def ended(client: Client, job: Any) -> bool:
    return client.job(job.id).wait(60, check=False).status.is_final


def receipt_state(job: Any) -> str:
    return job.receipt().to_json()["job"]["status"]


def test_the_server_of_a_lab_has_the_same_identity_and_jobs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, identity = start_lab_server(port=0)
    with first, monkeypatch.context() as lab:
        # A second lab finds the usual port taken.
        port = int(first.url.rstrip("/").rpartition(":")[2])
        second, same = start_lab_server(port)
        second.stop()
        assert (identity, same) == ("local:", "local:")
        assert second.url != first.url
        lab.setenv("PROCBOOK_LOCAL_URL", first.url)
        lab.setenv("PROCBOOK_LOCAL_ID", identity)
        lab.setenv("PROCBOOK_API_URL", first.url)
        assert Client.local().api_url == first.url
        assert {Client().server_id, Client.local().server_id} == {"local:"}
        assert Client("http://127.0.0.1:1/").server_id == "http://127.0.0.1:1/"
        job = Client().processes.primes_between(max_val=3).wait(60)
    with Client.local() as client:
        assert client.api_url != first.url
        assert client.job(job.id).rerun().wait(60).inputs == {"max_val": 3}


def test_the_jobs_of_earlier_labs_are_taken_over() -> None:
    store = data_folder() / "lab-jobs.db"
    store.parent.mkdir(parents=True, exist_ok=True)
    with Client.local(store=f"sqlite:///{store}") as client:
        job_id = client.processes.unknown_bytes(size=3_000_000).wait(60).id
    with Client.local() as client:
        assert len(client.job(job_id).results()["data"].bytes()) == 3_000_000
