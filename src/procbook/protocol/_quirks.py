"""The one table of quirks.

Every departure from the standard that is mended on reading, by its stable code.
"""

from __future__ import annotations

from ..models import Quirk

QUIRKS: dict[str, str] = {
    # any document
    "broken-json": "The JSON is not closed; it was read as far as it goes.",
    "dropped-member": "A member has a form that nothing can be made of; it was left out.",
    "envelope": "The document is wrapped in another one; the wrapping was taken off.",
    "missing-links": "The required links are missing.",
    "bad-link": "A link has no usable target; it was left out.",
    "other-name": "A member has another name than in the standard.",
    "not-text": "A text is a number, a list or a table of languages; one text was made of it.",
    "not-a-list": "A single value stands where a list belongs.",
    "not-a-number": "A number is written as text, or is no whole number.",
    "missing-conformance": "No conformance classes are listed.",
    "endless-pages": "The links to the next page run in circles; the walk stopped there.",
    "page-missing": "A further page of a list could not be read; what was read before is returned.",
    "several-versions": "A list names several versions of one process; the newest is "
    "taken unless a version is named.",
    "cut-without-next": "A list was cut short without a link to its next page; the "
    "rest was asked for.",
    # processes
    "missing-id": "An id is missing; another member or its place stands in.",
    "other-id-name": "The id has another name than in the standard.",
    "number-id": "The id is a number; it is used as text.",
    "missing-version": "The required version is missing.",
    "number-version": "The version is a number; it is used as text.",
    "unknown-option": "A job control option or transmission mode is none of the "
    "standard's; it was left out.",
    "list-not-object": "Inputs, outputs or parameters are a list; they were put into "
    "an object by their ids.",
    "bad-process": "One process of the list cannot be read; only what it is called was kept.",
    "missing-processes": "The list of processes has another name or is missing.",
    "metadata-form": "Metadata or additional parameters have another form than in the standard.",
    # inputs, outputs and their schemas
    "missing-schema": "An input or output has no schema; any value is taken.",
    "old-description": "An input or output is described as before 1.0; a schema was made of it.",
    "schema-outside": "Keywords of the schema stand beside it; they were moved into it.",
    "occurs-form": 'minOccurs or maxOccurs is no whole number or "unbounded".',
    "type-synonym": "A type has another name than in JSON Schema, such as float for number.",
    "unknown-type": "A type is unknown; any value is taken.",
    "bad-keyword": "A keyword of a schema has a value that it cannot have; it was left out.",
    "bad-schema": "A schema is no object; any value is taken.",
    "charset-encoding": "A character set stands in contentEncoding; it was left out.",
    "text-booleans": 'A boolean is described by the texts "true" and "false"; they '
    "were made booleans.",
    "unresolved-reference": "A reference leads nowhere; what it stands for is not checked.",
    "example-contradicts-schema": "An example or default does not fit its schema; "
    "values like it are accepted.",
    "too-deep": "A schema is nested too deeply; its inner part takes any value.",
    # jobs
    "old-job-id": "The job id has another name than jobID.",
    "missing-job-id": "The job document names no id.",
    "status-synonym": "The status is another word for one of the standard's.",
    "unknown-status": "The status is a word that nobody knows; the job counts as not ended.",
    "missing-status": "The status is missing; it was made out from the other members.",
    "progress-form": "The progress is no whole number from 0 to 100.",
    "naive-datetime": "A time has no zone; it is taken as UTC.",
    "time-form": "A time is not written as in RFC 3339.",
    "bad-time": "A time cannot be read; it was left out.",
    "process-uri": "processID is a URI; its last part is used.",
    "empty-answer": "The answer that starts a job holds no document; the job is known "
    "by its address.",
    "job-text": "A job is only given by its id; its state has to be asked for.",
    "bad-job": "One job of the list cannot be read; its state is unknown.",
    "missing-jobs": "The list of jobs has another name or is missing.",
    "job-groups": "The jobs come in groups; they were put into one list.",
    "double-job": "A job stands in the list twice; the first one counts.",
    # problems, requests, results
    "problem-form": "The error is not a problem document (RFC 7807); one was made of it.",
    "request-form": "The request has the form of a draft before 1.0.",
    "stray-inputs": "Inputs stand at the top level of the request; they were moved under inputs.",
    "results-form": "The results have another form than one object by output id.",
    "label-json": "The body is JSON but is labelled as something else.",
    "output-guessed": "Nothing says which output this is; the name is a guess.",
    "raw-or-document": "The answer may be one raw output or a document of outputs.",
}
"""Explanation by code. Codes are stable: they may be added to, never renamed."""


def quirks_table() -> str:
    """Return the table of quirks as Markdown, for the documentation."""
    rows = [f"| `{code}` | {text} |" for code, text in sorted(QUIRKS.items())]
    return "\n".join(
        ["| code | what was odd, and what was made of it |", "|---|---|", *rows, ""]
    )


class Notes:
    """Collects quirks while a document is read; knows where in the document the reading is."""

    __slots__ = ("_path", "_quirks")

    def __init__(self, path: str = "", _quirks: list[Quirk] | None = None) -> None:
        self._path = path
        self._quirks: list[Quirk] = [] if _quirks is None else _quirks

    def at(self, *steps: str | int) -> Notes:
        """Return notes for a position below this one, which go into the same list."""
        return Notes(
            self._path + "".join(pointer_step(step) for step in steps), self._quirks
        )

    def add(self, code: str, *steps: str | int, detail: object = None) -> None:
        """Add a quirk at a position below this one."""
        path = self._path + "".join(pointer_step(step) for step in steps)
        text = QUIRKS[code] if detail is None else f"{QUIRKS[code]} ({_brief(detail)})"
        self._quirks.append(Quirk(code, path, text))

    def take(self, other: Notes) -> None:
        """Add the quirks of a part of the document that is at this position."""
        self._quirks.extend(
            Quirk(code, self._path + path, message)
            for code, path, message in other._quirks
        )

    def __len__(self) -> int:
        return len(self._quirks)

    def result(self) -> tuple[Quirk, ...]:
        """Return what was noted."""
        return tuple(self._quirks)


def pointer_step(step: str | int) -> str:
    """Return one step of a JSON Pointer (RFC 6901)."""
    return "/" + str(step).replace("~", "~0").replace("/", "~1")


def _brief(detail: object) -> str:
    text = detail if isinstance(detail, str) else repr(detail)
    return text if len(text) <= 60 else text[:59] + "…"
