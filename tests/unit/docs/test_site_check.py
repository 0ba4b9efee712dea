"""The check of a built site finds what it is there for."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_site import problems_of

GOOD = "<html><body><nav><a href='b.html#end'>B</a></nav><p>text <code>:class:`x`</code></p></body></html>"
BAD = {
    "<a href='c.html'>C</a>": "broken link: c.html",
    "<a href='b.html#start'>B</a>": "no such place: b.html#start",
    "<img src='https://example.org/a.png'>": "resource of another host: https://example.org/a.png",
    "<script src='//example.org/a.js'></script>": "resource of another host: //example.org/a.js",
    "<p>a :class:`Client` here</p>": "markup that was not rendered: :class:`",
    "<nav><a href='b.html'>None</a></nav>": "a link of the navigation is called None",
    "<a href='http://127.0.0.1:4711/jobs/1'>job</a>": "link to a server of the build: http://127.0.0.1:4711/jobs/1",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text(GOOD)
    (tmp_path / "b.html").write_text("<p id='end'>B</p>")
    return tmp_path


def test_a_good_site_has_no_problems(site: Path) -> None:
    assert problems_of(site) == []


@pytest.mark.parametrize(("part", "problem"), BAD.items())
def test_each_problem_is_found(site: Path, part: str, problem: str) -> None:
    (site / "a.html").write_text(f"<html><body>{part}</body></html>")
    assert problems_of(site) == [f"a.html: {problem}"]
