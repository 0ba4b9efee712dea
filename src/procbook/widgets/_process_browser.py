"""The processes of a server as a searchable list."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from ..display import html, markdown
from ..operations import newest_first
from ..protocol.errors import ClientError
from ._base import LiveWidget, bundle
from .wire._records import ProcessRow, ProcessText

if TYPE_CHECKING:
    from ..models import ProcessList, ProcessSummary
    from ._interfaces import ProcessListClient

T = TypeVar("T")

LINE = 200
"""Characters of a description that stand in the list before anybody asks for more."""
PROSE = 20_000
"""Characters of a description that are shown at all."""


class ProcessBrowser(LiveWidget):
    """A searchable list of a server's processes (OGC 18-062r2, section 7.9).

    Parameters
    ----------
    client : Client
        Whose processes to list.
    prepare : callable
        Called with the id of the process that was chosen, on a background thread; may take its
        time.
    show : callable
        Called at once with what `prepare` returned, if no other process was chosen meanwhile.
    chosen : str, optional
        The process that is marked at first.

    Attributes
    ----------
    error : ClientError or None
        Why the processes could not be read the last time.
    """

    locals().update(bundle("processes"))

    def __init__(
        self,
        client: ProcessListClient,
        prepare: Callable[[str], T],
        show: Callable[[T], None],
        *,
        chosen: str | None = None,
    ) -> None:
        super().__init__()
        self._client = client
        self._prepare = prepare
        self._show = show
        self._latest = chosen
        self._list: ProcessList | None = None
        self._newest: dict[str, ProcessSummary] = {}
        self.error: ClientError | None = None
        self.stream.update({"_": {"chosen": chosen}})
        self.reload()

    def reload(self) -> None:
        """Ask the server for its processes; what goes wrong is shown in the list."""
        self.error = None
        try:
            self._list = self._client.get_processes()
        except ClientError as error:
            self.error = error
        failure = None if self.error is None else str(self.error)
        processes = self._list.processes if self._list else []
        # A click opens the newest version, so that is the one of which the row tells.
        self._newest = {p.id: p for p in reversed(newest_first(processes))}
        counts = Counter(p.id for p in processes)
        rows = {f"p{p.id}": _row(self._newest[p.id], counts[p.id]) for p in processes}
        removed = [
            key for key, _ in self.stream.items() if key != "_" and key not in rows
        ]
        self.stream.update({**rows, "_": {"failure": failure}}, gone=removed)
        self.refresh()

    async def _do_choose(self, process_id: str) -> None:
        """Open the form of a process."""
        self._latest = process_id
        prepared = await asyncio.to_thread(self._prepare, process_id)
        if process_id != self._latest:
            return
        self.mark(process_id)
        self._show(prepared)

    def mark(self, process_id: str) -> None:
        """Mark the process whose form is shown."""
        self._latest = process_id
        self.stream.update({"_": {"chosen": process_id}})
        self.refresh()

    def _do_describe(self, process_id: str) -> ProcessText:
        """Return the description of a process as HTML."""
        description = self._newest[process_id].description or ""
        return {"html": markdown(description[:PROSE])}

    def _fallback_html(self) -> str:
        return html(self._list) if self._list is not None else "<p>No processes.</p>"


def _row(process: ProcessSummary, versions: int) -> ProcessRow:
    # One line of plain text: the marks of Markdown's code would only be in the way.
    description = (process.description or "").strip()
    about = " ".join(description.split("\n\n", 1)[0].replace("`", "").split())
    several = (
        f"Version {process.version}, the newest of {versions}. " if versions > 1 else ""
    )
    return {
        "title": process.title or process.id,
        "about": f"{several}{about[:LINE]}".strip(),
        "more": len(about) > LINE or "\n\n" in description,
        "keywords": list(process.keywords or []),
    }
