"""The workbench on the kernel's side: which of several choices is shown."""

from __future__ import annotations

import threading

import pytest

from procbook.models import ProcessList
from procbook.widgets._process_browser import ProcessBrowser


class Server:
    """Plays the client of the list."""

    def get_processes(self) -> ProcessList:
        return ProcessList(processes=[], links=[])


def test_the_last_of_two_quick_choices_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on, shown = threading.Event(), list[str]()

    def prepare(process_id: str) -> str:
        if process_id == "slow":
            assert go_on.wait(10)
        return process_id

    browser = ProcessBrowser(Server(), prepare, shown.append)  # type: ignore[arg-type]
    answered = {name: threading.Event() for name in ("slow", "quick")}
    monkeypatch.setattr(
        browser,
        "send",
        lambda message, *_: answered.get(message.get("id"), go_on).set(),
    )
    monkeypatch.setattr(browser, "refresh", lambda: None)
    for name in answered:
        browser._on_message(
            browser,
            {"t": "do", "id": name, "verb": "choose", "args": {"process_id": name}},
            [],
        )
    assert answered["quick"].wait(10)
    go_on.set()
    assert answered["slow"].wait(10)
    assert shown == ["quick"]
    assert browser.stream["_"]["chosen"] == "quick"
    browser.close()
