"""An error as a person wants it in a terminal: what happened, what to do, and an exit code that a script can use.

Exit codes: 0 fine, 1 a mistake of the user, 2 the server said no, 3 no connection.
"""

from __future__ import annotations

import traceback
from typing import Any

from ._hints import in_a_shell
from ._output import say

USER, REMOTE, NETWORK, INTERRUPTED = 1, 2, 3, 130


class UserError(Exception):
    """A mistake in what was typed."""


def report(error: Exception, *, name: str, trace: bool) -> int:
    """Tell an error on stderr, and return the exit code.

    Parameters
    ----------
    error : Exception
        What a command raised.
    name : str
        Name of the program.
    trace : bool
        Whether to show the server's trace and ours.
    """
    from ..protocol.errors import ClientError

    if trace:
        say("".join(traceback.format_exception(error)).rstrip())
    if isinstance(error, ClientError):
        if trace:
            _say_servers_trace(error)
        say("\n".join(lines_of(error, name)))
        return code_of(error)
    if isinstance(error, UserError | OSError | TimeoutError):
        say(f"Error: {_of_the_system(error)}")
        return REMOTE if isinstance(error, TimeoutError) else USER
    say(
        f"Error: {type(error).__name__}: {error}\nThis is a fault of {name}; --traceback shows where."
    )
    return USER


def _of_the_system(error: Exception) -> str:
    """Return an error without its number, which tells nobody anything."""
    if isinstance(error, OSError) and error.strerror:
        return (
            f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        )
    return str(error)


def code_of(error: Exception) -> int:
    """Return the exit code of an error."""
    from ..protocol import errors

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


def lines_of(error: Exception, name: str = "procbook") -> list[str]:
    """Return an error in two lines: what happened and what the server said; what to do and where it was."""
    known: dict[str, Any] = vars(error)
    message, problem = str(known.get("message") or error), known.get("problem")
    said = (problem.detail or problem.title) if problem else known.get("first_line")
    first = (
        f"{message.rstrip('.')} - the server said: {said}"
        if said and said not in message
        else message
    )
    status = f"HTTP {known['status']} from" if known.get("status") else "Asked:"
    where = (
        f"{status} {known.get('method') or 'GET'} {known['url']}"
        if known.get("url")
        else ""
    )
    hint = in_a_shell(known.get("hint") or "", name)
    second = f"{hint} ({where})" if hint and where else hint or where
    return [f"Error: {_shown(first)}", *([f"  {_shown(second)}"] if second else [])]


def _shown(said: str) -> str:
    """Return what may come from a server, so that it cannot steer the terminal."""
    from ..display import visible

    return "\n".join(visible(line) for line in said.splitlines())


def _say_servers_trace(error: Exception) -> None:
    holder = getattr(error, "problem", None) or getattr(error, "job", None)
    trace = getattr(holder, "traceback", None)
    if trace:
        say(
            "Trace of the server:\n"
            + (trace if isinstance(trace, str) else "".join(map(str, trace))).rstrip()
        )
