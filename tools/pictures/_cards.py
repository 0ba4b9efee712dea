"""The cards of the gallery.

What each shows, the code, and what a person does before the picture is taken.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml


class Step(NamedTuple):
    """One thing that a person does with a widget.

    Attributes
    ----------
    act : str
        ``fill`` (a field), ``click`` (a button), ``click-text``, ``menu`` (of a field), or ``wait``
        (for a text).
    target : str
        Label of a field, name of a button, or the text.
    value : str
        What is typed.
    """

    act: Literal["fill", "click", "click-text", "menu", "wait"]
    target: str
    value: str = ""


class Card(NamedTuple):
    """One picture and its code.

    Attributes
    ----------
    name : str
        Name of the picture.
    group : str
        Heading of the page under which it stands.
    title, text : str
        What is shown, for the reader.
    code : str
        Python or console text, as the page shows it.
    alt : str
        The picture in words.
    steps : tuple of Step
        What is done before the picture is taken.
    height : int
        Height of the picture in pixels at most; what is below is cut off.
    language : "python" or "console"
        What the code is.
    width : int
        Width of the window in pixels.
    not_run : str
        Why a test cannot run the code; empty where it can.
    """

    name: str
    group: str
    title: str
    text: str
    code: str
    alt: str
    steps: tuple[Step, ...] = ()
    height: int = 620
    language: Literal["python", "console"] = "python"
    width: int = 900
    not_run: str = ""

    def to_variables(self) -> dict[str, Any]:
        """Return the attributes by name."""
        return self._asdict()


def read_cards() -> list[Card]:
    """Return the cards of ``cards.yaml``, in the order of the page."""
    listed = yaml.safe_load(Path(__file__).with_name("cards.yaml").read_text("utf-8"))
    return [
        Card(
            **{
                **entry,
                "code": entry["code"].rstrip(),
                "steps": tuple(Step(**step) for step in entry.get("steps", ())),
            }
        )
        for entry in listed
    ]
