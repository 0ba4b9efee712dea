"""What the page and the kernel tell each other: records of the streams, and answers to requests.

These types and the signatures of the methods ``_do_<verb>`` of the widgets are the one
source of both sides: ``tools/write_wire_types.py`` writes ``js/src/shared/wire.ts``
from them. The envelopes around them are in :mod:`._envelope`.

Rows of a job table have short names, because thousands of them are sent at once.
Times are milliseconds since 1970 where a number stands, else ISO 8601.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

from ._envelope import Mistake, Problem

Json: TypeAlias = Any
"""Any JSON value: what it holds is not for this layer to know."""


Cell: TypeAlias = str | int | float | bool | None
"""What a cell of a table holds; a value that is no scalar is shortened JSON."""


# -- jobs


class JobRow(TypedDict):
    id: str  # the job's id
    s: str  # state: the standard's words, or gone or expired
    p: NotRequired[str | None]  # process
    g: NotRequired[int | float | None]  # progress in per cent
    m: NotRequired[str | None]  # message
    c: NotRequired[int | None]  # created
    b: NotRequired[int | None]  # started
    f: NotRequired[int | None]  # finished
    e: NotRequired[int | None]  # expected end
    w: NotRequired[str | None]  # state before the job was gone or expired
    l: NotRequired[str | None]  # label  # noqa: E741
    n: NotRequired[str | None]  # notes
    gr: NotRequired[str | None]  # group
    pin: NotRequired[bool | None]  # whether the job stays on top
    v: NotRequired[int]  # number of the server; absent for the first
    i: NotRequired[dict[str, Cell] | None]  # inputs, secret ones masked
    o: NotRequired[dict[str, Cell] | None]  # scalar outputs, as far as they were read


class ServerRow(TypedDict):
    name: str
    error: str | None  # why the last poll brought nothing
    since: int | None  # since when the server does not answer
    next: int | None  # when it is asked again
    has_list: bool | None  # whether it lists its jobs; null before it was asked


class Marks(TypedDict, total=False):
    label: str | None
    notes: str | None
    group: str | None
    pinned: bool | None


class BulkOutcome(TypedDict):
    done: list[str]  # keys of the rows with which it went well
    failed: dict[str, Problem]


class JobLink(TypedDict):
    href: str
    rel: str | None
    title: str | None
    type: str | None


class JobDetails(TypedDict):
    message: str | None
    trace: str | None
    inputs: Json | None  # secrets masked; null where nobody knows them
    links: list[JobLink]
    log: str | None  # address of the job's log
    times: dict[str, str]  # created, started, finished, updated
    submitted: str | None
    url: str
    server: str
    note: str | None  # why the server could not be asked
    label: str | None
    notes: str | None
    group: str | None
    code: str  # Python that takes the job up again


class LogPart(TypedDict):
    text: str
    offset: int  # where the next read begins, in bytes
    anew: bool  # whether the text replaces what was read before


class ComparedRun(TypedDict):
    id: str
    process: str | None
    version: str | None
    server: str  # its host
    status: str
    label: str | None
    created: str | None  # as people read it
    took: float | None  # seconds


class ComparedValue(TypedDict):
    name: str
    values: list[Cell]  # one for each job; null where it has none
    differs: bool


class Change(TypedDict):
    path: str  # JSON Pointer of a place in a document, or the name of a figure
    values: list[Cell]


class ComparedOutput(TypedDict):
    name: str
    kind: str  # number, text, json, table, picture, raster, features, other
    values: list[Cell]
    differs: bool
    differences: list[float | None]  # of numbers: minus the first
    ratios: list[float | None]
    changes: list[Change]  # of documents and tables
    lines: list[str]  # of texts, as diff writes them
    pictures: list[bool]  # for which jobs there is a picture, see the verb picture
    difference: bool  # whether there is a picture of the difference
    note: str | None  # why they could not be compared


class ComparedJobs(TypedDict):
    runs: list[ComparedRun]
    inputs: list[ComparedValue]
    facts: list[ComparedValue]  # status, times, version, server
    outputs: list[ComparedOutput]


class OpenedResult(TypedDict):
    viewer: NotRequired[str]  # model of the viewer that the page draws
    html: NotRequired[str]  # for a page that can draw none


class SavedFiles(TypedDict):
    paths: list[str]  # names of the files in the kernel's folder


class NewJob(TypedDict):
    id: str


class Html(TypedDict):
    html: str


class Reopen(TypedDict):
    """How a new kernel makes a widget again.

    The page sends it back, with what only the page knows.
    """

    kind: Literal["form", "job", "jobs", "result", "workbench"]
    server: str  # address, or local: for the embedded server
    model: str  # id of the widget's model, which the notebook holds
    process: NotRequired[str]
    job: NotRequired[str]
    inputs: NotRequired[str]  # the value of a form as JSON
    options: NotRequired[dict[str, Json]]  # what a table shows


class SavedHtml(TypedDict):
    html: str
    reopen: Reopen | None


# -- the form


class FormPlanRecord(TypedDict):
    text: str  # the plan as JSON, see procbook.inputs.Plan


class FormOutput(TypedDict):
    name: str
    label: str
    help: str  # harmless HTML
    formats: list[str]  # media types to choose from
    modes: list[str]  # ways of sending to choose from: value, reference


class ChosenOutput(TypedDict, total=False):
    format: str | None  # media type; absent for the server's own choice
    mode: str | None


class FormMeta(TypedDict):
    title: str
    about: str  # what the process does, as harmless HTML
    outputs: list[FormOutput]
    canRun: bool  # whether there is a process to run
    tiles: str | None  # template of a map's tiles


class FormOutputsRecord(TypedDict):
    chosen: dict[str, ChosenOutput] | None  # null for all, as the server sends them


class FormValueRecord(TypedDict):
    text: str  # the value as JSON
    by: str  # the page that set it; empty for Python
    n: int  # the page's own number of the change
    v: int  # number of the last change that Python made
    base: bool  # whether "Reset all" leads back to it


class FormErrorsRecord(TypedDict):
    mistakes: list[Mistake]
    by: str
    n: int


class FormJob(TypedDict):
    id: str
    process: str | None
    status: str
    progress: int | float | None
    message: str | None
    kept: bool  # whether the server has a job that can be asked about
    group: NotRequired[str]


class FilledValue(TypedDict):
    text: str | None  # the value as JSON; null where there is none
    note: str


LargeText = TypedDict("LargeText", {"$big": str, "size": int, "name": NotRequired[str]})
"""A handle for what only the kernel holds.

