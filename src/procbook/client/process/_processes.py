"""The processes of a server as a mapping that can be searched and completed."""

from __future__ import annotations

import builtins
import difflib
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from ...models import ProcessList, ProcessSummary
from ...protocol.errors import ClientError, ResponseError
from ._signature import as_name

if TYPE_CHECKING:
    from ._process import Process


class UnknownProcessError(ClientError, KeyError):
    """The server has no process with this id."""

    __str__ = ClientError.__str__


class ProcessesClient(Protocol):
    """What the processes need of their client."""

    @property
    def api_url(self) -> str:
        """Address of the server's landing page."""

    def get_processes(self) -> ProcessList:
        """Return the processes, of all pages."""

    def process(self, process_id: str, version: str | None = None) -> Process:
        """Return a process that can be called."""


class Processes(Mapping[str, "Process"]):
    """The processes of a server by id; those whose id is a name are attributes, too.

    The list is fetched once; :meth:`refresh` fetches it again.
    """

    def __init__(self, client: ProcessesClient) -> None:
        self._client = client
        self._lock = threading.RLock()
        self._list: ProcessList | None = None
        self._made: dict[str, Process] = {}

    @property
    def list(self) -> ProcessList:
        """The list as one document."""
        with self._lock:
            if self._list is None:
                self._list = self._client.get_processes()
                # Before the list was read, nobody knew that a process has several versions.
                counts = Counter(process.id for process in self._list.processes)
                self._made = {
                    name: made for name, made in self._made.items() if counts[name] < 2
                }
            return self._list

    def refresh(self) -> Processes:
        """Fetch list and descriptions again."""
        with self._lock:
            self._list = None
            self._made.clear()
        return self

    def __getitem__(self, process_id: str) -> Process:
        with self._lock:
            if process_id not in self._made:
                try:
                    self._made[process_id] = self._client.process(process_id)
                except ResponseError as error:
                    raise self._unknown(process_id, error) from None
            return self._made[process_id]

    def _unknown(self, process_id: str, error: ResponseError) -> ClientError:
        if error.status not in {400, 404, 410} or process_id in self:
            return error
        hint = self._suggest(process_id) or "client.processes lists what there is."
        return UnknownProcessError(
            f"There is no process {process_id!r}.",
            url=error.url,
            status=error.status,
            problem=error.problem,
            hint=hint,
        )

    def _suggest(self, name: str) -> str:
        near = difflib.get_close_matches(name, list(self), n=3, cutoff=0.5)
        return f"Did you mean {' or '.join(map(repr, near))}?" if near else ""

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(process.id for process in self.list.processes))

    def __len__(self) -> int:
        return len({process.id for process in self.list.processes})

    def __contains__(self, process_id: object) -> bool:
        return any(process.id == process_id for process in self.list.processes)

    def search(self, text: str) -> builtins.list[ProcessSummary]:
        """Return the processes whose texts contain all the words, best first.

        Id, title, description and keywords are searched.
        """
        terms = text.lower().split()
        ranked = [(_rank(process, terms), process) for process in self.list.processes]
        return [
            process
            for rank, process in sorted(ranked, key=lambda pair: pair[0])
            if rank < _NOWHERE
        ]

    def __getattr__(self, name: str) -> Process:
        if name.startswith("_"):
            raise AttributeError(name)
        for process_id in self:
            if name in (process_id, as_name(process_id)):
                return self[process_id]
        raise AttributeError(
            f"There is no process {name!r} here. {self._suggest(name)}".rstrip()
        )

    def __dir__(self) -> builtins.list[str]:
        return [*super().__dir__(), *map(as_name, self._ipython_key_completions_())]

    def _ipython_key_completions_(self) -> builtins.list[str]:
        try:
            return [*self]
        except ClientError:  # completion has no place to tell of it
            return []

    def __repr__(self) -> str:
        # No request from here: debuggers and tracebacks ask for it at any time.
        return (
            f"Processes of {self._client.api_url}"
            if self._list is None
            else repr(self._list)
        )

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> dict[str, str]:
        """Return text and HTML at once.

        A server that cannot be reached is asked, and told of, once.
        """
        try:
            return {"text/plain": repr(self.list), "text/html": self.list._repr_html_()}
        except ClientError as error:
            return {"text/plain": str(error), "text/html": error._repr_html_()}

    def _repr_html_(self) -> str:
        return self._repr_mimebundle_()["text/html"]


_NOWHERE = 9


def _rank(process: ProcessSummary, terms: list[str]) -> int:
    texts_by_rank = (
        process.id,
        process.title,
        " ".join(process.keywords or ()),
        process.description,
    )
    texts = [(place or "").lower() for place in texts_by_rank]
    ranks = [
        next((rank for rank, text in enumerate(texts) if word in text), _NOWHERE)
        for word in terms
    ]
    return max(ranks, default=0)
