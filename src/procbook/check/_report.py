"""``check URL``: where a server departs from the standard, as a report for people and machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..display import count, text
from ..protocol import generation
from ..protocol.errors import ClientError, TransportError
from ._finding import Check, ExaminedServer, Finding, Verdict
from ._job_checks import JOB_CHECKS
from ._service_checks import SERVICE_CHECKS

if TYPE_CHECKING:
    from ..client import Client


@dataclass(frozen=True)
class Report:
    """The findings about one server.

    Attributes
    ----------
    server : str
        Address of the server.
    title : str
        Title of its landing page.
    generation : str
        Edition of the standard that it implements.
    findings : tuple of Finding
        In the order of the checks.
    quirks : dict
        How often each departure from a schema was repaired on reading, by its code.
    """

    server: str
    title: str
    generation: str
    findings: tuple[Finding, ...]
    quirks: dict[str, int]

    @property
    def passed(self) -> bool:
        """Whether nothing was found that the standard forbids."""
        return not any(finding.verdict is Verdict.fault for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return the report as data that JSON can hold."""
        findings = [
            {
                "check": finding.check,
                "verdict": str(finding.verdict),
                "message": finding.message,
                "section": finding.section,
            }
            for finding in self.findings
        ]
        return {
            "server": self.server,
            "title": self.title,
            "generation": self.generation,
            "passed": self.passed,
            "counts": dict(Counter(str(finding.verdict) for finding in self.findings)),
            "findings": findings,
            "quirks": self.quirks,
        }

    def text(self) -> str:
        """Return the report for people."""
        standard = f"OGC API - Processes {self.generation}"
        lines = [f"{text(self.title)} at {self.server} ({standard})", ""]
        lines += [_line(finding) for finding in self.findings]
        if self.quirks:
            repairs = [f"{code} ({n})" for code, n in sorted(self.quirks.items())]
            lines += ["", f"Mended on reading: {', '.join(repairs)}"]
        counts = Counter(finding.verdict for finding in self.findings)
        severities = (Verdict.fault, Verdict.warning, Verdict.note)
        totals = [count(counts[severity], severity) for severity in severities]
        return "\n".join([*lines, "", f"{', '.join(totals)}."])


def _line(finding: Finding) -> str:
    line = f"{finding.verdict:<8} {finding.check:<24} {text(finding.message)}"
    if finding.section and finding.verdict is not Verdict.ok:
        line += f"  [{finding.section}]"
    return line


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
        Receives a line of text before each check.

    Raises
    ------
    TransportError
        The server cannot be reached.
    """
    server = ExaminedServer(client, run, process_id)
    findings: list[Finding] = []
    for check in (*SERVICE_CHECKS, *JOB_CHECKS):
        say(f"Looking at {check.subject} ...")
        findings += _run(check, server, is_first=not findings)
    landing_page = server.try_to_read(client.get_capabilities)
    title = landing_page.title if landing_page else None
    return Report(
        client.api_url,
        title or client.name,
        generation(server.conformance),
        tuple(findings),
        dict(server.quirks),
    )


def _run(check: Check, server: ExaminedServer, *, is_first: bool) -> list[Finding]:
    """Return the findings of a check; an error ends it with a fault.

    Raises
    ------
    TransportError
        The first check already finds no server.
    """
    findings: list[Finding] = []
    try:
        findings.extend(check.run(server))
    except ClientError as error:
        message = error.message
        if not isinstance(error, TransportError):
            message = message.splitlines()[0]
        elif is_first:
            raise
        name = check.subject.replace(" ", "-")
        findings.append(Finding(name, Verdict.fault, message))
    return findings
