"""What can go wrong, as one tree.

::

    ClientError                   anything that a call to a server, or its preparation, can raise
    ├── TransportError            no whole answer: no connection, time-out, redirects
    ├── ResponseError             an answer that says no, or that is no document at all
    │   └── NotReadyError         the results of a job that has not ended
    ├── JobFailedError            the job ended as failed or dismissed
    ├── InputError                inputs that do not fit their description; nothing was sent
    ├── LoginRequiredError        the server wants credentials that are not there
    ├── ResultError               an output that cannot be opened, shown or kept as asked
    └── ConfigError               a profile, variable or argument that makes no sense

Every error says what to do next; where there was an answer it carries the request, the HTTP status
and the server's problem document, or the first readable line of whatever came instead. No error
ever carries a header, because headers carry credentials.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from ..models import ApiError, JobInfo


class ClientError(Exception):
    """Base of all errors.

    Parameters
    ----------
    message : str
        What happened, in one sentence.
    method, url : str, optional
        The request that led here; the URL without credentials.
    status : int, optional
        HTTP status of the answer.
    problem : ApiError, optional
        The server's problem document.
    first_line : str, optional
        First readable line of an answer that held no problem document.
    hint : str, optional
        What to do next.
    """

    def __init__(
        self,
        message: str,
        *,
        method: str | None = None,
        url: str | None = None,
        status: int | None = None,
        problem: ApiError | None = None,
        first_line: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.method = method
        self.url = url
        self.status = status
        self.problem = problem
        self.first_line = first_line
        self.hint = hint

    @property
    def api_error(self) -> ApiError:
        """The server's problem document, or one made from what is known."""
        from ..models import (
            ApiError,  # every client imports the errors, and few ever need pydantic for them
        )

        return self.problem or ApiError(
            title=self.message, status=self.status, detail=self.first_line
        )

    def __str__(self) -> str:
        request_line = f"{self.method or 'GET'} {self.url}" if self.url else None
        first_line = (
            self.first_line
            if self.first_line and self.first_line not in self.message
            else None
        )
        answer = " ".join(
            filter(None, [f"HTTP {self.status}" if self.status else None, request_line])
        )
        lines = [
            self.message,
            first_line and f"The server said: {first_line}",
            answer,
            self.hint and f"Hint: {self.hint}",
        ]
        return "\n".join(line for line in lines if line)

    def _repr_html_(self) -> str:
        from ..display import html

        return html(self)


class TransportError(ClientError):
    """No whole answer came: no connection, time-out, cut short, too many redirects.

    Attributes
    ----------
    sent : bool
        Whether the server may have seen the request.
    """

    sent: bool = True


class ResponseError(ClientError):
    """The server answered with an error, or with something that is no document of the standard.

    Attributes
    ----------
    retry_after : float or None
        Seconds after which the server wants to be asked again, where it says so.
    """

    retry_after: float | None = None


class NotReadyError(ResponseError):
    """The results of a job were asked for before it ended (``result-not-ready``)."""


class ResultsExpiredError(ResponseError):
    """A job succeeded, and its server no longer has the results; most keep them for a time only."""


class LoginRequiredError(ClientError):
    """The server wants credentials and there are none, or the ones given were refused."""


class ResultError(ClientError):
    """An output cannot be opened, shown or kept in the way asked for."""


class ConfigError(ClientError, ValueError):
    """A profile, an environment variable or an argument makes no sense."""


class JobFailedError(ClientError):
    """A job ended as failed or dismissed, so that it has no results.

    Attributes
    ----------
    job : JobInfo
        The last state of the job.
    """

    def __init__(
        self, message: str, *, job: JobInfo, hint: str | None = None, **details: object
    ) -> None:
        super().__init__(message, hint=hint, **details)  # type: ignore[arg-type]
        self.job = job


class Mistake(NamedTuple):
    """One thing that is wrong with a value.

    Attributes
    ----------
    path : tuple of str or int
        Where: input name first, then member names and indices.
    message : str
        What is wrong, in words a person would use.
    rule : str
        The JSON Schema keyword that is not satisfied, such as ``"minimum"``; ``"unknown"`` for an
        input that the process does not have and ``"server"`` for what the server refused.
    severity : "hard" or "soft"
        Soft where only the description of the process says so, which the server may know better;
        ``check=False`` sends it all the same. Hard where it cannot be sent.
    """

    path: tuple[str | int, ...]
    message: str
    rule: str = ""
    severity: Literal["hard", "soft"] = "hard"

    @property
    def pointer(self) -> str:
        """The place as a JSON Pointer (RFC 6901)."""
        return "".join(
            "/" + str(p).replace("~", "~0").replace("/", "~1") for p in self.path
        )


class InputError(ClientError, ValueError):
    """Inputs do not fit the description of the process; nothing was sent.

    Attributes
    ----------
    mistakes : tuple of Mistake
        Every mistake, not just the first.
    """

    def __init__(
        self,
        mistakes: Sequence[Mistake],
        *,
        process_id: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.mistakes = tuple(mistakes)
        self.process_id = process_id
        process_clause = (
            f" in the inputs of process {process_id!r}" if process_id else ""
        )
        lines = [
            f"  {'.'.join(map(str, m.path)) or '(all)'}: {m.message}"
            for m in self.mistakes
        ]
        count = f"{len(lines)} mistake{'s' if len(lines) != 1 else ''}"
        super().__init__(
            "\n".join([f"{count}{process_clause}; nothing was sent.", *lines]),
            hint=hint,
        )
