"""The form of a process: one widget for the whole form.

The kernel sends the plan once, as the record ``plan``; then value, errors and jobs as they change.
Page and kernel give each other the value as JSON text, so that no number loses a digit, and never
as a synced trait: inputs do not go into saved notebooks. ``by`` and ``n`` tell whose change a value
is, so that nobody's typing is overwritten by its own echo.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from typing import Any, ClassVar

import traitlets

from ..._json import JsonValue
from ...display import count, fields_html, markdown
from ...inputs import Plan, dumps, loads
from ...jobs import SweepError
from ...models import ProcessRequest
from ...protocol.errors import ClientError, InputError, Mistake
from .._base import LiveWidget, bundle, mistake_record, module_source
from .._interfaces import WidgetJob, WidgetProcess
from ..actions._job_actions import save_results
from ..wire._records import (
    ChosenOutput,
    FilledValue,
    FormMeta,
    JobDetails,
    LargeText,
    LogPart,
    ModuleSource,
    NewJob,
    OpenedResult,
    Reopen,
    SavedFiles,
)
from ._files import Files
from ._output_choice import offered_outputs, requested_outputs
from ._prefill_values import example_value, last_value, value_of_job
from ._presets import Presets
from ._runs import Runs
from ._server_mistakes import find_refused_inputs, find_refused_values

_HELP_LENGTH = 20_000
"""Characters of a description that a form shows; what is longer is no help."""
_REMEMBERED = 20
"""Changes from Python that a change from the page may have crossed."""


class ProcessForm(LiveWidget):
    """A form for the inputs of a process, or for any JSON Schema (:meth:`from_schema`).

    Parameters
    ----------
    process : Process
        As from ``client.processes[…]``.
    **prefill
        Inputs that are filled in, as Python objects.

    Raises
    ------
    InputError
        For inputs that there are not: no field could show them. Other mistakes show at their
        fields.

    Attributes
    ----------
    value : dict
        What is set, by input name: unset inputs are missing, ``None`` is null. Set it to fill in
        the form; observe it with ``form.observe(fn, "value")`` or link it to another widget.
    outputs : dict or None
        Which outputs are asked for: by name, with ``format`` (a media type) and ``mode`` (``value``
        or ``reference``) where the server shall not choose. None asks for all.
    errors : tuple of Mistake
        What is wrong with the value; read-only.
    job : Job or None
        The job that was started last.
    jobs : tuple of Job
        All jobs of the last run: several after a sweep.
    """

    _esm: ClassVar[Any]
    _css: ClassVar[Any]
    locals().update(bundle("form"))

    # Not synced: what is synced, nbclient writes into the notebook.
    value = traitlets.Dict()
    outputs: traitlets.Dict[str, Any] = traitlets.Dict(
        allow_none=True, default_value=None
    )
    errors = traitlets.Tuple(read_only=True)
    job = traitlets.Any(allow_none=True, read_only=True)
    jobs = traitlets.Tuple(read_only=True)

    def __init__(self, process: WidgetProcess | Plan, /, **prefill: Any) -> None:
        from ...inputs import prefill as filled

        super().__init__()
        self.process = None if isinstance(process, Plan) else process
        self.plan = process if isinstance(process, Plan) else process.plan
        self._source = self.plan if self.process is None else self.process.description
        self._files = Files()
        self._origin = threading.local()
        self._latest: dict[str, int] = {}
        # The value before each of the last changes that Python made, by their number.
        self._before: dict[int, dict[str, Any]] = {}
        self._version = 0
        self._runs = Runs(self)
        if unknown := _unknown(self._source, prefill):
            self.close()
            raise InputError(unknown, process_id=self.plan.id or None)
        self._tell_plan()
        self.value = filled(self._source, prefill)
        self._tell(base=True)

    @classmethod
    def from_schema(cls, schema: object, /, **prefill: Any) -> ProcessForm:
        """Return a form for any JSON Schema; no server is needed.

        A schema that describes no object has its value as ``form.value["value"]``.
        """
        from ...inputs import plan

        return cls(plan(schema), **prefill)

    # -- the value

    @property
    def request(self) -> ProcessRequest:
        """What would be sent to run the process: the inputs that are set, and no others."""
        return self._request_of(self.value)

    def _tell_plan(self) -> None:
        document = self.plan.to_json()
        _with_help(document)
        title = self.plan.title or self.plan.id or "Form"
        self._preview = {
            "title": title,
            "fields": [f.label or f.name for f in self.plan.fields[:20]],
        }
        self.stream.update(
            {
                "plan": {"text": dumps(document)},
                "meta": self._meta(title),
                "outputs": {"chosen": None},
            }
        )

    def _meta(self, title: str) -> FormMeta:
        if self.process is None:
            return {
                "title": title,
                "about": "",
                "outputs": [],
                "canRun": False,
                "tiles": None,
            }
        description = self.process.description
        return {
            "title": title,
            "about": markdown((description.description or "")[:_HELP_LENGTH]),
            "outputs": offered_outputs(description),
            "canRun": True,
            "tiles": self.process.client.config.map_tiles,
        }

    def _request_of(self, value: dict[str, Any]) -> ProcessRequest:
        """Return the request for a value, with the outputs that were chosen."""
        from ...inputs import encode

        outputs = requested_outputs(self.outputs)
        chosen = {} if outputs is None else {"outputs": outputs}
        return ProcessRequest(inputs=encode(self._source, value), **chosen)

    @traitlets.validate("outputs")
    def _known_outputs(self, proposal: Any) -> dict[str, ChosenOutput] | None:
        chosen: dict[str, ChosenOutput] | None = proposal["value"]
        if chosen is None or self.process is None:
            return None
        unknown = sorted(set(chosen) - set(self.process.description.outputs))
        if unknown:
            known = ", ".join(self.process.description.outputs)
            raise ClientError(
                f"{self.plan.id} has no output {', '.join(unknown)}.",
                hint=f"There are: {known}.",
            )
        return chosen

    @traitlets.observe("outputs")
    def _outputs_changed(self, _change: object) -> None:
        self.stream.update({"outputs": {"chosen": self.outputs}})
        self.refresh()

    def _do_choose_outputs(self, chosen: dict[str, ChosenOutput] | None) -> None:
        """Ask only for these outputs, in these formats.

        For all as the server sends them where there are none.
        """
        self.set_trait("outputs", chosen)

    @traitlets.validate("value")
    def _as_instances(self, proposal: Any) -> dict[str, Any]:
        """Take Python objects for what they are in JSON: dates, paths, arrays, geometries."""
        from ...inputs import as_instances

        return (
            as_instances(self.plan, proposal["value"])
            if hasattr(self, "plan")
            else proposal["value"]
        )

    @traitlets.observe("value")
    def _value_changed(self, change: Any) -> None:
        if not hasattr(self, "_version"):
            return
        if not hasattr(self._origin, "page"):
            self._version += 1
            self._before[self._version] = (
                change["old"] if isinstance(change["old"], dict) else {}
            )
            self._before.pop(self._version - _REMEMBERED, None)
        self._tell()

    def _tell(self, *, base: bool = False) -> None:
        """Check the value, and send it and what is wrong with it to the page."""
        from ...inputs import validate

        by, n = getattr(self._origin, "page", ("", 0))
        mistakes = validate(self.plan, self.value)
        self.set_trait("errors", tuple(mistakes))
        text = dumps(self._files.shrunk(self.value))
        wrong = [mistake_record(m, _sentence(m.message)) for m in mistakes]
        value = {"text": text, "by": by, "n": n, "v": self._version, "base": base}
        self.stream.update(
            {"value": value, "errors": {"mistakes": wrong, "by": by, "n": n}}
        )
        self.refresh()

    def _take(self, text: str, by: str, n: int, seen: int | None) -> None:
        """Take a value from a page, unless a later one has overtaken it on another thread.

        What Python set since the page last ``seen`` a change of its stays, where the page left the
        input alone.
        """
        with self._mutex:
            if n <= self._latest.get(by, 0):
                return
            self._latest[by] = n
            value = self._files.grown(loads(text))
            before = None if seen is None else self._before.get(seen + 1)
            if before is not None:
                self.value = _merge(before, self.value, value)
                return
            self._origin.page = (by, n)
            try:
                if value != self.value or dumps(value) != dumps(self.value):
                    self.value = value
            finally:
                del self._origin.page

    def _do_set(self, text: str, by: str, n: int, seen: int | None = None) -> None:
        """Take the value of the form as it was typed."""
        self._take(text, by, n, seen)

    def _do_file(
        self, name: str, encoding: str, offset: int, total: int, buffers: list[Any]
    ) -> LargeText | None:
        """Take a piece of a file, or of a long text, that was put into a field."""
        data = bytes(buffers[0]) if buffers else b""
        return self._files.piece(name, offset, total, data, encoding=encoding)

    def _do_module(self, name: str) -> ModuleSource:
        """Return a script that is loaded when it is first needed, such as the map."""
        return module_source(name)

    # -- running

    @property
    def lists_jobs(self) -> bool:
        """Whether the jobs that were started here show under the form.

        Set it before the first one starts.
        """
        return self._runs.listed

    @lists_jobs.setter
    def lists_jobs(self, listed: bool) -> None:
        self._runs.listed = listed

    def submit(self, *, check: bool = True, reuse: bool = False) -> WidgetJob:
        """Send the request and return the job; its progress shows under the form.

        Parameters
        ----------
        check : bool
            False sends also what does not fit the description of the process, as **Run anyway**
            does; the server decides.
        reuse : bool
            Whether the job of an equal request is returned whose results can still be had.

        Raises
        ------
        InputError
            With every mistake in the value; nothing was sent.
        """
        process, [request] = self._requests([self.value], check=check)
        try:
            job = process.submit(request, reuse=reuse)
        except ClientError as error:
            refused = find_refused_inputs(error, self.plan.by_name)
            if not refused:
                raise
            raise InputError(refused, process_id=process.id) from error
        self._runs.add(job)
        self._ran([job])
        return job

    def _sweep(
        self,
        values: list[dict[str, Any]],
        name: str,
        *,
        check: bool,
        reuse: bool,
    ) -> list[WidgetJob]:
        """Start a job for each value.

        Those that were started show under the form, also when others are refused.
        """
        process, requests = self._requests(values, check=check)
        try:
            jobs = process.submit_all(
                requests, name, strict=True, reuse=reuse, on_start=self._runs.add
            )
        except SweepError as error:
            self._ran(error.jobs)
            error.mistakes = find_refused_values(error.refused, self.plan.by_name)
            raise
        self._ran(jobs)
        return list(jobs)

    def _requests(
        self, values: list[dict[str, Any]], *, check: bool
    ) -> tuple[WidgetProcess, list[ProcessRequest]]:
        from ...inputs import validate

        if self.process is None:
            raise ClientError("This form is of a schema; there is no process to run.")
        mistakes = [
            mistake
            for value in values
            for mistake in validate(self.plan, value)
            if check or mistake.severity == "hard"
        ]
        if mistakes:
            raise InputError(list(dict.fromkeys(mistakes)), process_id=self.process.id)
        return self.process, [self._request_of(value) for value in values]

    def _ran(self, jobs: Sequence[WidgetJob]) -> None:
        if jobs:
            self.set_trait("jobs", tuple(jobs))
            self.set_trait("job", jobs[-1])

    def _do_run(
        self,
        text: str,
        sweep: dict[str, str] | None = None,
        check: bool = True,
        reuse: bool = False,
    ) -> str:
        """Submit the value of the form, or one job for each combination.

        Return a sentence about it.
        """
        value = self._files.grown(loads(text))
        with self._mutex:
            if dumps(value) != dumps(self.value):
                self.value = value
        if not sweep:
            job = self.submit(check=check, reuse=reuse)
            if getattr(job, "reused", False):
                return f"Used again: {job.id or 'an earlier result'}."
            return f"Submitted as {job.id or 'a job'}."
        names = ", ".join(pointer.strip("/") for pointer in sweep)
        jobs = self._sweep(
            _swept(value, sweep), f"{self.plan.id} by {names}", check=check, reuse=reuse
        )
        return f"Submitted {count(len(jobs), 'job')}."

    def fill_in_job(self, job: WidgetJob) -> str:
        """Fill in what a job was run with, to run it again with a change.

        Returns
        -------
        str
            A sentence that names what is not known any more, such as secrets.

        Raises
        ------
        ClientError
            If the inputs of the job are not known here, nor to its server.
        """
        value, note = value_of_job(job, self.plan)
        self.value = value
        return note

    def _do_edit(self, key: str) -> FilledValue:
        """Return the value that a job was run with."""
        value, note = value_of_job(self._runs.job(key), self.plan)
        return {"text": dumps(self._files.shrunk(value)), "note": note}

    def _do_details(self, key: str) -> JobDetails:
        """Return times, inputs, links and trace of a job that was started here."""
        return self._runs.details(key)

    def _do_log(self, key: str, offset: int | None = None) -> LogPart:
        """Return the log of a job from an offset on."""
        return self._runs.log(key, offset)

    def _do_rerun(self, key: str) -> NewJob:
        """Submit a job again with the same inputs."""
        job = self._runs.job(key).rerun()
        self._runs.add(job)
        self._ran([job])
        return {"id": job.id}

    def _do_save(self, key: str) -> SavedFiles:
        """Write the results of a job into files of the kernel's folder."""
        return save_results(self._runs.job(key))

    def _do_cancel(self, key: str) -> None:
        """Dismiss a job that was started here."""
        self._runs.cancel(key)

    def _do_open(self, key: str, live: bool = False) -> OpenedResult:
        """Return the results of a job, ready to be drawn."""
        return self._runs.open(key, live=live)

    # -- other languages, presets

    def _do_code(self, language: str, text: str) -> str:
        """Return the value as Python, command line, curl, JSON or YAML."""
        from ... import inputs

        value = self._files.grown(loads(text))
        if self.process is None:
            return _plain_yaml(value) if language == "yaml" else dumps(value, indent=2)
        request = self._request_of(value)
        process_id, client = self.process.id, self.process.client
        match language:
            case "python":
                return inputs.as_python(request, process_id, setup=client.to_python())
            case "cli":
                return inputs.as_cli(request, process_id, api_url=client.api_url)
            case "curl":
                return inputs.as_curl(request, process_id, url=client.api_url)
            case "json":
                return inputs.as_json(request, process_id)
            case "yaml":
                return inputs.as_yaml(request, process_id)
        raise ValueError(f"There is no language {language!r}.")

    def _do_paste(self, text: str) -> FilledValue:
        """Return a request in any of these languages as a value."""
        from ...inputs import decode, parse_request

        process_id, request = parse_request(text)
        value = decode(self._source, request.inputs)
        is_other_process = process_id not in {None, self.plan.id}
        note = (
            f"This was a request for {process_id}; look whether it fits."
            if is_other_process
            else "Filled in."
        )
        return {"text": dumps(self._files.shrunk(value)), "note": note}

    def _do_last(self, text: str) -> FilledValue:
        """Return the value of the last run."""
        if self.process is None:
            raise ClientError("This form is of a schema; nothing was run with it.")
        value, note = last_value(self.process, self.plan)
        return {
            "text": None if value is None else dumps(self._files.shrunk(value)),
            "note": note,
        }

    def _do_example(self, text: str) -> FilledValue:
        """Return the value with the examples of the description filled in."""
        value = self._files.grown(loads(text)) | example_value(self.plan)
        return {
            "text": dumps(self._files.shrunk(value)),
            "note": "Filled in the example.",
        }

    @property
    def _presets(self) -> Presets:
        return Presets(
            self.process.client.server_id if self.process is not None else "", self.plan
        )

    def _do_presets(self) -> list[str]:
        """Return the names of the presets."""
        return self._presets.names()

    def _do_preset(self, name: str) -> str:
        """Return the value of a preset as JSON."""
        return dumps(self._files.shrunk(self._presets.get(name)))

    def _do_save_preset(self, name: str, text: str) -> list[str]:
        """Keep the value under a name; return the names of the presets."""
        self._presets.save(name, self._files.grown(loads(text)))
        return self._presets.names()

    def _do_drop_preset(self, name: str) -> list[str]:
        """Forget a preset; return the names of the others."""
        self._presets.drop(name)
        return self._presets.names()

    # -- shown elsewhere

    def _fallback_html(self) -> str:
        if self.process is not None and not self.value:
            return self.process.description._repr_html_() + self._runs.html()
        return fields_html(self.plan.to_json(), self.value or None) + self._runs.html()

    def _reopen(self) -> Reopen | None:
        if self.process is None:
            return None
        return {
            "kind": "form",
            "server": self.process.client.server_id,
            "model": self.model_id,
            "process": self.process.id,
        }

    def __repr__(self) -> str:
        server = f" on {self.process.client.name}" if self.process is not None else ""
        return (
            f"<ProcessForm of {self.plan.id or self.plan.title or 'a schema'}{server}>"
        )

    def close(self) -> None:
        """Close the widget; its jobs go on."""
        self._runs.close()
        super().close()


