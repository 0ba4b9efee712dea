"""Documents as HTML: windows, escaping, reading without styles."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from procbook.display import fields_html, html, text
from procbook.models import (
    ApiError,
    Capabilities,
    ConformanceDeclaration,
    JobInfo,
    JobList,
    JobResults,
    JobStatus,
    Link,
    ProcessDescription,
    ProcessList,
    ProcessRequest,
    ProcessSummary,
    Quirk,
)
from procbook.protocol.errors import InputError, JobFailedError, Mistake, ResponseError

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
VOID = {"br", "img", "input", "hr"}


class Reader(HTMLParser):
    """Collects tags, attributes and text, and insists that tags are balanced."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(source)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def jobs(number: int) -> JobList:
    made = [
        JobInfo.model_validate(
            {
                "jobID": f"job_{i}",
                "processID": "p",
                "status": "running",
                "progress": i % 101,
                "message": "m" * 300,
            }
        )
        for i in range(number)
    ]
    return JobList(jobs=made, links=[])


def documents(evil: str) -> list[object]:
    link = Link(href=evil, title=evil, rel=evil, type=evil)
    schema = {
        "type": evil,
        "format": evil,
        "default": evil,
        "pattern": evil,
        "description": evil,
    }
    enum = {"enum": [evil], "title": evil}
    job = {
        "jobID": evil,
        "processID": evil,
        "status": "failed",
        "message": evil,
        "x-traceback": [evil],
    }
    process = {
        "id": evil,
        "version": evil,
        "title": evil,
        "description": evil,
        "keywords": [evil],
        "links": [link],
    }
    described = {
        evil: {"title": evil, "description": evil, "schema": schema},
        "b": {"schema": enum},
    }
    problem = ApiError(type=evil, title=evil, detail=evil, status=400, instance=evil)
    info = JobInfo.model_validate(job)
    return [
        Capabilities(title=evil, description=evil, links=[link]),
        ConformanceDeclaration(conformsTo=[evil, f"/spec/{evil}/1.0/conf/{evil}"]),
        ProcessList(processes=[ProcessSummary.model_validate(process)], links=[]),
        ProcessDescription.model_validate(
            {**process, "inputs": described, "outputs": described}
        ),
        JobList(jobs=[info], links=[]),
        info.received({}, (Quirk(evil, evil, evil),)),
        JobResults({evil: evil, "link": {"href": evil, "title": evil}}),
        ProcessRequest(inputs={evil: evil}, outputs={evil: {}}),
        problem,
        ResponseError(
            evil, url=evil, status=400, problem=problem, hint=evil, first_line=evil
        ),
        InputError([Mistake((evil, 0), evil)], process_id=evil),
        JobFailedError(evil, job=info),
        ValueError(evil),
        link,
        evil,
    ]


@pytest.mark.parametrize(
    "evil",
    [EVIL, "javascript:alert(1)", "[x](javascript:alert(1))", "![x](http://h/p.png)"],
)
@pytest.mark.parametrize("place", range(15))
def test_hostile_words_stay_words(place: int, evil: str) -> None:
    page = Reader(html(documents(evil)[place]))
    assert not page.named("script")
    assert not page.named("img")
    assert all((a["href"] or "").startswith("http") for a in page.named("a"))
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)


def test_a_thousand_jobs_are_a_window_and_a_count() -> None:
    shown = html(jobs(1000))
    page = Reader(shown)
    assert len(shown.encode()) < 30_000
    assert len(page.named("progress")) == 20
    assert "1,000 jobs" in page.words
    assert "The first 20 of 1,000" in page.words


def test_job_row_reads_without_styles() -> None:
    page = Reader(html(jobs(1)))
    bar = page.named("progress")[0]
    assert (bar["value"], bar["max"], bar["aria-label"]) == (
        "0",
        "100",
        "Progress of job_0",
    )
    assert "●" in page.words
    assert "running" in page.words
    assert [attrs["scope"] for attrs in page.named("th")].count("row") == 1


def test_process_list_shows_markdown_and_no_more_than_twenty() -> None:
    processes = [
        ProcessSummary(id=f"p{i}", version="1", description="Sleeps `n` *s*.")
        for i in range(1000)
    ]
    shown = html(ProcessList(processes=processes, links=[]))
    assert len(shown.encode()) < 30_000
    assert shown.count("<code>n</code> <em>s</em>") == 20


def test_description_has_inputs_outputs_defaults_and_limits() -> None:
    made = ProcessDescription.model_validate(
        {
            "id": "p",
            "version": "1",
            "inputs": {
                "n": {
                    "title": "Number",
                    "schema": {"type": "integer", "minimum": 1, "default": 3},
                }
            },
            "outputs": {
                "out": {"schema": {"type": "string", "contentMediaType": "image/png"}}
            },
        }
    )
    words = re.sub(r"\s+", " ", Reader(html(made)).words)
    assert "n Number" in words.replace("nNumber", "n Number")
    for part in ("integer", "≥ 1", "optional", "3", "image/png"):
        assert part in words


def test_only_web_addresses_become_links() -> None:
    made = Capabilities(
        links=[
            Link(href="/process/jobs109", rel="self"),
            Link(href="https://a.b/c", rel="self"),
        ]
    )
    page = Reader(html(made))
    assert [a["href"] for a in page.named("a")] == ["https://a.b/c"]
    assert "noopener" in (page.named("a")[0]["rel"] or "")
    assert "/process/jobs109" in page.words


