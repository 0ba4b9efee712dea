"""``check URL``: what a server offers, and where it departs from the standard, as a report for people and machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..display import count, text
from ..protocol import generation
from ..protocol.errors import ClientError, TransportError
from ._finding import Exam, Finding, Findings, Verdict
from ._job_checks import JOB_CHECKS
from ._service_checks import SERVICE_CHECKS

if TYPE_CHECKING:
    from ..client import Client


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
            {
                "check": one.check,
                "verdict": str(one.verdict),
                "message": one.message,
                "section": one.section,
            }
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
        lines = [
            f"{text(self.title)} at {self.server} (OGC API - Processes {self.spoken})",
            "",
        ]
        for one in self.findings:
            where = (
                f"  [{one.section}]"
                if one.section and one.verdict is not Verdict.ok
                else ""
            )
            lines.append(f"{one.verdict:<8} {one.check:<24} {text(one.message)}{where}")
        if self.quirks:
            mended = ", ".join(
                f"{code} ({number})" for code, number in sorted(self.quirks.items())
            )
            lines += ["", f"Mended on reading: {mended}"]
        counts = Counter(one.verdict for one in self.findings)
        graves = (Verdict.fault, Verdict.warning, Verdict.note)
        total = ", ".join(count(counts[grave], grave) for grave in graves)
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
    exam = Exam(client, run, process_id)
    findings: list[Finding] = []
    for check in (*SERVICE_CHECKS, *JOB_CHECKS):
        say(f"Looking at {check.__name__.replace('_', ' ')} ...")
        findings += _all_of(check, exam)
    landing = exam.try_to_read(client.get_capabilities)
    title = (landing.title if landing else None) or client.name
    return Report(
        client.api_url,
        title,
        generation(exam.conformance),
        tuple(findings),
        dict(exam.quirks),
    )


def _all_of(check: Callable[[Exam], Findings], exam: Exam) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(check(exam))
    except TransportError as error:
        if check.__name__ == "landing_page":
            raise
        found.append(
            Finding(check.__name__.replace("_", "-"), Verdict.fault, error.message)
        )
    except ClientError as error:
        found.append(
            Finding(
                check.__name__.replace("_", "-"),
                Verdict.fault,
                error.message.splitlines()[0],
            )
        )
    return found
