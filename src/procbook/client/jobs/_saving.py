"""The results of several jobs as files: a folder a job, and nothing twice when it is done again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ... import jobs, results as result_package
from ...protocol.errors import ClientError

if TYPE_CHECKING:
    from ._run import Run

RECEIPT = "receipt.json"
"""Written last, so that a folder with it is complete."""


def save_runs(
    runs: Sequence[Run[Any]],
    folder: Path,
    *,
    overwrite: bool,
) -> list[Path]:
    """Save the results of successful jobs, each in a folder of its own, and return these folders.

    A folder that is complete is left as it is, so that an interrupted download goes on where it
    stopped.
    """
    folder = folder.expanduser()
    names = _folder_names(runs)
    saved = []
    for run, name in zip(runs, names, strict=True):
        target = folder / name
        saved.append(target)
        receipt = target / RECEIPT
        if not overwrite and _is_complete(receipt, run.job_id):
            continue
        job = run.started_job
        result_package.save_results(
            job.session.run(job.wait_for_results()), target, progress=False
        )
        jobs.receipt_as_known(job).save(receipt)
    return saved


def _is_complete(
    receipt: Path,
    job_id: str,
) -> bool:
    try:
        content = jobs.Receipt.load(receipt).content
    except (OSError, ValueError, ClientError):
        return False
    return bool(content.get("job", {}).get("jobID") == job_id)


def _folder_names(runs: Sequence[Run[Any]]) -> list[str]:
    """Return a name for each job that tells them apart.

    Its label, the inputs that vary, or its id.
    """
    inputs = [jobs.cells(run.inputs) for run in runs]
    varying = jobs.varying(inputs)[:4]
    names: list[str] = []
    for number, (run, values) in enumerate(zip(runs, inputs, strict=True)):
        description = ", ".join(f"{name}={values.get(name)}" for name in varying)
        name = re.sub(
            r"[^\w.,=+ -]", "_", run.label or description or run.job_id or "job"
        )
        name = name.strip(" .")[:80] or "job"
        if name in names:
            name = f"{name} {run.job_id or number}"
        names.append(name)
    return names
