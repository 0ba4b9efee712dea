"""Pictures, tables and JSON of a live pygeoapi: looked at, opened and saved with no option given."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import peers
import pytest

from procbook import Client, Results
from procbook.results import view

pytestmark = pytest.mark.live
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with (
        peers.pygeoapi(tmp_path_factory.mktemp("pygeoapi")) as url,
        Client(api_url=url) as client,
    ):
        yield client


@pytest.fixture(params=["sync", "async"])
def run(client: Client, request: pytest.FixtureRequest):
    def finished(process_id: str, **inputs) -> Results:
        if request.param == "async":
            return client.processes[process_id](**inputs).wait(timeout=60).results()
        results = client.execute_process(process_id, {"inputs": inputs}, mode="sync")
        assert isinstance(results, Results)
        return results

    return finished


def test_a_picture(run, tmp_path: Path) -> None:
    image = run("picture")["image"]
    assert image.media_type == "image/png"
    assert view(image).kind == "image"
    assert base64.b64encode(PNG)[:10].decode() in html(image)
    assert image.open().size == (1, 1)
    assert image.save(tmp_path).read_bytes() == image.bytes()
    assert image.bytes().startswith(PNG)


def test_a_table(run, tmp_path: Path) -> None:
    table = run("table")["table"]
    assert table.media_type == "text/csv"
    assert view(table).kind == "table"
    assert "<table" in html(table)
    assert table.open().to_dict("list") == {"a": [1, 3], "b": [2, 4]}
    assert table.save(tmp_path).read_text() == "a,b\n1,2\n3,4\n"


def test_a_json_object_that_holds_all_outputs(run, tmp_path: Path) -> None:
    results = run("many", a=4)
    assert set(results) == {"double", "words"}
    assert results["double"].open() == 8
    assert results["words"].open() == ["one", "two"]
    for output in results.values():
        assert view(output).kind
        assert html(output)
    assert "double" in html(results) and "words" in html(results)
    saved = results.save(tmp_path)
    assert len(saved) == 2
    assert {path.read_text().strip() for path in saved} == {"8", '["one", "two"]'}


def test_a_single_json_value(run, tmp_path: Path) -> None:
    results = run("hello-world", name="procbook")
    assert results.output().open() == "Hello procbook!"
    assert "Hello procbook!" in html(results)
    assert results.output().save(tmp_path).read_text() == "Hello procbook!"


def test_opened_by_the_client(client: Client) -> None:
    """What other clients of the family call it; no media type, no output name."""
    image = client.open_job_result(client.processes["picture"]().id)
    assert image.format == "PNG"
    table = client.open_job_result(client.processes["table"]().id)
    assert list(table.columns) == ["a", "b"]


def html(shown) -> str:
    """What a notebook without a kernel shows: the HTML of the mime bundle."""
    bundle = shown._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"]
    return data["text/html"]
