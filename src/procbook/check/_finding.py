"""The parts of a check: the server that is examined, findings, and their severity.

Each check is a function over an :class:`ExaminedServer` that yields findings. It works on the
answers as they came, because the client repairs what it reads. A fault departs from a SHALL of the
standard; a warning is allowed by the standard, and causes trouble to clients all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from ..protocol import declares
from ..protocol.errors import ClientError, TransportError

if TYPE_CHECKING:
    from ..client import Client
    from ..models import (
        ConformanceDeclaration,
        Document,
        ProcessDescription,
        ProcessList,
        ProcessSummary,
    )
    from ..protocol import Answer

    D = TypeVar("D", bound=Document)

MOST_DESCRIPTIONS = 8
"""Processes whose descriptions are read at most: enough to see the habits of a server."""


class Verdict(StrEnum):
    """How severe a finding is."""

    ok = "ok"
    note = "note"
    warning = "warning"
    fault = "fault"


@dataclass(frozen=True)
class Finding:
    """The result of looking at one property of a server.

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
class ExaminedServer:
    """A server under examination, and what was read of it so far."""

    client: Client
    run: bool = True
    process_id: str | None = None
    quirks: Counter[str] = field(default_factory=Counter)

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        body: bytes | None = None,
    ) -> Answer:
        """Return the answer of the server unchanged; the request asks for JSON."""
        return self.client.request(
            method,
            path,
            params=params,
            headers={"Accept": "application/json", **(headers or {})},
            json=json,
            body=body,
        )

    @cached_property
    def conformance(self) -> ConformanceDeclaration | None:
        """The declaration, or None."""
        return self.try_to_read(self.client.get_conformance)

    @cached_property
    def process_list(self) -> ProcessList | None:
        """The process list, or None."""
        return self.try_to_read(self.client.get_processes)

    @property
    def processes(self) -> list[ProcessSummary]:
        """The summaries in the process list; none where there is no list."""
        if self.process_list is None:
            return []
        return list(self.process_list.processes)

    @cached_property
    def descriptions(self) -> list[ProcessDescription]:
        """The descriptions of the first processes, and of the one that is to be run."""
        ids = [process.id for process in self.processes[:MOST_DESCRIPTIONS]]
        if self.process_id and self.process_id not in ids:
            ids.append(self.process_id)
        descriptions = []
        for process_id in ids:
            read = partial(self.client.get_process, process_id)
            description = self.try_to_read(read)
            if description is not None:
                descriptions.append(description)
        return descriptions

    def declares(self, name: str) -> bool:
        """Return whether a conformance class is declared."""
        return self.conformance is not None and declares(self.conformance, name)

    def try_to_read(self, read: Callable[[], D]) -> D | None:
        """Return a document and count its quirks; None if the server does not have it.

        Raises
        ------
        TransportError
            The server cannot be reached.
        """
        try:
            document = read()
        except TransportError:
            raise
        except ClientError:
            return None
        self.quirks.update(quirk.code for quirk in document.quirks)
        return document


@dataclass(frozen=True)
class Check:
    """A group of findings about one subject.

    Attributes
    ----------
    subject : str
        What is looked at, as progress messages name it.
    run : callable
        Yields the findings.
    """

    subject: str
    run: Callable[[ExaminedServer], Findings]


def expect(  # noqa: PLR0917 - one line a check, in the order in which it reads
    holds: object,
    check: str,
    good: str,
    bad: str,
    section: str,
    severity: Verdict = Verdict.fault,
) -> Finding:
    """Return a finding: ok with the message `good` if it holds, else `bad` with a severity."""
    if holds:
        return Finding(check, Verdict.ok, good, section)
    return Finding(check, severity, bad, section)


def json_of(answer: Answer) -> Any:
    """Return the JSON of an answer, or None."""
    try:
        return answer.json()
    except (ClientError, ValueError):
        return None


def json_object(answer: Answer) -> dict[str, Any]:
    """Return the JSON object of an answer; an empty one if it is anything else."""
    body = json_of(answer)
    return body if isinstance(body, dict) else {}


def link_relations(document: Mapping[str, Any]) -> set[str]:
    """Return the relations of the links of a document, by their last part if they are URIs."""
    return {
        _last_part(str(link.get("rel", "")))
        for link in document.get("links") or []
        if isinstance(link, dict)
    }


def problem_type(answer: Answer) -> str:
    """Return the last part of the type of a problem document, or an empty text."""
    return _last_part(str(json_object(answer).get("type") or "").rstrip("/"))


def _last_part(uri: str) -> str:
    return uri.rsplit("/", 1)[-1]
