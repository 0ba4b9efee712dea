"""The one table of quirks, and headers, texts and other small things."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import procbook
from procbook.protocol import QUIRKS, Answer, Headers, first_line, quirks_table

SOURCES = Path(procbook.__file__).parent


def test_every_code_that_is_noted_is_in_the_table_and_the_other_way_round() -> None:
    written = "\n".join(
        path.read_text() for path in SOURCES.rglob("*.py") if path.name != "_quirks.py"
    )
    noted = {code for code in QUIRKS if f'"{code}"' in written}
    assert noted == set(QUIRKS)
    for code in re.findall(
        r"\bQuirk\(\s*\"([\w-]+)\"|\bnotes\.add\(\s*\"([\w-]+)\"", written
    ):
        assert "".join(code) in QUIRKS


def test_the_table_for_the_documentation() -> None:
    table = quirks_table()
    assert table.startswith("| code |")
    assert all(f"| `{code}` |" in table for code in QUIRKS)
    assert len(table.splitlines()) == len(QUIRKS) + 2


def test_headers() -> None:
    headers = Headers([("Link", "<a>"), ("LINK", "<b>"), ("X", "1")])
    assert headers["link"] == "<a>, <b>"
    assert headers.get_all("Link") == ["<a>", "<b>"]
    assert headers.get("none") is None
    assert "1" not in repr(headers)


def test_answers() -> None:
    answer = Answer(
        200,
        "https://o.org/a/b",
        {"Content-Type": "Text/HTML; charset=latin-1", "Location": "c"},
        "ü".encode("latin-1"),
    )
    assert (answer.media_type, answer.charset, answer.text(), answer.location) == (
        "text/html",
        "latin-1",
        "ü",
        "https://o.org/a/c",
    )
    assert Answer(200, "", {}, b'\xef\xbb\xbf{"a": NaN}').json().keys() == {"a"}
    assert Answer(200, "", {}, '{"a": "ü"}'.encode("utf-16")).json() == {"a": "ü"}


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b"", None), (b"  \n\n", None), (b"<html></html>", None), (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None),
        (b"one\ntwo", "one"), (b"<h1>404</h1><p>gone", "404"), (b"<title> A &amp; B </title>", "A & B"),
        (b"<script>var x</script><body><div>Hello</div>", "Hello"),
        (b"<ServiceExceptionReport><ServiceException code='x'><![CDATA[bad < value]]></ServiceException></ServiceExceptionReport>", "bad < value"),
        (b"<!-- x --><b>shown", "shown"), (b"x" * 1000, "x" * 299 + "\xe2\x80\xa6".encode("latin-1").decode()),
    ],
)  # fmt: skip
def test_first_line(body: bytes, line: str | None) -> None:
    assert first_line(body) == line
