"""The figures of the README are those of the code."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from procbook.inputs import KINDS
from procbook.protocol import QUIRKS

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_number_of_departures_is_that_of_the_codes() -> None:
    stated = re.search(r"(\d+) kinds of departure", README)
    assert stated is not None
    assert int(stated[1]) == len(QUIRKS)


def test_the_number_of_kinds_of_field_is_that_of_the_plan() -> None:
    pages = [README, (ROOT / "docs/explanation/forms.md").read_text("utf-8")]
    for page in pages:
        stated = re.search(r"(\d+) kinds(?: of field|, such as)", page)
        assert stated is not None
        assert int(stated[1]) == len(KINDS)


def test_the_size_of_the_form_is_that_of_its_bundle() -> None:
    stated = re.search(r"The form is (\d+) kB", README)
    bundle = ROOT / "src" / "procbook" / "widgets" / "static" / "form.js"
    size = len(gzip.compress(bundle.read_bytes(), 9)) / 1000
    assert stated is not None
    assert abs(int(stated[1]) - size) < 1.5


def test_pictures_and_pages_are_there() -> None:
    links = re.findall(
        r"\]\(([^)#:]+)\)", re.sub(r"```.*?```", "", README, flags=re.DOTALL)
    )
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
