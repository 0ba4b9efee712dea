"""A widget beside the notebook."""

from __future__ import annotations

import sys
import types
from typing import Any, Self

import pytest

from procbook import Client, ClientError


class Sidecar:
    """Stands for the panel of JupyterLab."""

    opened: list[dict[str, Any]]

    def __init__(self, **options: Any) -> None:
        self.opened.append(options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def test_a_panel_needs_a_notebook_and_a_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Client("http://127.0.0.1:9/", retries=0)
    with pytest.raises(ClientError, match="none runs here"):
        client.job_table(panel=True)
    monkeypatch.setattr("procbook.client.notebook._panel.is_live", lambda: True)
    monkeypatch.setitem(sys.modules, "sidecar", None)
    with pytest.raises(ClientError, match="not installed") as caught:
        client.workbench(panel=True)
    assert "pip install sidecar" in str(caught.value)


def test_a_widget_opens_in_a_panel_and_not_in_the_cell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr("procbook.client.notebook._panel.is_live", lambda: True)
    monkeypatch.setattr(Sidecar, "opened", [], raising=False)
    module = types.ModuleType("sidecar")
    module.Sidecar = Sidecar  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sidecar", module)
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    client = Client("http://127.0.0.1:9/", retries=0)
    table = client.job_table(panel=True)
    assert (
        shown[0]["application/vnd.jupyter.widget-view+json"]["model_id"]
        == table.model_id
    )
    assert Sidecar.opened == [{"title": "Jobs of 127.0.0.1:9", "anchor": "split-right"}]
    data, _ = table._repr_mimebundle_()
    assert set(data) == {"text/plain"} and "in a panel" in data["text/plain"]
    table.close()
