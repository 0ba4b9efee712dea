"""Results as files: resumed, proven, named safely, and never with credentials for strangers."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from procbook import ResultError
from procbook.client import Output, Results
from procbook.protocol import Part
from procbook.results import save_output, save_results
from procbook.results.fetch import _download

DATA = os.urandom(300_000)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_download.time, "sleep", lambda _: None)


def test_a_cut_download_is_resumed_by_range(
    linked: Any, files: Any, tmp_path: Path
) -> None:
    files.cuts["/a.bin"] = [100_000, 50_000]
    saved = save_output(
        linked("/a.bin", DATA, checksum=f"sha256:{hashlib.sha256(DATA).hexdigest()}"),
        tmp_path / "a.bin",
    )
    assert saved.read_bytes() == DATA
    asked = [headers.get("range") for _, headers in files.asked]
    assert (
        asked[0] is None
        and len(asked) == 3
        and all(r.startswith("bytes=") for r in asked[1:])
    )
    assert all(
        headers["if-range"] == files.etag("/a.bin") for _, headers in files.asked[1:]
    )
    assert os.listdir(tmp_path) == ["a.bin"]


@pytest.mark.parametrize("habit", ["no_ranges", "changing"])
def test_a_download_starts_again_when_its_parts_would_not_fit(
    linked: Any, files: Any, tmp_path: Path, habit: str
) -> None:
    files.cuts["/a.bin"] = [100_000]
    getattr(files, habit).add("/a.bin")
    assert save_output(linked("/a.bin", DATA), tmp_path / "a.bin").read_bytes() == DATA


def test_a_download_that_is_always_cut_ends_with_an_error_and_no_file(
    linked: Any, files: Any, tmp_path: Path
) -> None:
    files.cuts["/a.bin"] = [0] * 100
    with pytest.raises(ResultError, match="could not be resumed"):
        save_output(linked("/a.bin", DATA), tmp_path / "a.bin")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("about", "headers"),
    [
        ({"size": 5}, {}),
        ({"checksum": "1220" + "00" * 32}, {}),
        ({"checksum": "00" * 16}, {}),
        ({}, {"Content-MD5": base64.b64encode(b"0" * 16).decode()}),
        ({}, {"Digest": "sha-256=" + base64.b64encode(b"0" * 32).decode()}),
        ({}, {"Repr-Digest": "sha-256=:" + base64.b64encode(b"0" * 32).decode() + ":"}),
    ],
)
def test_what_is_not_as_announced_is_not_kept(
    linked: Any, files: Any, tmp_path: Path, about: Any, headers: Any
) -> None:
    files.headers["/a.bin"] = headers
    (tmp_path / "a.bin").write_bytes(b"before")
    with pytest.raises(ResultError, match=r"damaged|announced"):
        save_output(linked("/a.bin", DATA, **about), tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["a.bin"]


@pytest.mark.parametrize(
    "about",
    [
        {"checksum": "1220" + hashlib.sha256(DATA).hexdigest()},
        {"checksum": "d50110" + hashlib.md5(DATA).hexdigest()},
        {"checksum": hashlib.md5(DATA).hexdigest()},
        {
            "checksum": "sha256="
            + base64.b64encode(hashlib.sha256(DATA).digest()).decode()
        },
        {"checksum": "of a kind nobody knows"},
    ],
)
def test_checksums_of_all_spellings(linked: Any, tmp_path: Path, about: Any) -> None:
    assert (
        save_output(linked("/a.bin", DATA, **about), tmp_path / "a.bin").read_bytes()
        == DATA
    )


def test_an_expired_result_says_so(linked: Any, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="expired"):
        save_output(linked("/gone.bin"), tmp_path / "x")
    assert os.listdir(tmp_path) == []


def test_credentials_stay_at_home(
    linked: Any, files: Any, serve: Any, tmp_path: Path
) -> None:
    foreign = serve()
    foreign.content["/b.bin"] = DATA
    files.redirects["/moved.bin"] = foreign.url + "/b.bin"
    save_output(linked("/a.bin", DATA), tmp_path / "own")
    save_output(linked("", href=foreign.url + "/b.bin"), tmp_path / "linked")
    save_output(linked("/moved.bin"), tmp_path / "redirected")
    assert all("hush-hush" in str(headers) for _, headers in files.asked)
    assert len(foreign.asked) == 2
    assert "hush-hush" not in str(foreign.asked)


HOSTILE = [
    "../../evil",
    "/etc/cron.d/evil",
    "C:\\Windows\\evil",
    "CON",
    "nul.txt",
    "..",
    ".",
    "",
    "a\x00b",
    "\u202egnp.exe",
    "x" * 400,
    "a:b",
    "COM¹",
    "trailing. . ",
]


def test_names_never_leave_the_folder(client: Any, tmp_path: Path) -> None:
    folder = tmp_path / "in" / "here"
    parts = {
        f"o{i}": Part(f"o{i}", body=b"x", filename=name)
        for i, name in enumerate(HOSTILE)
    }
    parts |= {name: Part(name, body=b"x", media_type="text/plain") for name in HOSTILE}
    saved = save_results(Results(client, parts), folder)
    assert len(set(saved)) == len(parts)
    assert {p.parent for p in saved} == {folder}
    assert [
        p.relative_to(tmp_path).parts[:2] for p in tmp_path.rglob("*") if p.is_file()
    ] == [("in", "here")] * len(parts)


def test_equal_names_are_told_apart_without_regard_to_case(
    client: Any, tmp_path: Path
) -> None:
    parts = {
        n: Part(n, body=n.encode(), filename=f)
        for n, f in [("a", "x.txt"), ("b", "X.TXT"), ("c", "x.txt")]
    }
    saved = save_results(Results(client, parts), tmp_path)
    assert [p.name for p in saved] == ["x.txt", "X-2.TXT", "x-3.txt"]
    assert [p.read_bytes() for p in saved] == [b"a", b"b", b"c"]


def test_a_link_in_the_way_is_replaced_and_not_followed(
    client: Any, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("safe")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "x.txt").symlink_to(outside)
    (folder / "x.txt.part").symlink_to(outside)
    save_output(Output(client, Part("x", body=b"new", filename="x.txt")), folder)
    assert outside.read_text() == "safe"
    assert (folder / "x.txt").read_text() == "new"


def test_values_are_kept_as_what_they_are(client: Any, tmp_path: Path) -> None:
    values = {"n": 3, "text": "hello", "tree": {"a": [1]}, "rows": [{"a": 1}]}
    saved = save_results(
        Results(client, {n: Part(n, value=v) for n, v in values.items()}), tmp_path
    )
    assert [p.name for p in saved] == ["n.json", "text.txt", "tree.json", "rows.json"]
    assert saved[2].read_text() == '{"a": [1]}'


def test_a_stated_name_gets_the_suffix_that_it_lacks(
    client: Any, tmp_path: Path
) -> None:
    parts = {
        "a": Part(
            "a", body=b"RIFF\0\0\0\0WAVE", media_type="audio/wav", filename="sound"
        ),
        "b": Part("b", body=b"{}", media_type="application/json", filename="tree.txt"),
        "c": Part("c", body=b"x", media_type="text/plain", filename="README"),
    }
    assert [p.name for p in save_results(Results(client, parts), tmp_path)] == [
        "sound.wav",
        "tree.txt",
        "README",
    ]


def test_a_folder_on_this_machine_is_copied(tmp_path: Path) -> None:
    store = tmp_path / "scene.zarr"
    (store / "c").mkdir(parents=True)
    (store / "c" / "0").write_bytes(DATA)
    for _ in range(2):  # the second time it replaces the first
        assert (
            save_output(store, f"{tmp_path}/kept/") == tmp_path / "kept" / "scene.zarr"
        )
    assert (tmp_path / "kept" / "scene.zarr" / "c" / "0").read_bytes() == DATA
    assert [p.name for p in (tmp_path / "kept").iterdir()] == ["scene.zarr"]
    assert save_output(store, tmp_path) == store
    assert (store / "c" / "0").exists()
    with pytest.raises(ResultError, match="lie in each other"):
        save_output(store, store / "in")
    assert (store / "c" / "0").exists()


def test_all_others_are_kept_when_one_fails(
    linked: Any, client: Any, tmp_path: Path
) -> None:
    class Outputs(dict[str, Any]):
        pass

    outputs = Outputs(good=linked("/a.bin", DATA), bad=linked("/none.bin", id="bad"))
    with pytest.raises(ResultError, match="1 of 2 outputs"):
        save_results(outputs, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.bin"]


def test_a_storage_that_fsspec_knows(client: Any, tmp_path: Path) -> None:
    import fsspec

    fsspec.filesystem("memory").pipe("/bucket/a.bin", DATA)
    saved = save_output(
        Output(client, Part("a", href="memory://bucket/a.bin")), tmp_path
    )
    assert (saved.name, saved.read_bytes()) == ("a.bin", DATA)
    with pytest.raises(ResultError, match="not there"):
        save_output(
            Output(client, Part("a", href="memory://bucket/none.bin")), tmp_path
        )


def test_kept_in_a_storage(client: Any, linked: Any) -> None:
    import fsspec

    storage = fsspec.filesystem("memory")
    outputs = {
        "a": Output(client, Part("a", value={"x": 1})),
        "../b": linked("/b.csv", b"n\n1\n", id="../b"),
    }
    results = Results(client, {name: output.part for name, output in outputs.items()})
    assert results.save("memory://kept/here", progress=False) == [
        "memory://kept/here/a.json",
        "memory://kept/here/b.csv",
    ]
    assert storage.cat("/kept/here/b.csv") == b"n\n1\n"
    assert outputs["a"].save("memory://kept/here/") == "memory://kept/here/a.json"
    assert outputs["a"].save("memory://kept/other.json") == "memory://kept/other.json"
    with pytest.raises(ResultError, match="there already"):
        outputs["a"].save("memory://kept/other.json", overwrite=False)
    with pytest.raises(ResultError, match="nosuch"):
        outputs["a"].save("nosuch://bucket/a.json")
