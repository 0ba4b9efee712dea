"""What checks are made of: the server under examination, findings, and how grave they are.

Each check is a function over an :class:`Exam` that yields findings; it works on the answers as they
came, because the client mends what it reads. A fault is something that the standard says SHALL be
otherwise; a warning is trouble that clients will have all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from ..protocol import declares
from ..protocol.errors import ClientError, TransportError

if TYPE_CHECKING:
    from ..client import Client
    from ..models import (
        ConformanceDeclaration,
        Document,
        ProcessDescription,
        ProcessList,
    )
    from ..protocol import Answer


class Verdict(StrEnum):
    """How grave a finding is."""

    ok = "ok"
    note = "note"
    warning = "warning"
    fault = "fault"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    check : str
        Stable short name.
    section : str
        Section or requirement of OGC 18-062r2.
    """

    check: str
    verdict: Verdict
    message: str
    section: str = ""


Findings = Iterator[Finding]


@dataclass
class Exam:
    """A server under examination, and what was read of it so far."""

    client: Client
    run: bool = True
    process_id: str | None = None
    quirks: Counter[str] = field(default_factory=Counter)

    def ask(self, method: str, path: str, **options: Any) -> Answer:
        """Return the answer of the server as it came."""
        headers = {"Accept": "application/json", **options.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **options)

    def read(self, document: Any) -> Any:
        """Count what was odd about a document."""
        self.quirks.update(quirk.code for quirk in document.quirks)
        return document

    @cached_property
    def conformance(self) -> ConformanceDeclaration | None:
        """The declaration, or None."""
        found: ConformanceDeclaration | None = self.try_to_read(
            self.client.get_conformance
        )
        return found

    @cached_property
    def processes(self) -> ProcessList | None:
        """The process list, or None."""
        found: ProcessList | None = self.try_to_read(self.client.get_processes)
        return found

    @cached_property
    def descriptions(self) -> list[ProcessDescription]:
        """A few descriptions: enough to see the habits of a server."""
        listed = self.processes.processes if self.processes else []
        ids = [process.id for process in listed[:8]]
        if self.process_id and self.process_id not in ids:
            ids.append(self.process_id)
        descriptions = [
            self.try_to_read(partial(self.client.get_process, process_id))
            for process_id in ids
        ]
        return [each for each in descriptions if each is not None]

    def has(self, name: str) -> bool:
        """Tell whether a conformance class is declared."""
        return self.conformance is not None and declares(self.conformance, name)

    def try_to_read(self, read: Callable[[], Document]) -> Any:
        """Return a document and count what was odd about it; None if the server has none."""
        try:
            return self.read(read())
        except TransportError:
            raise
        except ClientError:
            return None


def expect(  # noqa: PLR0917 - one line a check, in the order in which it reads
    holds: object,
    check: str,
    good: str,
    bad: str,
    section: str,
    grave: Verdict = Verdict.fault,
) -> Finding:
    """Return a finding: fine if it holds, else as grave as said."""
    return Finding(
        check, Verdict.ok if holds else grave, good if holds else bad, section
    )


def json_of(answer: Answer) -> Any:
    """Return the JSON of an answer, or None."""
    try:
        return answer.json()
    except (ClientError, ValueError):
        return None


def problem_type(answer: Answer) -> str:
    """Return the last part of the type of a problem document, or nothing."""
    body = json_of(answer)
    kind = body.get("type") if isinstance(body, dict) else None
    return str(kind or "").rstrip("/").rsplit("/", 1)[-1]
