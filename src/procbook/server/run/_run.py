"""Run a process function once, in whatever thread, process or machine."""

from __future__ import annotations

import re
import sys
import tempfile
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ...protocol.errors import InputError
from .._problems import INVALID_PARAMETER
from ..functions._context import JobCancelledError, JobContext
from ..functions._inputs import read_arguments
from ..functions._outputs import Produced, produce
from ..functions._registry import RegisteredProcess


class ProcessError(Exception):
    """Raised by a process function to choose the problem document of its failure.

    Parameters
    ----------
    detail : str
        Description of the failure, for people.
    status : int
        HTTP status of the results of the failed job (section 7.13).
    type, title : str, optional
        Of the problem document.
    """

    def __init__(
        self,
        detail: str,
        *,
        status: int = 500,
        type: str = "about:blank",
        title: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.type = type
        self.title = title

    def __reduce__(self) -> tuple[Any, ...]:
        return _process_error, (str(self), self.status, self.type, self.title)


def _process_error(
    detail: str,
    status: int,
    type: str,
    title: str | None,
) -> ProcessError:
    return ProcessError(
        detail,
        status=status,
        type=type,
        title=title,
    )


@dataclass(frozen=True)
class Succeeded:
    """The function returned."""

    outputs: list[Produced]


@dataclass(frozen=True)
class Failed:
    """The function raised.

    Attributes
    ----------
    message : str
        What the exception says.
    problem : dict
        Members of the problem document: at least ``status``.
    trace : list of str
        Lines of the trace: frames of the process only, files without folders.
    """

    message: str
    problem: dict[str, Any] = field(default_factory=lambda: {"status": 500})
    trace: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Cancelled:
    """The function ended early because its job was cancelled."""


Outcome = Succeeded | Failed | Cancelled


def work(
    process: RegisteredProcess,
    inputs: dict[str, Any],
    context: JobContext,
) -> Outcome:
    """Run a process function with the inputs of a request; never raises."""
    try:
        arguments = read_arguments(process, inputs)
        if process.context is not None:
            arguments[process.context] = context
        with context:
            returned = process.function(**arguments)
        return Succeeded(produce(process, returned))
    except JobCancelledError:
        return Cancelled()
    except BaseException as error:  # noqa: BLE001 - SystemExit fails the job as well
        message = without_folders(str(error)) or type(error).__name__
        return Failed(message, _problem(error), _trace(error))


def _problem(error: BaseException) -> dict[str, Any]:
    """Return the members of the problem document for what a function raised."""
    if isinstance(error, ProcessError):
        problem = {"status": error.status, "type": error.type}
        if error.title is not None:
            problem["title"] = error.title
        return problem
    if isinstance(error, InputError):
        errors = [{"pointer": m.pointer, "detail": m.message} for m in error.mistakes]
        return {
            "status": 400,
            "type": INVALID_PARAMETER,
            "errors": errors,
        }
    if isinstance(error, ValidationError) and error.title.endswith("_inputs"):
        return {"status": 400, "type": INVALID_PARAMETER}
    return {"status": 500}


def _trace(error: BaseException) -> list[str]:
    summary = traceback.TracebackException.from_exception(error)
    _shorten(summary)
    return [without_folders(line) for line in summary.format()]


def _shorten(summary: traceback.TracebackException) -> None:
    """Leave out the frames of this module, and the folders of the files."""
    frames = [
        _without_folder(frame)
        for frame in summary.stack
        if Path(frame.filename) != Path(__file__)
    ]
    summary.stack = traceback.StackSummary.from_list(frames)
    causes = (summary.__cause__, summary.__context__, *(summary.exceptions or ()))
    for cause in causes:
        if cause is not None:
            _shorten(cause)


def _without_folder(frame: traceback.FrameSummary) -> traceback.FrameSummary:
    file = Path(frame.filename).name
    return traceback.FrameSummary(
        file,
        frame.lineno,
        frame.name,
        line=frame.line,
        lookup_line=False,
    )


def without_folders(text: str) -> str:
    """Return a text with files below the folders of this machine named without their folder."""
    return _OWN_FOLDERS.sub("", text)


def _own_folders() -> re.Pattern[str]:
    """Return a pattern for the folders of the user, of Python, of temporary files and of us."""
    folders = (
        Path.cwd(),
        Path.home(),
        sys.prefix,
        sys.base_prefix,
        tempfile.gettempdir(),
        Path(__file__).parents[4],
    )
    roots = {str(Path(folder)) for folder in folders}
    patterns = [re.escape(root) for root in roots if len(root) > 1]
    longest_first = sorted(patterns, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(longest_first)})[/\\](?:[^\s'\"/\\]+[/\\])*")


_OWN_FOLDERS = _own_folders()