def test_an_error_says_what_the_server_said_and_what_to_do() -> None:
    problem = ApiError(
        title="Not Found",
        detail="Process 'x' does not exist",
        status=404,
        traceback=["line 1\n"],
    )
    error = ResponseError(
        "There is no process 'x'.",
        url="http://h/p",
        status=404,
        problem=problem,
        hint="Try y.",
    )
    words = Reader(html(error)).words
    for part in (
        "There is no process",
        "does not exist",
        "Try y.",
        "HTTP 404",
        "http://h/p",
        "line 1",
    ):
        assert part in words


def test_of_a_long_trace_the_end_is_shown() -> None:
    info = JobInfo(
        jobID="a",
        status=JobStatus.failed,
        traceback=[f"line {i} " + "x" * 500 for i in range(3000)],
    )
    shown = html(info)
    assert len(shown.encode()) < 30_000
    assert all(part in shown for part in ("line 2999 ", "2900 lines before"))
    assert "line 2999" in text(info)


def test_secrets_of_a_request_are_masked() -> None:
    assert "hunter2" not in html(ProcessRequest(inputs={"api_token": "hunter2"}))


def test_quirks_are_a_small_mark() -> None:
    made = (
        jobs(1)
        .jobs[0]
        .received({}, (Quirk("naive-datetime", "/created", "No zone: taken as UTC."),))
    )
    words = Reader(html(made)).words
    assert "Read with 1 correction; nothing was lost" in words
    assert "taken as UTC" in words


def test_quirks_say_whether_something_was_lost() -> None:
    quirks = (
        Quirk("dropped-member", "/x", "It was left out."),
        Quirk("naive-datetime", "/created", "No zone: taken as UTC."),
    )
    made = jobs(1).jobs[0].received({}, quirks)
    words = "Read with 2 corrections; 1 part could not be read"
    assert words in Reader(html(made)).words


@pytest.mark.parametrize(
    ("options", "transmission", "sentences"),
    [
        (["async-execute"], [], "Runs as a job."),
        (
            ["sync-execute", "async-execute", "dismiss"],
            ["value"],
            "Runs as a job, or answers at once. A job can be cancelled. Outputs come in the answer.",
        ),
        (
            ["sync-execute"],
            ["reference", "value"],
            "Answers at once, without a job. Outputs come in the answer or as links.",
        ),
    ],
)
def test_how_a_process_runs_is_said_in_sentences(
    options: list[str], transmission: list[str], sentences: str
) -> None:
    process = ProcessSummary.model_validate(
        {
            "id": "p",
            "version": "1",
            "jobControlOptions": options,
            "outputTransmission": transmission,
        }
    )
    assert sentences in Reader(html(process)).words
    assert "sync-execute" not in html(process)


def test_what_cannot_be_shown_falls_back_to_text() -> None:
    broken = ProcessList.model_construct(processes=7)
    assert html(broken) == f"<pre>{text(broken)}</pre>".replace(
        "<ProcessList", "&lt;ProcessList"
    ).replace("shown><", "shown&gt;<")


def test_fields_of_a_plan() -> None:
    plan = {
        "title": "Scene",
        "fields": [
            {
                "name": "n",
                "label": "Number",
                "kind": "number",
                "required": True,
                "constraints": {"minimum": 0},
            },
            {
                "name": "key",
                "kind": "password",
                "label": "Key",
                "hints": {"secret": True},
            },
            {"name": "no", "kind": "text", "hints": {"hidden": True}},
            {
                "name": "o",
                "kind": "object",
                "label": EVIL,
                "children": [
                    {
                        "name": "c",
                        "kind": "choice",
                        "help": EVIL,
                        "choices": [{"value": 1, "label": "one"}],
                    },
                    {"name": "again", "kind": "ref", "ref": "Node"},
                ],
            },
            {
                "name": "rows",
                "kind": "list",
                "item": {"kind": "object", "children": [{"name": "x", "kind": "text"}]},
            },
        ],
    }
    shown = fields_html(plan, {"n": 5, "key": "hunter2", "o": {"c": 1}})
    page = Reader(shown)
    assert not page.named("script")
    assert "hunter2" not in shown
    for part in (
        "Number",
        "required",
        "number, ≥ 0",
        "o.c",
        "choice: one",
        "as Node",
        "rows.*.x",
        "5",
    ):
        assert part in page.words


def test_recorded_documents(shared: Path) -> None:
    for file in sorted(
        (shared / "corpus" / "dev" / "process-descriptions").glob("*.json")
    ):
        try:
            document = ProcessDescription.model_validate(
                json.loads(file.read_text("utf-8"))
            )
        except ValueError:
            continue
        shown = html(document)
        assert shown.startswith("<div"), file
        Reader(shown)


def test_no_column_is_always_empty() -> None:
    jobs = [
        {"jobID": "a", "status": "successful", "processID": "p"},
        {"jobID": "b", "status": "failed", "message": "no"},
    ]
    shown = html(
        JobList.model_validate(
            {"jobs": [{**job, "type": "process"} for job in jobs], "links": []}
        )
    )
    headings = re.findall(r'<th scope="col">([^<]+)</th>', shown)
    assert headings == ["Job", "Process", "Status", "Message"]
    rows = re.findall(r"<tr>(.*?)</tr>", shown, re.DOTALL)
    assert {row.count("<td") + row.count("<th") for row in rows} == {len(headings)}