def _merge(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> dict[str, Any]:
    """Return ``mine`` with the inputs that are other in ``theirs`` than in ``base``."""

    def told(value: dict[str, Any], name: str) -> str | None:
        return dumps(value[name]) if name in value else None

    chosen = {
        name: mine if told(base, name) == told(theirs, name) else theirs
        for name in mine | theirs
    }
    return {name: value[name] for name, value in chosen.items() if name in value}


def _unknown(source: object, prefill: dict[str, Any]) -> list[Mistake]:
    from ...inputs import plan, validate

    return [
        mistake
        for mistake in validate(plan(source), dict.fromkeys(prefill))
        if mistake.rule == "unknown"
    ]


def _with_help(document: JsonValue) -> None:
    """Add each description as harmless HTML."""
    if isinstance(document, list):
        for item in document:
            _with_help(item)
    elif isinstance(document, dict):
        if isinstance(document.get("help"), str):
            document["helpHtml"] = markdown(document["help"][:_HELP_LENGTH])
            document["help"] = document["help"][:200]
        for key in ("fields", "children", "item", "extra"):
            _with_help(document.get(key))
        _with_help(list((document.get("defs") or {}).values()))


def _sentence(message: str) -> str:
    return (
        message[:1].upper()
        + message[1:]
        + ("" if message.endswith((".", "?", "!")) else ".")
    )


def _swept(value: dict[str, Any], sweep: dict[str, str]) -> list[dict[str, Any]]:
    """Return the values of a sweep: each combination of what is given by pointer."""
    from ...inputs import expand_sweep

    return expand_sweep(
        value, {pointer: loads(text) for pointer, text in sweep.items()}
    )


def _plain_yaml(value: dict[str, Any]) -> str:
    import yaml

    return str(
        yaml.safe_dump(json.loads(dumps(value)), sort_keys=False, allow_unicode=True)
    )
