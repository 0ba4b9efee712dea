"""Errors in a terminal: two lines, what happened and what to do, and an exit code for scripts.

Exit codes: 0 success, 1 a mistake of the user, 2 the server refused, 3 no connection.
"""

from __future__ import annotations

import traceback

from ..protocol import errors
from ._hints import translate_hint
from ._output import say

USER, REMOTE, NETWORK, INTERRUPTED = 1, 2, 3, 130


class UserError(Exception):
    """A mistake in what was typed."""


def report(error: Exception, *, name: str, trace: bool) -> int:
    """Write an error to stderr, and return the exit code.

    Parameters
    ----------
    error : Exception
        What a command raised.
    name : str
        Name of the program.
    trace : bool
        Whether to show the trace of the server and that of this program.
    """
    if trace:
        say("".join(traceback.format_exception(error)).rstrip())
    if isinstance(error, errors.ClientError):
        if trace:
            _say_server_trace(error)
        say("\n".join(error_lines(error, name)))
        return exit_code(error)
    if isinstance(error, UserError | OSError | TimeoutError):
        say(f"Error: {_message_without_number(error)}")
        return REMOTE if isinstance(error, TimeoutError) else USER
    say(f"Error: {type(error).__name__}: {error}")
    say(f"This is a fault of {name}; --traceback shows where.")
    return USER


def _message_without_number(error: Exception) -> str:
    """Return the message of an error, that of the operating system without its number."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    if error.filename:
        return f"{error.filename}: {error.strerror}"
    return error.strerror


def exit_code(error: errors.ClientError) -> int:
    """Return the exit code of an error."""
    match error:
        case errors.TransportError():
            return NETWORK
        case (
            errors.InputError()
            | errors.ConfigError()
            | errors.LoginRequiredError()
            | errors.ResultError()
        ):
            return USER
        case _:
            return REMOTE


def error_lines(error: errors.ClientError, name: str = "procbook") -> list[str]:
    """Return an error as one or two lines.

    The first says what happened and what the server answered, the second what to do and which
    request failed.
    """
    lines = [f"Error: {_without_controls(_summary(error))}"]
    hint = translate_hint(error.hint or "", name)
    request = _request_line(error)
    if hint and request:
        hint = f"{hint} ({request})"
    advice = hint or request
    if advice:
        lines.append(f"  {_without_controls(advice)}")
    return lines


def _summary(error: errors.ClientError) -> str:
    message = str(error.message or error)
    detail = error.first_line
    if error.problem:
        detail = error.problem.detail or error.problem.title
    if detail and detail not in message:
        return f"{message.rstrip('.')} - the server said: {detail}"
    return message


def _request_line(error: errors.ClientError) -> str:
    if not error.url:
        return ""
    prefix = f"HTTP {error.status} from" if error.status else "Asked:"
    return f"{prefix} {error.method or 'GET'} {error.url}"


def _without_controls(text: str) -> str:
    """Return a text that may come from a server with its control characters written out."""
    from ..display import visible  # takes a tenth of the time of --version

    return "\n".join(visible(line) for line in text.splitlines())


def _say_server_trace(error: errors.ClientError) -> None:
    document = error.problem or getattr(error, "job", None)
    trace = getattr(document, "traceback", None)
    if not trace:
        return
    if not isinstance(trace, str):
        trace = "".join(map(str, trace))
    say(f"Trace of the server:\n{trace.rstrip()}")
