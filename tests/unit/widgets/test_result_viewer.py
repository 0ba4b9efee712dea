"""The result viewer's side of the kernel: records, answers, bytes, and what a saved notebook keeps."""

from __future__ import annotations

import os
from collections import UserDict
from pathlib import Path
from typing import Any

import pytest

from procbook import ResultError
from procbook.widgets.results._result_viewer import ResultViewer

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def asked(viewer: ResultViewer, verb: str, **arguments: Any) -> Any:
    return getattr(viewer, f"_do_{verb}")(**arguments)


def test_a_single_output_is_opened_at_once_and_others_on_request() -> None:
    assert ResultViewer({"a": 1}).stream["0"]["auto"]
    several = ResultViewer(UserDict({"n": 42, "tree": {"a": 1}, "text": "x\n" * 500}))
    assert [several.stream[str(i)]["auto"] for i in range(3)] == [True, False, False]
    assert [several.stream[str(i)]["id"] for i in range(3)] == ["n", "tree", "text"]


def test_bytes_travel_beside_the_answer() -> None:
    viewer = ResultViewer(PNG)
    sent: list[tuple[Any, Any]] = []
    viewer.post = lambda message, buffers=None: sent.append((message, buffers))  # type: ignore[method-assign]
    viewer._answer("1", value=asked(viewer, "open", key="0"))
    (message, buffers) = sent[0]
    assert message["value"]["kind"] == "image"
    assert message["value"]["media_type"] == "image/png"
    assert buffers == [PNG]


def test_questions_reach_the_view_and_nothing_else() -> None:
    viewer = ResultViewer({"a": {"b": 1}})
    assert (
        asked(viewer, "ask", key="0", question="children", arguments={"path": ["a"]})[
            "total"
        ]
        == 1
    )
    for verb, arguments in [
        ("open", {"key": "7"}),
        ("ask", {"key": "0", "question": "__class__", "arguments": {}}),
        ("asset", {"key": "0", "index": 0}),
        ("module", {"name": "../../secret"}),
    ]:
        with pytest.raises(ResultError):
            asked(viewer, verb, **arguments)


def test_saving_never_replaces_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    viewer = ResultViewer({"a": 1})
    assert asked(viewer, "save", key="0") == {"path": "value.json"}
    assert asked(viewer, "save", key="0") == {"path": "value-2.json"}
    assert sorted(os.listdir(tmp_path)) == ["value-2.json", "value.json"]


def test_the_bundle_keeps_a_static_form() -> None:
    viewer = ResultViewer(UserDict({"n": 42, "rows": [{"city": "Kiel"}]}))
    data, _ = viewer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "Kiel" in data["text/html"] and "42" in data["text/html"]
    assert data["text/plain"] == "ResultViewer(n, rows)"


def test_values_are_in_no_trait() -> None:
    viewer = ResultViewer({"token": "hush-hush"})
    assert "hush-hush" not in str(viewer.get_state())


def test_results_bring_static_html_without_a_front_end() -> None:
    from procbook.client.notebook._notebook import show_results

    data, _ = show_results(UserDict({"n": 42}))
    assert set(data) == {"text/plain", "text/html"}
