"""What a job brought back: the same objects whatever form the server sent it in.

An output may have come inline, as bytes, or as a link; what came as a link is fetched when its
value is first asked for. Links leave with credentials only on the server's own origin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ... import results as result_package, widgets
from ...display import count
from ...models import ProcessRequest
from ...operations import HasSession
from ...protocol import Part
from ...protocol.errors import ResultError
from ..notebook._notebook import show_results
from ._output import Output
from ._output_value import document_of


class Results(Mapping[str, Output]):
    """The outputs of a job by id.

    Attributes
    ----------
    job_id, process_id : str or None
        Where they come from.
    request : ProcessRequest or None
        What was asked.
    reused : bool
        Whether they are those of an earlier, equal request.
    """

    def __init__(
        self,
        client: HasSession,
        parts: Mapping[str, Part],
        *,
        job_id: str | None = None,
        process_id: str | None = None,
        request: ProcessRequest | None = None,
    ) -> None:
        self.session = client.session
        self._outputs = {
            name: Output(client, part, self) for name, part in parts.items()
        }
        self.job_id = job_id
        self.process_id = process_id
        self.request = request
        self.reused = False

    def __getitem__(self, name: str) -> Output:
        try:
            return self._outputs[name]
        except KeyError:
            raise KeyError(
                f"There is no output {name!r}, only: {', '.join(self._outputs) or 'none at all'}"
            ) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._outputs)

    def __len__(self) -> int:
        return len(self._outputs)

    def output(self, name: str | None = None) -> Output:
        """Return an output; the name may be left out if there is only one."""
        if name is not None:
            return self[name]
        if len(self) == 1:
            return next(iter(self._outputs.values()))
        if "return_value" in self:
            return self["return_value"]
        if not self:
            raise ResultError("The job brought back no outputs.")
        raise ResultError(
            f"There are {len(self)} outputs; name one of: {', '.join(self)}."
        )

    @property
    def value(self) -> Any:
        """The value of the only output."""
        return self.output().value

    @property
    def root(self) -> dict[str, Any]:
        """The results as one document: values inline, links as links; nothing is fetched."""
        return {
            name: document_of(output.part) for name, output in self._outputs.items()
        }

    def to_dict(self) -> dict[str, Any]:
        """Return all values by output id, fetching what came as links."""
        return {name: output.value for name, output in self._outputs.items()}

    def open(self, output_name: str | None = None, **options: Any) -> Any:
        """Return an output as the Python object it is; see :meth:`Output.open`."""
        return self.output(output_name).open(**options)

    def save(self, folder: Path | str = ".", **options: Any) -> list[Path | str]:
        """Write every output to a folder, or to a storage such as ``s3://…``; return the paths.

        The options are those of :func:`procbook.results.save_results`: `overwrite`, `progress` and
        `parallel`.
        """
        return result_package.save_results(self, folder, **options)

    def __repr__(self) -> str:
        of = f" of job {self.job_id}" if self.job_id else ""
        of += ", used again" if self.reused else ""
        return "\n".join(
            [
                f"{count(len(self), 'result')}{of}",
                *(f"  {o!r}" for o in self.values()),
            ]
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return show_results(self)

    def _display_(self) -> Any:
        """Return what marimo shows for it: the live viewer."""
        return widgets.ResultViewer(self)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._outputs)
