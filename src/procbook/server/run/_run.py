"""Run a process function once, wherever that is: a thread, another process, another machine."""

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
from ..functions._context import JobCancelledError, JobContext
from ..functions._inputs import read_arguments
from ..functions._outputs import Produced, produce
from ..functions._registry import RegisteredProcess


class ProcessError(Exception):
    """Raised by a process function to choose how its failure looks to clients.

    Parameters
    ----------
    detail : str
        What went wrong, for people.
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
    detail: str, status: int, type: str, title: str | None
) -> ProcessError:
    return ProcessError(detail, status=status, type=type, title=title)


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
    process: RegisteredProcess, inputs: dict[str, Any], context: JobContext
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
    except BaseException as error:  # noqa: BLE001 - also SystemExit of a process is only a failed job
        return _failed(error)


def _failed(error: BaseException) -> Failed:
    message = without_folders(str(error)) or type(error).__name__
    problem: dict[str, Any] = {"status": 500}
    if isinstance(error, ProcessError):
        problem = {"status": error.status, "type": error.type, "title": error.title}
    elif isinstance(error, InputError):
        errors = [{"pointer": m.pointer, "detail": m.message} for m in error.mistakes]
        problem = {"status": 400, "type": "InvalidParameterValue", "errors": errors}
    elif isinstance(error, ValidationError) and error.title.endswith("_inputs"):
        problem = {"status": 400, "type": "InvalidParameterValue"}
    return Failed(
        message, {k: v for k, v in problem.items() if v is not None}, _trace(error)
    )


def _trace(error: BaseException) -> list[str]:
    summary = traceback.TracebackException.from_exception(error)
    _shorten(summary)
    return [without_folders(line) for line in summary.format()]


def _shorten(summary: traceback.TracebackException) -> None:
    frames = [
        frame for frame in summary.stack if Path(frame.filename) != Path(__file__)
    ]
    summary.stack = traceback.StackSummary.from_list(
        [
            traceback.FrameSummary(
                Path(f.filename).name, f.lineno, f.name, line=f.line, lookup_line=False
            )
            for f in frames
        ]
    )
    for linked in (summary.__cause__, summary.__context__, *(summary.exceptions or ())):
        if linked is not None:
            _shorten(linked)


def without_folders(text: str) -> str:
    """Return a text in which files below this machine's own folders stand without their folder."""
    return _OWN_FOLDERS.sub("", text)


def _own_folders() -> re.Pattern[str]:
    roots = {
        str(Path(p))
        for p in (
            Path.cwd(),
            Path.home(),
            sys.prefix,
            sys.base_prefix,
            tempfile.gettempdir(),
        )
    }
    roots |= {str(Path(__file__).parents[4])}
    longest_first = sorted(
        (re.escape(root) for root in roots if len(root) > 1), key=len, reverse=True
    )
    return re.compile(rf"(?:{'|'.join(longest_first)})[/\\](?:[^\s'\"/\\]+[/\\])*")


_OWN_FOLDERS = _own_folders()
