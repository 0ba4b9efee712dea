"""The branded client of the documentation, against a fake of the kind of server it was written for."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest
import yaml
from typer.testing import CliRunner

from json_answers import JsonAnswers
from procbook import Client, ClientConfig

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "branded-client.md"
SLOW = 0.3
TIME = "2025-12-09T09:32:33Z"
CLASSES = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf"
JOB_LIST = {
    "href": "/process/jobs",
    "rel": "http://www.opengis.net/def/rel/ogc/1.0/job-list",
}
PROCESS = {"id": "6", "version": "1.0"}
INTERNAL = {"id": "7", "version": "1.0", "keywords": ["internal"]}
SCHEMA = {
    "title": "Parameter Schema",
    "type": "boolean",
    "maxLength": 0,
    "nullable": True,
    "required": [],
}
SDS = {"title": "sds", "minOccurs": 1, "schema": SCHEMA}
NOTE = {"title": "note", "minOccurs": 0, "schema": {**SCHEMA, "type": "string"}}


class Tao(JsonAnswers, BaseHTTPRequestHandler):
    """Relative links without their slash, untitled processes, processID that is a title, odd schemas, no hurry."""

    jobs: dict[str, dict[str, Any]]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        time.sleep(SLOW)
        if self.headers.get("X-Auth-Token") != "secret-token":
            return self.answer(401, {"error": "no token"})
        document = self.documents().get(self.path.partition("?")[0].rstrip("/"))
        return self.answer(
            200 if document is not None else 404,
            document or {"message": "nothing here"},
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.path == "/auth/login":
            fields = parse_qs(body)
            right = (fields.get("username"), fields.get("password")) == (
                ["me"],
                ["hunter2"],
            )
            return self.answer(
                200 if right else 403,
                {"data": {"token": "secret-token"}} if right else {"message": "no"},
            )
        if self.headers.get("X-Auth-Token") != "secret-token":
            return self.answer(401, {"error": "no token"})
        inputs = json.loads(body)["inputs"]
        self.jobs["109"] = {
            "inputs": inputs,
            "status": "successful" if "note" in inputs else "running",
        }
        return self.answer(201, self.job("109"))

    def do_DELETE(self) -> None:
        self.jobs["109"]["status"] = "dismissed"
        self.answer(200, self.job("109"))

    def job(self, job_id: str) -> dict[str, Any]:
        links = [
            {"href": f"/process/jobs{job_id}", "rel": "self"},
            {"href": f"/process/jobs{job_id}/results", "rel": "results"},
        ]
        state = self.jobs.get(job_id, {}).get("status", "failed")
        return {"processID": "L3B NDVI Processor 5.0", "type": "process", "jobID": job_id, "status": state,
                "created": TIME, "started": TIME, "updated": TIME, "progress": 100, "links": links}  # fmt: skip

    def documents(self) -> dict[str, Any]:
        job = self.jobs.get("109")
        if job is not None and job["status"] == "running":
            job["status"] = "successful"
        return {
            "/process": {
                "title": "TAO",
                "links": [{"href": "/process/", "rel": "self"}, JOB_LIST],
            },
            "/process/conformance": {
                "conformsTo": [f"{CLASSES}/core", f"{CLASSES}/json"]
            },
            "/process/processes": {"processes": [PROCESS, INTERNAL], "links": []},
            "/process/processes/6": {
                **PROCESS,
                "inputs": {"sds": SDS, "note": NOTE},
                "outputs": {},
            },
            "/process/jobs": {"jobs": [self.job("109"), self.job("108")], "links": []},
            "/process/jobs/109": self.job("109"),
            "/process/jobs/109/results": {
                "product": {"href": "/process/files/109.tif", "type": "image/tiff"}
            },
        }


@pytest.fixture
def tao() -> Iterator[str]:
    handler = type("Handler", (Tao,), {"jobs": {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def brand(tao: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    source = re.findall(
        r"```python title=\"crops_client.py\"\n(.*?)```",
        PAGE.read_text("utf-8"),
        re.DOTALL,
    )[0]
    assert len([line for line in source.splitlines() if line.strip()]) < 40
    file = tmp_path / "crops_client.py"
    local = source.replace("https://crops.example.org", tao).replace(
        "~/.crops-client", str(tmp_path / "crops")
    )
    file.write_text(local, "utf-8")
    spec = importlib.util.spec_from_file_location("crops_client", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "crops_client", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(brand: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CROPS_USERNAME", "me")
    monkeypatch.setenv("CROPS_PASSWORD", "hunter2")
    return lambda *arguments: CliRunner().invoke(brand.cli, list(arguments))


def test_the_command_line_of_the_brand(run: Any, tmp_path: Path) -> None:
    assert run("--version").stdout.startswith("crops-client 1.0.0 (procbook ")
    assert "Run crop processors." in run("--help").stdout
    assert (
        run("configure").stdout
        == f"Client configuration written to {tmp_path / 'crops'}\n"
    )
    process_list = run("list-processes", "-f", "simple")
    assert (process_list.exit_code, process_list.stdout) == (0, "1: 6\n"), (
        process_list.stderr
    )
    assert "hunter2" not in (tmp_path / "crops").read_text("utf-8")


def test_run_a_process_with_words(run: Any) -> None:
    started = run("execute-process", "6", "-i", "sds=true")
    assert yaml.safe_load(started.stdout)["jobID"] == "109", started.stderr
    assert run("wait-job", "109").exit_code == 0
    results = yaml.safe_load(run("get-job-results", "109").stdout)
    assert results["product"]["href"].endswith("/process/files/109.tif")
    assert run("dismiss-job", "109").exit_code == 0


def test_run_a_process_and_wait(run: Any) -> None:
    ended = run("execute-process", "6", "-i", "sds=true", "--wait")
    assert ended.exit_code == 0, ended.stderr
    assert "product" in yaml.safe_load(ended.stdout)


def test_from_python(brand: ModuleType) -> None:
    with brand.create_client(username="me", password="hunter2") as client:
        assert client.config.timeout >= 10
        assert list(client.processes) == ["6"]
        assert client.get_process("6").inputs["sds"].schema_.maxLength == 0
        assert [job.jobID for job in client.get_jobs().jobs] == ["109", "108"]
        assert "hunter2" not in repr(client)
        assert brand.CropsConfig.display_name in client._repr_html_()


def test_a_job_that_has_ended_when_it_starts(brand: ModuleType) -> None:
    with brand.create_client(username="me", password="hunter2") as client:
        results = client.processes["6"].run(
            sds=True, note="a text, whatever its length is said to be"
        )
        assert results["product"].href.endswith("/process/files/109.tif")
        assert (
            client.dismiss_job(client.processes["6"](sds=True, note="x").id).status
            == "dismissed"
        )


def test_two_brands_in_one_process(brand: ModuleType) -> None:
    class Other(ClientConfig):
        display_name: ClassVar[str] = "Other"
        api_url: str = "https://other.example.org"

    Other.register_job_result_opener(object)
    with brand.create_client() as client, Client(config_type=Other) as other:
        assert (client.config.display_name, other.config.display_name) == (
            "Crops Client",
            "Other",
        )
        assert (
            other.api_url == "https://other.example.org"
            and other.config.auth.auth_type == "none"
        )
        assert [
            *client.config.extra_job_result_openers,
            *ClientConfig.extra_job_result_openers,
        ] == []


def test_a_wrong_password(brand: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROPS_USERNAME", "me")
    monkeypatch.setenv("CROPS_PASSWORD", "wrong-hunter3")
    ended = CliRunner().invoke(brand.cli, ["list-processes"])
    assert ended.exit_code in {1, 2}
    assert "hunter3" not in ended.output
    assert "Traceback" not in ended.stderr


def test_sign_in_and_out(
    brand: ModuleType, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in = run("login", "--no-input")
    assert signed_in.exit_code == 0, signed_in.stderr
    assert "secret-token" not in signed_in.output
    monkeypatch.delenv("CROPS_PASSWORD")
    assert CliRunner().invoke(brand.cli, ["list-processes"]).exit_code == 0
    assert run("logout").exit_code == 0
    monkeypatch.delenv("CROPS_PASSWORD", raising=False)
    refused = CliRunner().invoke(brand.cli, ["list-processes"])
    assert refused.exit_code == 1, refused.output
    assert "login" in refused.stderr
