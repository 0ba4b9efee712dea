"""``check URL``: what a server offers, and where it departs from the standard, as a report for people and machines.

Each check is a function over an :class:`Exam` that yields findings; it works on the answers as they came, because the
client mends what it reads. A fault is something that the standard says SHALL be otherwise; a warning is trouble that
clients will have all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..display import text
from ..protocol import declares, generation
from ..protocol.errors import ClientError, TransportError

if TYPE_CHECKING:
    from ..client import Client
    from ..models import ConformanceDeclaration, Document, ProcessDescription, ProcessList
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
        found: ConformanceDeclaration | None = self._maybe(self.client.get_conformance)
        return found

    @cached_property
    def processes(self) -> ProcessList | None:
        """The process list, or None."""
        found: ProcessList | None = self._maybe(self.client.get_processes)
        return found

    @cached_property
    def descriptions(self) -> list[ProcessDescription]:
        """A few descriptions: enough to see the habits of a server."""
        listed = self.processes.processes if self.processes else []
        wanted = [one.id for one in listed[:8]]
        wanted += [self.process_id] if self.process_id and self.process_id not in wanted else []
        found = [self._maybe(lambda id=one: self.client.get_process(id)) for one in wanted]  # type: ignore[misc]
        return [one for one in found if one is not None]

    def has(self, name: str) -> bool:
        """Tell whether a conformance class is declared."""
        return self.conformance is not None and declares(self.conformance, name)

    def _maybe(self, read: Callable[[], Document]) -> Any:
        try:
            return self.read(read())
        except TransportError:
            raise
        except ClientError:
            return None


@dataclass(frozen=True)
class Report:
    """What was found."""

    server: str
    title: str
    spoken: str
    findings: tuple[Finding, ...]
    quirks: dict[str, int]

    @property
    def passed(self) -> bool:
        """Whether nothing was found that the standard forbids."""
        return not any(one.verdict is Verdict.fault for one in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON-able data."""
        findings = [
            {"check": one.check, "verdict": str(one.verdict), "message": one.message, "section": one.section}
            for one in self.findings
        ]
        return {
            "server": self.server,
            "title": self.title,
            "generation": self.spoken,
            "passed": self.passed,
            "counts": dict(Counter(str(one.verdict) for one in self.findings)),
            "findings": findings,
            "quirks": self.quirks,
        }

    def text(self) -> str:
        """Return the report for people."""
        lines = [f"{text(self.title)} at {self.server} (OGC API - Processes {self.spoken})", ""]
        for one in self.findings:
            where = f"  [{one.section}]" if one.section and one.verdict is not Verdict.ok else ""
            lines.append(f"{one.verdict:<8} {one.check:<24} {text(one.message)}{where}")
        if self.quirks:
            mended = ", ".join(f"{code} ({number})" for code, number in sorted(self.quirks.items()))
            lines += ["", f"Mended on reading: {mended}"]
        counts = Counter(one.verdict for one in self.findings)
        graves = (Verdict.fault, Verdict.warning, Verdict.note)
        total = ", ".join(f"{counts[grave]} {grave}{'' if counts[grave] == 1 else 's'}" for grave in graves)
        return "\n".join([*lines, "", f"{total}."])


def examine(
    client: Client,
    *,
    run: bool = True,
    process_id: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Examine a server.

    Parameters
    ----------
    client : Client
        A client of the server.
    run : bool
        Whether to run a process, to see how jobs are handled.
    process_id : str, optional
        The process to run; else one whose name sounds harmless and whose inputs can be guessed.
    say : callable
        Told what is under way.

    Raises
    ------
    TransportError
        The server cannot be reached.
    """
    from ._job_checks import JOB_CHECKS
    from ._service_checks import SERVICE_CHECKS

    exam = Exam(client, run, process_id)
    findings: list[Finding] = []
    for check in (*SERVICE_CHECKS, *JOB_CHECKS):
        say(f"Looking at {check.__name__.replace('_', ' ')} ...")
        findings += _all_of(check, exam)
    landing = exam._maybe(client.get_capabilities)  # noqa: SLF001 - its own module
    title = (landing.title if landing else None) or client.name
    return Report(client.api_url, title, generation(exam.conformance), tuple(findings), dict(exam.quirks))


def _all_of(check: Callable[[Exam], Findings], exam: Exam) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(check(exam))
    except TransportError as error:
        if check.__name__ == "landing_page":
            raise
        found.append(Finding(check.__name__.replace("_", "-"), Verdict.fault, error.message))
    except ClientError as error:
        found.append(Finding(check.__name__.replace("_", "-"), Verdict.fault, error.message.splitlines()[0]))
    return found


# -- what checks are made of


def expect(  # noqa: PLR0917 - one line a check, in the order in which it reads
    holds: object, check: str, good: str, bad: str, section: str, grave: Verdict = Verdict.fault
) -> Finding:
    """Return a finding: fine if it holds, else as grave as said."""
    return Finding(check, Verdict.ok if holds else grave, good if holds else bad, section)


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
