"""The outputs of jobs between their rows in the database and files beside it."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from ..functions._context import scratch_folder
from ..functions._outputs import Produced
from ._tables import OutputRow


class OutputFiles:
    """Keeps small outputs in their rows and large ones in files.

    Parameters
    ----------
    folder : Path
        Folder for the files; each job has a folder in it.
    inline_limit : int
        Size in bytes up to which an output is small.
    """

    def __init__(self, folder: Path, inline_limit: int) -> None:
        self._folder = folder
        self._inline_limit = inline_limit

    def keep(
        self,
        job_id: str,
        position: int,
        output: Produced,
    ) -> OutputRow:
        """Return the row of an output, whose file is written if the output is large."""
        row = OutputRow(
            job_id=job_id,
            id=output.id,
            position=position,
            media_type=output.media_type,
            link=output.link,
        )
        body = output.body
        if isinstance(body, bytes) and len(body) <= self._inline_limit:
            row.body = body
            return row
        job_folder = self._folder / job_id
        job_folder.mkdir(parents=True, exist_ok=True)
        target = job_folder / str(position)
        if isinstance(body, bytes):
            target.write_bytes(body)
        else:
            _keep_file(body.resolve(strict=True), target, job_id)
        row.file = f"{job_id}/{position}"
        return row

    def read(self, row: OutputRow) -> Produced:
        """Return the output of a row."""
        body: bytes | Path = row.body or b""
        if row.file:
            body = self._folder / row.file
        return Produced(row.id, row.media_type, body, row.link)

    def remove(self, job_id: str) -> None:
        """Remove the files of a job."""
        shutil.rmtree(self._folder / job_id, ignore_errors=True)


def _keep_file(
    file: Path,
    target: Path,
    job_id: str,
) -> None:
    """Keep a file as an output: a copy, or a hard link to a file in the folder of the job.

    That folder is removed when the job is over, so that a hard link is as good as moving the file;
    and the same file may be several outputs.
    """
    job_folder = scratch_folder(job_id).resolve()
    if file.is_relative_to(job_folder):
        with contextlib.suppress(OSError):  # another file system, or one without links
            os.link(file, target)
            return
    shutil.copyfile(file, target)
