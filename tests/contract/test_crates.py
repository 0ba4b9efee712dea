"""Receipts as RO-Crates, judged by the validator of the RO-Crate community."""

from __future__ import annotations

import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from peers import python_of

from procbook import Client, Job


def validate(crate: Path) -> str:
    """Return what the validator finds in a crate."""
    python = python_of("roc-validator")
    context = files("rocrate").joinpath("data/ro-crate.jsonld")
    script = Path(__file__).with_name("validate_crate.py")
    answer = subprocess.run(
        [python, script, str(context), crate],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    return answer.stdout + answer.stderr if answer.returncode else ""


@pytest.mark.live
def test_a_crate_is_a_process_run_crate(tmp_path: Path) -> None:
    pytest.importorskip("rocrate")
    with Client.local(store=None) as client:
        job = client.processes["several_outputs"](values=[1, 2]).wait()
        failed = client.processes["sleep_a_while"](duration=0.1, fail=True)
        failed.wait(check=False)
        crates: list[tuple[Job, Path]] = [
            (job, tmp_path / "good"),
            (failed, tmp_path / "failed"),
        ]
        for run, folder in crates:
            run.save_crate(folder)
    for _, folder in crates:
        assert validate(folder) == ""
