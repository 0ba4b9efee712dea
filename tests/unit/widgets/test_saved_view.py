"""What a notebook file holds of a widget, and how a new kernel makes the widget again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from ipywidgets.widgets.widget import _instances

from procbook import Client, ProcessForm, client as clients
from procbook.widgets import ResultViewer, _base, _cell_request
from procbook.widgets._saved_view import SavedView

VIEW = "application/vnd.jupyter.widget-view+json"
LAB = {"deletedCells": [], "recordTiming": False, "cellId": "c0"}
CODE = {**LAB, "cellId": "vscode-notebook-cell:/home/n.ipynb#W0"}


@pytest.fixture
def local() -> Iterator[Client]:
    with Client.local(store=None) as client:
        yield client


def asked_by(monkeypatch: pytest.MonkeyPatch, message: str, metadata: Any) -> None:
    request = {"header": {"msg_id": message}, "metadata": metadata}
    monkeypatch.setattr(_cell_request, "_request", lambda: request)


def test_the_time_changes_with_what_is_shown_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = SavedView()
    first = view.update("<p>a</p>", "m")
    monkeypatch.setattr(view, "_since", "earlier")
    assert "earlier" in view.update("<p>a</p>", "m")
    assert "earlier" not in view.update("<p>b</p>", "m")
    assert first.startswith('<div data-procbook-model="m"><p>a</p>')


def test_each_front_end_gets_what_it_can_show(
    monkeypatch: pytest.MonkeyPatch, local: Client
) -> None:
    form = local.processes["primes_between"].form(min_val=31337)
    asked_by(monkeypatch, "9d1c", LAB)
    lab = form._repr_mimebundle_()[0]
    assert set(lab) == {"text/html", "text/plain"}
    assert f'data-procbook-model="{form.model_id}"' in lab["text/html"]
    assert "31337" in lab["text/html"]
    asked_by(monkeypatch, "9d1c", CODE)
    assert VIEW in form._repr_mimebundle_()[0]
    asked_by(monkeypatch, "ab_12_3", {})
    recorded = form._repr_mimebundle_()[0]
    assert set(recorded) == {"text/html", "text/plain"}
    assert "data-procbook-model" not in recorded["text/html"]


def test_a_program_that_records_gets_no_scripts(
    monkeypatch: pytest.MonkeyPatch, local: Client
) -> None:
    asked_by(monkeypatch, "ab_12_3", {})
    workbench = local.workbench(process_id="primes_between")
    assert workbench.comm is None
    assert workbench.model_id == ""
    assert "Prime Processor" in workbench._repr_mimebundle_()[0]["text/html"]
    workbench.close()


def reopened(widget: _base.LiveWidget, **more: Any) -> _base.LiveWidget:
    """Forget a widget, and make it again as a new kernel does."""
    model_id, record = widget.model_id, widget._do_saved_html()["reopen"]
    assert record is not None
    widget.close()
    clients.reopen(json.dumps({**record, **more}))
    return _instances[model_id]


def test_a_new_kernel_makes_each_widget_again(
    monkeypatch: pytest.MonkeyPatch, local: Client
) -> None:
    monkeypatch.setattr(Client, "of_server", classmethod(lambda cls, name: local))
    process = local.processes["sleep_a_while"]
    form = reopened(process.form(), inputs='{"duration": 0.5}')
    assert form.value == {"duration": 0.5}
    job = process(duration=0)
    job.wait()
    assert reopened(job.show()).job.id == job.id
    table = reopened(local.job_table(process_id="sleep_a_while", height=200))
    assert table._show == {"process": "sleep_a_while"}
    assert table.height == 200
    assert reopened(ResultViewer(job.results())).results.job_id == job.id
    workbench = reopened(local.workbench(process_id="sleep_a_while"))
    assert workbench.form.process.id == "sleep_a_while"
    for widget in (form, table, workbench):
        widget.close()


def test_a_form_without_a_server_cannot_be_made_again() -> None:
    form = ProcessForm.from_schema({"properties": {"a": {"type": "integer"}}})
    assert form._do_saved_html()["reopen"] is None
