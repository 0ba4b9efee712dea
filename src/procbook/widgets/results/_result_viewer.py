"""Results in a notebook: a list of outputs, each opening in place.

Large ones are read piece by piece.

Records: one for each output, by number; ``auto`` ones are opened by the page at once, ``inner``
ones (assets of a STAC document) only where they are asked for. Views are made on a thread of the
background loop, so that a raster is read while a cell runs. Bytes travel as the buffer of the
answer, never as a trait.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

from ...protocol.errors import ResultError
from ...results import (
    Blob,
    Source,
    View,
    detect,
    distinct,
    file_name,
    first_look,
    outputs_of,
    results_html,
    save_output,
    session_of,
    source_of,
    view,
)
from .._base import LiveWidget, bundle, module_source
from ..wire._envelope import WithBytes
from ..wire._records import (
    AssetRecord,
    ModuleSource,
    OpenedView,
    OutputRecord,
    Reopen,
    SavedFile,
)

_PREVIEWED = 20


class ResultViewer(LiveWidget):
    """Shows the outputs of a job, whatever they are.

    Parameters
    ----------
    results
        Results, one of their outputs, or any value: a path, bytes, JSON-able data.
    """

    locals().update(bundle("results"))

    def __init__(self, results: object) -> None:
        self.results = results
        self._setup, self._named = _source_of_results(results)
        self._outputs = outputs_of(results)
        self._sources: dict[str, Source] = {}
        self._views: dict[str, View] = {}
        self._reading: dict[str, threading.Lock] = {}
        super().__init__()
        single = len(self._outputs) == 1
        records = {}
        for number, (name, output) in enumerate(self._outputs.items()):
            source = source_of(output, name=name)
            records[str(number)] = self._add(
                str(number), source, auto=single or _is_plain(source)
            )
        self.stream.update(records)
        outputs = [
            {
                "title": record["title"],
                "format": record["format"],
                "media_type": record["media_type"],
            }
            for record in records.values()
        ]
        self._preview = {"outputs": outputs[:_PREVIEWED]}

    def _add(
        self, key: str, source: Source, *, auto: bool = False, inner: bool = False
    ) -> OutputRecord:
        """Remember a source, and return its record."""
        self._sources[key] = source
        self._reading[key] = threading.Lock()
        format = detect(source, fetch=False).name
        return {
            "id": source.name,
            "title": source.title or source.name,
            "media_type": source.media_type,
            "format": "" if format == "unknown" else format.replace("-", " "),
            "size": source.size,
            "href": source.href,
            "code": self._code(source.name) if source.output is not None else None,
            "auto": auto,
            "inner": inner,
        }

    def _code(self, name: str) -> str | None:
        """Return Python code that opens an output, and runs as it stands.

        None where nothing can be named.
        """
        return f"{self._setup}{self._named}[{name!r}].open()" if self._named else None

    # -- what the page asks for

    def _do_open(self, key: str) -> OpenedView | WithBytes[OpenedView]:
        """Return an output, ready to be drawn."""
        opened = self._view(key)
        answer: OpenedView = {
            "kind": opened.kind,
            "title": opened.title,
            "data": {**opened.data, **self._tiles(opened)},
        }
        if opened.blob is None:
            return answer
        answer["media_type"] = opened.blob.media_type
        return WithBytes(answer, opened.blob.data)

    def _tiles(self, opened: View) -> dict[str, Any]:
        session = session_of(self.results)
        return (
            {"tiles": session.config.map_tiles}
            if opened.kind in ("map", "assets") and session is not None
            else {}
        )

    def _do_ask(self, key: str, question: str, arguments: dict[str, Any]) -> Any:
        """Return a further part of a view: rows, a level of a tree, a layer, a piece of a file."""
        model = self._view(key).model
        if model is None:
            raise ResultError("There is nothing more to show.")
        answer = model.ask(question, arguments)
        if isinstance(answer, Blob):
            return WithBytes({"media_type": answer.media_type}, answer.data)
        return answer

    def _do_asset(self, key: str, index: int) -> AssetRecord:
        """Return the record of an output within an output, such as an asset of a STAC item."""
        model = self._view(key).model
        sources = getattr(model, "sources", None)
        if sources is None or not 0 <= index < len(sources):
            raise ResultError(f"There is no asset {index}.")
        key_inside = f"{key}.{index}"
        record = self._add(key_inside, sources[index], inner=True)
        return {**record, "key": key_inside}

    def _do_save(self, key: str) -> SavedFile:
        """Write an output into a file of the kernel's folder."""
        source = self._source(key)
        folder = Path.cwd()
        target = folder / distinct(
            file_name(source), [entry.name for entry in folder.iterdir()]
        )
        return {
            "path": Path(
                save_output(source, target, overwrite=False, progress=False)
            ).name
        }

    def _do_module(self, name: str) -> ModuleSource:
        """Return a script that is loaded when it is first needed, such as the map."""
        try:
            return module_source(name)
        except ValueError as error:
            raise ResultError(str(error)) from error

    def _source(self, key: str) -> Source:
        if key not in self._sources:
            raise ResultError(f"There is no output {key!r}.")
        return self._sources[key]

    def _view(self, key: str) -> View:
        """Return the view of an output, made once."""
        source = self._source(key)
        with self._reading[key]:
            if key not in self._views:
                self._views[key] = view(source)
            return self._views[key]

    # -- without a page

    def _reopen(self) -> Reopen | None:
        session = session_of(self.results)
        job_id = getattr(self.results, "job_id", None)
        if session is None or not job_id:
            return None
        return {
            "kind": "result",
            "server": session.server_id,
            "model": self.model_id,
            "job": job_id,
        }

    def _fallback_html(self) -> str:
        opened = {
            name: self._views[str(n)]
            for n, name in enumerate(self._outputs)
            if str(n) in self._views
        }
        return results_html(self.results, opened)

    def __repr__(self) -> str:
        return f"ResultViewer({', '.join(self._outputs)})"


def _is_plain(source: Source) -> bool:
    """Tell whether an output is shown at once among others: it is here, and one line long."""
    return source.inline and first_look(source).kind == "scalar"


def _source_of_results(results: object) -> tuple[str, str | None]:
    """Return the code that has to run first, and the expression that names the results.

    That is the job, where the server keeps one; else the variable of the notebook that holds the
    results, if any does.
    """
    results = getattr(results, "results", None) or results
    session, job_id = session_of(results), getattr(results, "job_id", None)
    if session is not None and job_id:
        return session.to_python(), f"client.job({job_id!r}).results()"
    return "", _variable_of(results)


def _variable_of(value: object) -> str | None:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    names = getattr(shell, "user_ns", {}).items()
    return next(
        (
            name
            for name, variable in list(names)
            if variable is value and not name.startswith("_")
        ),
        None,
    )
