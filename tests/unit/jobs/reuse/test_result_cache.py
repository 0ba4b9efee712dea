"""Results that are kept on this computer, within a limit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from procbook import ConfigError
from procbook.jobs import ResultCache
from procbook.jobs.reuse._result_cache import size_limit
from procbook.protocol import Part

NAMES = {"process_id": "p", "server": "s", "job_id": "j"}


def test_results_come_back_as_they_were(tmp_path: Path) -> None:
    cache = ResultCache(tmp_path, limit=10_000)
    parts = {
        "n": (Part("n", value={"a": [1, None]}), None),
        "raw": (
            Part("raw", body=b"\x00\xff", media_type="image/png", filename="a.png"),
            None,
        ),
        "link": (
            Part("link", href="https://example.org/x.tif", media_type="image/tiff"),
            [b"ab", b"c"],
        ),
    }
    assert cache.keep("key", parts, **NAMES)
    found = cache.find("key")
    assert found is not None
    job_id, back = found
    assert job_id == "j" and back["n"].value == {"a": [1, None]}
    assert (back["raw"].body, back["raw"].filename) == (b"\x00\xff", "a.png")
    assert (back["link"].body, back["link"].media_type) == (b"abc", "image/tiff")
    assert cache.find("other") is None
    [entry] = cache.entries()
    assert (entry.process_id, entry.server, entry.job_id) == ("p", "s", "j")
    assert cache.size() == entry.size > 3
    assert cache.clear() == 1 and cache.entries() == []


def test_the_longest_unused_go_first(tmp_path: Path) -> None:
    cache = ResultCache(tmp_path, limit=1500)
    for number in range(4):
        cache.keep(f"k{number}", {"x": (Part("x", value="y" * 400), None)}, **NAMES)
        os.utime(tmp_path / f"k{number}", (1_000_000 + number, 1_000_000 + number))
    assert cache.size() <= 1500
    assert cache.find("k0") is None and cache.find("k3") is not None


def test_too_much_is_not_kept(tmp_path: Path) -> None:
    cache = ResultCache(tmp_path, limit=1000)
    link = Part("x", href="https://example.org/x")
    assert not cache.keep("k", {"x": (link, iter([b"y" * 600] * 5))}, **NAMES)
    assert not cache.keep("k", {"x": (Part("x", value="y" * 2000), None)}, **NAMES)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_entry_is_none(tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    (tmp_path / "k" / "results.json").write_text("{")
    assert ResultCache(tmp_path).find("k") is None


@pytest.mark.parametrize(
    ("text", "size"),
    [("", 2 * 2**30), ("500M", 500 * 2**20), ("1.5 GiB", 3 * 2**29), ("7", 7)],
)
def test_the_limit_is_a_size(
    text: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROCBOOK_CACHE_SIZE", text)
    assert size_limit() == size


def test_what_is_no_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCBOOK_CACHE_SIZE", "much")
    with pytest.raises(ConfigError, match="PROCBOOK_CACHE_SIZE"):
        size_limit()
