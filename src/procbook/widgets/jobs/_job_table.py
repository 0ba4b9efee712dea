"""The live job table: the jobs of one server or several, from the one monitor of the kernel.

Rows are records of the stream, by a short key that only this widget knows. The page sorts, filters,
searches and groups by itself; what it asks for are the verbs below.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import heapq
import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from html import escape
from typing import Any, Unpack

import traitlets

from ...jobs import State, Watch, get_ledger, get_monitor, quietly
from ...models import JobInfo, JobList
from ...protocol import status_word
from ...transport import background
from .._base import LiveWidget, bundle, module_source, problem_of
from .._interfaces import WidgetClient
from ..actions import _job_actions as actions
from ..actions._job_log import read_log
from ..comparison._comparison import Comparison, compare_jobs
from ..results._inner_results import InnerResults, InnerWidgets
from ..wire._envelope import Hello, Problem, WithBytes
from ..wire._records import (
    BulkOutcome,
    ComparedJobs,
    JobDetails,
    LogPart,
    Marks,
    ModuleSource,
    OpenedResult,
    Reopen,
    SavedFiles,
)
from ._chart_choice import check_chart
from ._edit_form import form_of_job
from ._job_ends import JobEnds
from ._job_rows import PREVIEW, input_cells, is_active, marks, row, server
from ._row_outputs import RowOutputs

COLUMNS = (
    "status",
    "process",
    "job",
    "progress",
    "message",
    "created",
    "elapsed",
    "eta",
    "server",
    "group",
)
AT_ONCE = 4
"""Requests of one bulk verb that are under way at the same time."""
PREVIEWED = ("id", "p", "s", "g", "c")
"""What a saved notebook may show of a job: no message, no inputs."""
PREVIEW_EVERY = 10.0
"""Seconds between two renewals of the saved rows."""
PATIENCE = 5.0
"""Seconds that the static HTML waits for the first answer of a server."""
SHORT_PATIENCE = 0.05
"""The same where the ledger knows more jobs than the static HTML shows."""
FIRST = 100
"""Jobs of the ledger that are shown at once."""
FIRST_ROWS = 3.0
"""Seconds that a page may take to show them before the server is asked all the same."""


class JobTable(LiveWidget):
    """The jobs of one server or several, live.

    Parameters
    ----------
    *clients : Client
        The servers; one table shows all of them.
    columns : sequence of str, optional
        The columns to show, of ``status, process, job, progress, message, created, elapsed, eta,
        server, group``; by default those that say something.
    height : int
        Height of the rows' area in pixels.
    process_id, status, text, group : str, optional
        Show only these jobs at first; the page can be told otherwise.
    notify : bool
        Tell when jobs end while the page is in the background: in its title, and on the desktop
        where the browser allows it.
    job_ids : callable, optional
        Returns the ids of the jobs to show, where that is not all of them.
    chart : dict of str, optional
        Show the chart at first: names of columns for ``x``, ``y``, ``colour`` and ``panels``, and
        ``kind``: points, lines or parallel. What is left out is chosen by what varies.
    on_end : callable, optional
        Called with the state of each job that ends while the table looks at it, on a thread of its
        own.
    """

    _esm = bundle("jobs")["_esm"]
    _css = bundle("jobs")["_css"]

    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    height = traitlets.Int(340).tag(sync=True)
    notify = traitlets.Bool(False).tag(sync=True)
    # What the page shows at first; harmless words, no rows.
    _show = traitlets.Dict().tag(sync=True)
    # How the chart is drawn; None where it is not shown at first.
    _chart = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(
        self,
        *clients: WidgetClient,
        columns: Iterable[str] | None = None,
        height: int = 340,
        process_id: str | None = None,
        status: str | None = None,
        text: str | None = None,
        group: str | None = None,
        notify: bool = False,
        job_ids: Callable[[], Collection[str]] | None = None,
        chart: Mapping[str, str] | None = None,
        on_end: Callable[[JobInfo], object] | None = None,
        **traits: Any,
    ) -> None:
        self._job_ids = job_ids
        # A long list keeps the kernel busy, so it waits until the first rows are on the page.
        self._is_waiting = False
        self._page_came = threading.Event()
        self._ends = JobEnds(on_end) if on_end is not None else None
        self._outputs = RowOutputs(self._show_outputs)
        self._with_outputs: set[str] = set()
        self._compared: tuple[tuple[str, ...], Comparison] | None = None
        self._watches: list[Watch[WidgetClient]] = []
        self._results = InnerResults(self)
        self._forms = InnerWidgets(self)
        filters = {
            "process": process_id,
            "status": status,
            "text": text,
            "group": group,
        }
        traits = {
            "columns": list(columns or ()),
            "height": height,
            "notify": notify,
            "_chart": None if chart is None else dict(chart),
            **traits,
        }
        super().__init__(
            _show={k: v for k, v in filters.items() if v is not None}, **traits
        )
        self.on_open: Callable[[Any], None] | None = None
        self.on_edit: Callable[[Any], None] | None = None
        self._keys: dict[tuple[int, str], str] = {}
        self._jobs: dict[str, tuple[Watch[WidgetClient], str]] = {}
        self._lives: dict[str, int] = {}
        self._numbers = itertools.count()
        self._previewed = 0.0
        for client in clients:
            self.add(client)

    @traitlets.validate("columns")
    def _check_columns(self, proposal: Any) -> list[str]:
        unknown = [name for name in proposal["value"] if name not in COLUMNS]
        if unknown:
            raise TypeError(
                f"There is no column {', '.join(unknown)}; there are {', '.join(COLUMNS)}."
            )
        return list(proposal["value"])

    @traitlets.validate("_show")
    def _check_show(self, proposal: Any) -> dict[str, str]:
        """Take other words that servers have for a state, and refuse those that nobody has."""
        filters = dict(proposal["value"])
        status = filters.get("status")
        if status is not None and status not in list(State):
            filters["status"] = status_word(status).value
            if filters["status"] == State.unknown:
                raise TypeError(
                    f"There is no state {status!r}; there are {', '.join(State)}."
                )
        return filters

    @traitlets.validate("_chart")
    def _check_chart(self, proposal: Any) -> dict[str, str] | None:
        return check_chart(proposal["value"])

    # -- from the monitor

    def add(self, client: WidgetClient) -> None:
        """Show the jobs of one more server.

        The newest that the ledger knows come at once, all others behind them.
        """
        newest = self._read_ledger(client, limit=FIRST)
        self._is_waiting = self._is_waiting or len(newest) >= FIRST
        with self._mutex:  # what is heard at once has to wait until its watch is here
            watch = get_monitor().watch(client, self._heard, known=newest)
            watch.marked = self._show_marks
            self._watches.append(watch)
            if newest:
                self._heard(watch, set())
        if len(newest) >= FIRST:
            background.start(self._add_older(watch))

    def _read_ledger(self, client: WidgetClient, limit: int | None) -> list[JobInfo]:
        """Return what the ledger knows of the jobs of a server, the newest first."""
        with quietly():
            records = get_ledger(client).of_server(client.server_id, limit=limit)
            return [record.info() for record in records.values()]
        return []

    def _on_hello(self, message: Hello) -> None:
        super()._on_hello(message)
        self._look()

    def _look(self) -> None:
        """Have the servers asked from now on: the first rows are on the page."""
        self._page_came.set()
        if self._is_waiting:
            self._is_waiting = False
            self._visibility_changed()

    async def _add_older(self, watch: Watch[WidgetClient]) -> None:
        """Show the jobs that the ledger alone knows, behind the first rows."""
        await asyncio.to_thread(self._page_came.wait, FIRST_ROWS)
        self._look()
        infos = await asyncio.to_thread(self._read_ledger, watch.client, None)
        known = watch.jobs
        watch.tell([info for info in infos if info.jobID not in known])

    def _heard(
        self,
        watch: Watch[WidgetClient],
        changed: set[str],
    ) -> None:
        with self._mutex:
            if watch not in self._watches:
                return
            watch.looking = self.visible and not self._is_waiting
            number = self._watches.index(watch)
            first = f"_{number}" not in self.stream
            ids = self._select(set(watch.jobs) if first else changed)
            if self._ends is not None:
                self._ends.look_at(watch, ids)
            updates, removed = self._records(number, watch, ids)
            self.stream.update({**updates, f"_{number}": server(watch)}, gone=removed)
        self._keep_preview()
        self.refresh()

    def _select(self, ids: set[str]) -> set[str]:
        """Return those of the jobs that the table shows."""
        return ids if self._job_ids is None else ids & set(self._job_ids())

    def _show_outputs(
        self,
        key: str,
        values: dict[str, Any],
    ) -> None:
        with self._mutex:
            if key in self.stream:
                self.stream.update({key: {"o": values}})
        self.refresh()

    def _read_outputs(self, key: str) -> None:
        """Have the scalar outputs of a successful job read that this table is about."""
        watch, job_id = self._jobs[key]
        entry = watch.entry(job_id)
        if entry is not None and entry.life.state is State.successful:
            self._outputs.read(key, watch, job_id)

    def _show_marks(
        self,
        watch: Watch[WidgetClient],
        job_id: str,
        marks: dict[str, Any],
    ) -> None:
        short = {"label": "l", "notes": "n", "group": "gr", "pinned": "pin"}
        with self._mutex:
            key = self._keys.get((self._watches.index(watch), job_id))
            if key is not None:
                self.stream.update(
                    {
                        key: {
                            short[name]: value or None
                            for name, value in marks.items()
                            if name in short
                        }
                    }
                )
        self.refresh()

    def _records(
        self,
        number: int,
        watch: Watch[WidgetClient],
        ids: set[str],
    ) -> tuple[dict[str, dict[str, Any]], list[str]]:
        updates: dict[str, dict[str, Any]] = {}
        removed: list[str] = []
        marked: dict[str, Any] = {}
        outputs: dict[str, Any] = {}
        new = [job_id for job_id in ids if self._is_new(number, watch, job_id)]
        if new:
            with quietly():
                marked = get_ledger(watch.client).of_server(watch.client.server_id, new)
            outputs = self._outputs.recall(watch, new)
        for job_id in ids:
            key = self._keys.get((number, job_id))
            entry = watch.entry(job_id)
            if entry is None:
                if key is not None:
                    removed.append(key)
                    del self._keys[number, job_id], self._jobs[key], self._lives[key]
                continue
            if key is not None and self._lives[key] != entry.life.number:
                # Another job under the same id is another row: what people said was about the first
                # one.
                removed.append(key)
                del self._jobs[key], self._lives[key]
                key = None
            if key is None:
                key = self._new_key(number, watch, job_id)
                self._lives[key] = entry.life.number
                updates[key] = {
                    **row(entry),
                    **marks(marked.get(job_id), entry),
                    **input_cells(marked.get(job_id), entry),
                    **({"o": outputs[job_id]} if outputs.get(job_id) else {}),
                    **({"v": number} if number else {}),
                }
            else:
                updates[key] = row(entry, self.stream.get(key) or {})
            is_asked_for = self._job_ids is not None or key in self._with_outputs
            if is_asked_for and job_id not in outputs:
                self._read_outputs(key)
        return updates, removed

    def _is_new(
        self,
        number: int,
        watch: Watch[WidgetClient],
        job_id: str,
    ) -> bool:
        entry, key = watch.entry(job_id), self._keys.get((number, job_id))
        return entry is not None and (
            key is None or self._lives[key] != entry.life.number
        )

    def _new_key(
        self,
        number: int,
        watch: Watch[WidgetClient],
        job_id: str,
    ) -> str:
        key = _base36(next(self._numbers))
        self._keys[number, job_id] = key
        self._jobs[key] = (watch, job_id)
        return key

    def _visibility_changed(self) -> None:
        for watch in self._watches:
            watch.looking = self.visible and not self._is_waiting

    # -- verbs of the page

    async def _do_cancel(self, keys: list[str]) -> BulkOutcome:
        """Dismiss jobs that have not ended."""
        return await self._each(keys, actions.cancel)

    async def _do_remove(self, keys: list[str]) -> BulkOutcome:
        """Have the server forget jobs that have ended, and their results."""
        return await self._each(keys, actions.remove)

    async def _do_rerun(self, keys: list[str]) -> BulkOutcome:
        """Submit jobs again with the same inputs."""
        return await self._each(keys, actions.run_again)

    async def _do_mark(
        self,
        keys: list[str],
        **marks: Unpack[Marks],
    ) -> BulkOutcome:
        """Set label, notes, group or pin of jobs."""
        return await self._each(
            keys, lambda watch, job_id: actions.mark(watch, job_id, **marks)
        )

    async def _each(
        self,
        keys: list[str],
        verb: Callable[[Watch[WidgetClient], str], Any],
    ) -> BulkOutcome:
        """Do something with several jobs, some at a time.

        Say which were done and what kept the others from it.
        """
        slots = asyncio.Semaphore(AT_ONCE)
        completed: list[str] = []
        failed: dict[str, Problem] = {}

        async def one(key: str) -> None:
            async with slots:
                try:
                    watch, job_id = self._job(key)
                    await asyncio.to_thread(verb, watch, job_id)
                    completed.append(key)
                except Exception as error:  # noqa: BLE001 - the page is told about each job
                    failed[key] = problem_of(error)

        await asyncio.gather(*map(one, keys))
        return {"done": completed, "failed": failed}

    def _job(self, key: str) -> tuple[Watch[WidgetClient], str]:
        try:
            return self._jobs[key]
        except KeyError:
            raise LookupError("This job is no longer in the table.") from None

    def _do_details(self, key: str) -> JobDetails:
        """Return times, inputs, links and trace of a job."""
        return actions.details(*self._job(key))

    def _do_log(
        self,
        key: str,
        offset: int | None = None,
    ) -> LogPart:
        """Return the log of a job from an offset on."""
        return read_log(*self._job(key), offset)

    def _do_open(
        self,
        key: str,
        live: bool = False,
    ) -> OpenedResult:
        """Return the results of a job, ready to be drawn; nothing where they open elsewhere."""
        watch, job_id = self._job(key)
        if self.on_open is not None:
            self.on_open(watch.client.job(job_id))
            return {}
        return self._results.show(
            key, lambda: actions.results_of(watch, job_id), live=live
        )

    def _do_edit(self, key: str) -> OpenedResult:
        """Return the form of a job's process, filled in as the job was run.

        Nothing where it opens elsewhere.
        """
        watch, job_id = self._job(key)
        job = watch.client.job(job_id)
        if self.on_edit is not None:
            self.on_edit(job)
            return {}
        return self._forms.show(key, lambda: form_of_job(job))

    def _do_save(self, key: str) -> SavedFiles:
        """Write the results of a job into files of the kernel's folder."""
        watch, job_id = self._job(key)
        return actions.save_results(watch.client.job(job_id))

    def _do_outputs(self, keys: list[str]) -> None:
        """Have the scalar outputs of successful jobs read; they come as changes of the rows."""
        # Of a job that still runs they are read when it has ended.
        self._with_outputs.update(keys)
        for key in keys:
            if key in self._jobs and "o" not in self.stream[key]:
                self._read_outputs(key)

    def _do_compare(self, keys: list[str]) -> ComparedJobs:
        """Compare jobs: inputs, states, times and results."""
        return self._compare(tuple(keys)).record()

    def _do_picture(self, keys: list[str], output: str, number: int) -> WithBytes[str]:
        """Return the picture of an output of one of compared jobs, by its place.

        -1 for that of the difference.
        """
        data = self._compare(tuple(keys)).picture(output, number)
        if data is None:
            raise LookupError(f"There is no picture of output {output!r}.")
        return WithBytes("image/png", data)

    def _compare(self, keys: tuple[str, ...]) -> Comparison:
        """Return a comparison; that of the same jobs is not made twice."""
        if self._compared is None or self._compared[0] != keys:
            pairs = [self._job(key) for key in keys]
            found = [watch.client.job(job_id) for watch, job_id in pairs]
            self._compared = (keys, compare_jobs(found))
        return self._compared[1]

    def _do_module(self, name: str) -> ModuleSource:
        """Return a script that is loaded when it is first needed, such as the chart."""
        return module_source(name)

    def _do_refresh(self) -> None:
        """Ask the servers now."""
        for watch in self._watches:
            watch.refresh()

    # -- without a page that is alive

    def _infos(self) -> list[JobInfo]:
        entries = [entry for watch in self._watches for entry in watch.jobs.values()]
        infos = [entry.life.info for entry in entries]
        return sorted(
            infos,
            key=lambda info: info.created.timestamp() if info.created else 0.0,
            reverse=True,
        )

    def _keep_preview(self) -> None:
        """Renew what is saved with the notebook, now and then: a trait is a message each time."""
        if time.monotonic() - self._previewed < PREVIEW_EVERY:
            return
        self._previewed = time.monotonic()
        rows = [
            fields for key, fields in self.stream.items() if not key.startswith("_")
        ]
        first = heapq.nsmallest(
            PREVIEW,
            rows,
            key=lambda fields: (not is_active(fields), -(fields.get("c") or 0)),
        )
        preview = {
            "n": len(rows),
            "rows": [{k: r[k] for k in PREVIEWED if k in r} for r in first],
        }
        if preview != self._preview:
            self.sync(_preview=preview)

    def _reopen(self) -> Reopen | None:
        if len(self._watches) != 1:
            return None
        client = self._watches[0].client
        show = {"process_id" if k == "process" else k: v for k, v in self._show.items()}
        return {
            "kind": "jobs",
            "server": client.server_id,
            "model": self.model_id,
            "options": {**show, "columns": list(self.columns), "height": self.height},
        }

    def _fallback_html(self) -> str:
        from ...display import count, html

        # Where many jobs are known already, the first of them need not wait for a long list.
        patience = PATIENCE if len(self.stream) <= PREVIEW else SHORT_PATIENCE
        for watch in self._watches:
            watch.first_answer(patience)
        self._previewed = 0.0
        self._keep_preview()
        infos = self._infos()
        footer = (
            f"<p>… {count(len(infos) - PREVIEW, 'more job')}</p>"
            if len(infos) > PREVIEW
            else ""
        )
        troubles = "".join(f"<p>{escape(trouble)}</p>" for trouble in self._troubles())
        return troubles + html(JobList(jobs=infos[:PREVIEW], links=[])) + footer

    def _troubles(self) -> list[str]:
        """Return a sentence about each server that does not answer.

        What is shown of its jobs is what was known.
        """
        return [
            f"{watch.client.name}: server unreachable since "
            f"{since.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC."
            for watch in self._watches
            if (since := watch.unreachable_since) is not None
        ]

    def __repr__(self) -> str:
        counts = Counter(
            entry.life.state.value
            for watch in self._watches
            for entry in watch.jobs.values()
        )
        parts = [f"{count} {state}" for state, count in sorted(counts.items())] or [
            "no jobs known"
        ]
        servers = ", ".join(watch.client.name for watch in self._watches) or "no server"
        troubles = "".join(f"; {trouble}" for trouble in self._troubles())
        return f"<JobTable of {servers}: {', '.join(parts)}{troubles}>"

    def close(self) -> None:
        """Close the table and look no longer."""
        self._outputs.close()
        for watch in self._watches:
            watch.close()
        self._results.close()
        self._forms.close()
        super().close()


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = digits[digit] + text
        if not number:
            return text
