"""What all live widgets share.

Messages in and out, requests with an answer, and what a page without a kernel shows.

A subclass sets ``_esm`` and ``_css`` with :func:`bundle`, keeps its state in ``self.stream``, calls
:meth:`refresh` after changing it, and has one method ``_do_<verb>`` for each request that its page
can make.

Messages leave in the context of the last message that came from the page: ipykernel 7.4 answers a
comm on the loop that last sent on it, so without this every click waits for the running cell to
end, and ipykernel 7.0 cannot send from a thread at all. Handlers may run on a subshell thread while
a cell runs.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import difflib
import inspect
import math
import pathlib
import threading
import time
from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from .._json import JsonValue
from ..protocol.errors import ClientError, Mistake
from ..transport import background
from ._cell_request import is_lab, is_recorded
from ._page_context import PageContext
from ._saved_view import SavedView, take_model_id
from .wire import _envelope as _wire
from .wire._record_stream import Stream
from .wire._records import ModuleSource, Reopen, SavedHtml
from .wire._sender import sender

STATIC = pathlib.Path(__file__).parent / "static"

NOBODY = ""
"""Stands for the page that is still to come."""
FORGOTTEN = 300.0
"""Seconds without a hello after which a page is believed to be closed."""

MODULES = frozenset({"chart", "compare", "map"})
"""Scripts that are loaded later."""


def bundle(name: str) -> dict[str, Any]:
    """Return the class attributes ``_esm`` and ``_css`` of a built bundle."""
    script, style = STATIC / f"{name}.js", STATIC / f"{name}.css"
    if not script.exists():
        raise ImportError(
            f"The bundle {script.name} has not been built. In a checkout: make bundles."
        )
    return {"_esm": script, "_css": style}


def module_source(name: str) -> ModuleSource:
    """Return a script that a page loads when it first needs it, such as the map.

    Raises
    ------
    ValueError
        For a name that is no such script.
    ClientError
        If it has not been built.
    """
    if name not in MODULES:
        raise ValueError(f"There is no module {name!r}.")
    path = STATIC / f"{name}.js"
    if not path.exists():
        raise ClientError(f"The {name} has not been built.", hint="make bundles")
    return {"source": path.read_text("utf-8")}


class LiveWidget(anywidget.AnyWidget):
    """Base of procbook's widgets."""

    # What a page without a kernel can draw: small, and never more than what the text/html says.
    _preview = traitlets.Dict().tag(sync=True)

    in_panel = False
    """Whether it is shown beside the notebook, so that the cell that made it need not show it."""

    def __init__(self, **traits: Any) -> None:
        self.stream = Stream()
        self._page = PageContext()
        self._pending: dict[str, concurrent.futures.Future[Any]] = {}
        self._mutex = threading.RLock()
        # Pages by their id: whether each can be seen, and when it last said so.
        self._pages: dict[str, tuple[bool, float]] = {NOBODY: (True, time.monotonic())}
        self._was_visible = True
        self._saved_view = SavedView()
        unknown = sorted(set(traits) - set(self.trait_names()))
        if unknown:
            names = [*inspect.signature(type(self)).parameters, *self.trait_names()]
            near = difflib.get_close_matches(
                unknown[0], [name for name in names if not name.startswith("_")], n=1
            )
            hint = f"; did you mean {near[0]}?" if near else "."
            raise TypeError(
                f"{type(self).__name__} has no option {', '.join(unknown)}{hint}"
            )
        super().__init__(**traits)
        self.on_msg(self._on_message)

    # -- out

    def post(self, message: JsonValue, buffers: list[bytes] | None = None) -> None:
        """Send one message now, from any thread."""
        self._page.run(self.send, message, buffers)

    def sync(self, **traits: Any) -> None:
        """Set synced traits, from any thread.

        They are sent in the context of the last message of the page.
        """

        def apply() -> None:
            for name, value in traits.items():
                setattr(self, name, value)

        self.carry(apply)

    def carry(self, change: Callable[[], object]) -> None:
        """Change traits, from any thread, in the context in which this widget may send.

        They may be traits of other widgets, too.
        """
        self._page.run(change)

    def refresh(self) -> None:
        """Have the sender deliver what changed in ``self.stream``, when its turn comes."""
        sender.changed(self)

    def flush(self) -> bool:
        """Send what changed since the last time; called by the sender."""
        if NOBODY in self._pages:
            return False  # the first page gets everything at once
        with self._mutex:  # numbers must leave in their order
            delta = self.stream.take()
            if delta is None:
                return False
            seq, changed, gone = delta
            message: _wire.Delta = {"t": "d", "seq": seq, "d": changed, "at": _now()}
            if gone:
                message["gone"] = gone
            self.post(message)
        return True

    def snapshot(self) -> None:
        """Send all records, in pieces of at most 4 MiB."""
        with self._mutex:
            seq, blob = self.stream.snapshot()
            parts = max(1, math.ceil(len(blob) / _wire.PIECE))
            for part in range(parts):
                piece = blob[part * _wire.PIECE : (part + 1) * _wire.PIECE]
                message: _wire.Snap = {
                    "t": "snap",
                    "seq": seq,
                    "part": part,
                    "parts": parts,
                    "at": _now(),
                }
                self.post(message, [piece])

    # -- in

    def _on_message(
        self, _widget: object, message: JsonValue, buffers: list[Any]
    ) -> None:
        self._page.renew()
        kind = message.get("t") if isinstance(message, dict) else None
        if kind == "hello":
            self._on_hello(message)
        elif kind == "resync":
            self.snapshot()
        elif kind == "do":
            self._start(message, buffers)
        elif kind == "stop":
            future = self._pending.pop(str(message.get("id")), None)
            if future is not None:
                future.cancel()

    def _on_hello(self, message: _wire.Hello) -> None:
        now = time.monotonic()
        # A new dictionary, as others read it on other threads; pages that were closed without a
        # word end here.
        pages = {
            page: last
            for page, last in self._pages.items()
            if page and now - last[1] < FORGOTTEN
        }
        self._pages = {
            **pages,
            str(message.get("page")): (bool(message.get("visible", True)), now),
        }
        if self.visible != self._was_visible:
            self._was_visible = self.visible
            self._visibility_changed()
        if message.get("seq") is None:
            self.snapshot()
        alive: _wire.Alive = {"t": "alive", "seq": self.stream.seq, "at": _now()}
        self.post(alive)

    @property
    def visible(self) -> bool:
        """Whether any page shows this.

        Such a page is not hidden and has sent a message in the last five minutes.
        """
        return any(
            visible and time.monotonic() - heard_at < FORGOTTEN
            for visible, heard_at in self._pages.values()
        )

    def _visibility_changed(self) -> None:
        """Hear that the page was hidden or shown; a subclass that polls may stop."""

    def _start(self, message: _wire.Do, buffers: list[Any]) -> None:
        request = str(message.get("id"))
        handler = getattr(self, f"_do_{message.get('verb')}", None)
        if handler is None:
            self._answer(
                request, error={"title": f"This widget cannot {message.get('verb')!r}."}
            )
            return
        under_way = background.start(
            self._handle(request, handler, message.get("args") or {}, buffers)
        )
        self._pending[request] = under_way
        # Not when the handler ends: it may do so before this thread has written it down.
        under_way.add_done_callback(lambda _: self._pending.pop(request, None))

    async def _handle(
        self,
        request: str,
        handler: Callable[..., Any],
        args: dict[str, Any],
        buffers: list[Any],
    ) -> None:
        try:
            takes_buffers = "buffers" in inspect.signature(handler).parameters
            arguments = {**args, "buffers": buffers} if takes_buffers else args
            if inspect.iscoroutinefunction(handler):
                value = await handler(**arguments)
            else:
                value = await asyncio.to_thread(handler, **arguments)
            self._answer(request, value=value)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - the page must get an answer whatever happened
            self._answer(request, error=problem_of(error))

    def _answer(
        self,
        request: str,
        *,
        value: JsonValue = None,
        error: _wire.Problem | None = None,
    ) -> None:
        message: _wire.Done = {"t": "done", "id": request}
        buffers: list[bytes] = []
        if isinstance(value, _wire.WithBytes):
            value, buffers = value.value, [value.data]
        if error is not None:
            message["error"] = error
        else:
            message["value"] = value
        self.post(message, buffers)

    # -- shown without a page that is alive

    def _fallback_html(self) -> str:
        """Return what a reopened notebook, nbconvert and the documentation show."""
        raise NotImplementedError

    def _reopen(self) -> Reopen | None:
        """Return how a new kernel can make this widget again; None where it cannot."""
        return None

    def _do_saved_html(self) -> SavedHtml:
        """Return what the notebook file holds of the widget, and how to make it again."""
        html = self._saved_view.update(self._fallback_html(), self.model_id)
        return {"html": html, "reopen": self._reopen()}

    def _repr_mimebundle_(self, **options: Any) -> Any:
        if self.in_panel:
            return {"text/plain": f"{self!r}, in a panel"}, {}
        # The HTML first: for a job table it waits for the server, of which the text tells.
        html = self._do_saved_html()["html"] if is_lab() else self._fallback_html()
        static = {"text/html": html, "text/plain": repr(self)}
        if is_lab() or is_recorded():
            return static, {}
        data, metadata = self.live_bundle(**options)
        return {**data, **static}, metadata

    def live_bundle(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the MIME bundle of the live view alone, for what no notebook file keeps."""
        bundle = super()._repr_mimebundle_(**options)
        return bundle if isinstance(bundle, tuple) else (bundle or {}, {})

    def open(self) -> None:
        """Open the widget's end of the channel; nobody listens where a program records the cells.

        nbclient would write the scripts of the widgets into the notebook.
        """
        if not is_recorded():
            self._model_id: str | None = self._model_id or take_model_id()
            super().open()

    @property
    def model_id(self) -> str:
        """The id by which a page knows the widget; empty where a program records the cells."""
        return self.comm.comm_id if self.comm is not None else ""

    def close(self) -> None:
        """Close the widget and stop what it has under way."""
        sender.forget(self)
        for future in list(self._pending.values()):
            future.cancel()
        super().close()


def problem_of(error: BaseException) -> _wire.Problem:
    """Return an error as the page shows it: a title, a detail, a hint, and mistakes by place."""
    problem: _wire.Problem = {
        "title": str(error).split("\n", 1)[0] or type(error).__name__
    }
    if isinstance(error, ClientError):
        problem["title"], _, remainder = error.message.partition("\n")
        if error.hint:
            problem["hint"] = error.hint
        detail = (
            error.problem.detail if error.problem else error.first_line or remainder
        )
        if detail and detail not in problem["title"]:
            problem["detail"] = detail
    if mistakes := getattr(error, "mistakes", None):
        problem["mistakes"] = [mistake_record(m, m.message) for m in mistakes]
    return problem


def mistake_record(mistake: Mistake, message: str) -> _wire.Mistake:
    """Return a mistake as the page knows it, with the message that it shows."""
    return {
        "pointer": mistake.pointer,
        "message": message,
        "rule": mistake.rule,
        "severity": mistake.severity,
    }


def _now() -> float:
    return time.time() * 1000