Its id, its size in characters or bytes, and the name of the file.
"""


# -- results


class OutputRecord(TypedDict):
    id: str
    title: str
    media_type: str | None
    format: str
    size: int | None  # bytes
    href: str | None
    code: str | None  # Python that opens the output
    auto: bool  # whether the page opens it at once
    inner: bool  # whether it is an asset of another output


class AssetRecord(OutputRecord):
    key: str


class OpenedView(TypedDict):
    kind: str  # which drawing, see js/src/results/draw.ts
    title: str
    data: dict[str, Json]
    media_type: NotRequired[str]  # of the bytes that come as a buffer


class SavedFile(TypedDict):
    path: str  # name of the file in the kernel's folder


class ModuleSource(TypedDict):
    source: str  # JavaScript


# -- processes


class ProcessRow(TypedDict):
    title: str
    about: str  # first line of the description
    more: bool  # whether there is more to read
    keywords: list[str]


class ProcessListState(TypedDict):
    chosen: str | None
    failure: NotRequired[str | None]


class ProcessText(TypedDict):
    html: str  # the description, harmless


class ShownJob(TypedDict):
    id: str  # empty if the server answered at once
    process: str


class WorkbenchState(TypedDict):
    title: str  # name of the server
    address: str
    client: str  # whose client it is, such as a brand's
    sign_in: str  # a sentence: as whom, or not
    wanted: bool  # whether the server refused for want of a sign-in
    next: str  # a sentence: what to do
    browser: str  # this and the next: models of the widgets within
    table: str
    form: str | None
    process: str | None  # title of the process whose form it is
    viewer: str | None
    signing: str | None
    job: ShownJob | None  # whose result is shown


# -- sign-in


class SignInQuestion(TypedDict):
    name: str
    label: str
    secret: bool
    value: str | None


class SignInKind(TypedDict):
    label: str
    fields: list[SignInQuestion]


class SignInPage(TypedDict):
    url: str
    code: str | None  # to be typed there


class SignInState(TypedDict):
    server: str
    offers: str  # where "Stay signed in" keeps the secrets
    keep: bool  # whether the box is ticked at first
    failure: Problem | None
    state: Literal["out", "waiting", "in"]
    kinds: NotRequired[dict[str, SignInKind]]  # several where the person has to choose
    elsewhere: NotRequired[bool]  # whether one signs in at the issuer's own page
    page: NotRequired[SignInPage | None]
    who: NotRequired[str | None]
    until: NotRequired[float | None]  # end of the sign-in
    renews: NotRequired[bool]  # whether it is renewed without a question
    kept: NotRequired[str]  # where the secrets are
