"""Descriptions as HTML that can do no harm."""

from __future__ import annotations

import pytest

from procbook.display import markdown


def test_paragraphs_code_and_tables() -> None:
    shown = markdown("# Title\n\nSleeps `n` *s*.\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<h4>Title</h4>" in shown
    assert "<code>n</code> <em>s</em>" in shown
    assert "<td>1</td>" in shown


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,alert)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "[x](/api/shutdown)",
        "[x](//evil.example)",
        "[x]: javascript:alert(1)\n\n[x]",
        '[x](http://h/"onmouseover=alert(1))',
    ],
)
def test_nothing_runs(source: str) -> None:
    shown = markdown(source)
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="http://h/%22onmouseover' in shown or "href" not in shown.replace(
        "&quot;", ""
    )


def test_links_are_external_and_unranked() -> None:
    shown = markdown("[docs](https://example.org/a?b=1&c=2)")
    assert 'href="https://example.org/a?b=1&amp;c=2"' in shown
    assert 'rel="noopener noreferrer nofollow"' in shown


def test_pictures_are_links() -> None:
    assert markdown("![A map](http://h/p.png)").startswith(
        '<p><a href="http://h/p.png"'
    )
    assert "<img" not in markdown("![A map](data:image/png;base64,AAAA)")
    assert markdown("[![badge](http://h/b.svg)](http://h/)").count("<a ") == 1


def test_a_megabyte_is_enough() -> None:
    assert "cut after a megabyte" in markdown("a" * 1_100_000)
