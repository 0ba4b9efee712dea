"""Clients of others against our server, each in its own environment: OWSLib, and cuiman of the eozilla family."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import peers
import pytest
from peers import python_of

from procbook.server import LocalServer

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server


def run(peer: str, program: str, url: str) -> dict[str, Any]:
    """Run a program in the environment of a peer; it prints one JSON document."""
    done = subprocess.run(
        [python_of(peer), "-c", program, url],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


OWSLIB = """
import json, sys
from owslib.ogcapi.processes import Processes
server = Processes(sys.argv[1])
answer = {
    "landing": server.links[0]["rel"],
    "conforms": server.conformance()["conformsTo"],
    "processes": [process["id"] for process in server.processes()],
    "title": server.process("primes_between")["title"],
    "sync": server.execute("primes_between", {"min_val": 3, "max_val": 20}),
    "several": server.execute("several_outputs", {"values": [1, 3]}),
    "some": server.execute("several_outputs", {"values": [1, 3]}, outputs={"mean": {}}),
}
server = Processes(sys.argv[1])
answer["async"] = server.execute("primes_between", {"max_val": 5}, async_=True)
print(json.dumps(answer))
"""


def test_owslib_lists_describes_and_executes(server: LocalServer) -> None:
    said = run("owslib", OWSLIB, server.url)
    assert {"sleep_a_while", "echo", "plot"} <= set(said["processes"])
    assert said["title"] == "Prime Processor"
    assert said["sync"] == {"return_value": [3, 5, 7, 11, 13, 17, 19]}
    assert said["several"]["mean"] == 2
    assert said["some"] == {"mean": 2}
    assert said["async"]["status"] in {"accepted", "running", "successful"}


CUIMAN = """
import json, sys, time
from cuiman import Client
from gavicore.models import ProcessRequest
client = Client(api_url=sys.argv[1])
later = {"headers": {"Prefer": "respond-async"}}
capabilities = client.get_capabilities()
conformance = client.get_conformance()
processes = client.get_processes()
description = client.get_process("primes_between")
request = ProcessRequest(inputs={"min_val": 3, "max_val": 20}, response="document")
job = client.execute_process("primes_between", request, **later)
while client.get_job(job.jobID).status.value in ("accepted", "running"):
    time.sleep(0.05)
results = client.get_job_results(job.jobID)
slow = client.execute_process("sleep_a_while", {"inputs": {"duration": 20}}, **later)
listed = [info.jobID for info in client.get_jobs().jobs]
dismissed = client.dismiss_job(slow.jobID)
failing = client.execute_process("sleep_a_while", {"inputs": {"duration": 0, "fail": True}}, **later)
while client.get_job(failing.jobID).status.value in ("accepted", "running"):
    time.sleep(0.05)
try:
    client.get_job_results(failing.jobID)
except Exception as error:
    said = error.api_error.detail
print(json.dumps({
    "title": capabilities.title, "conforms": conformance.conformsTo,
    "processes": [process.id for process in processes.processes], "process": description.title,
    "job": type(job).__name__, "results": results.model_dump(mode="json"), "listed": len(listed),
    "dismissed": dismissed.status.value, "said": said,
    "every": [client.get_process(p.id).id for p in processes.processes],
    "template": client.create_execution_request("sleep_a_while").inputs,
    "trace": client.get_job(failing.jobID).traceback[-1],
}))
"""


def test_cuiman_drives_all_its_calls(server: LocalServer) -> None:
    peers.cuiman()
    said = run("eozilla", CUIMAN, server.url)
    assert said["title"] == "procbook demo server"
    assert said["processes"] == said["every"]
    assert (said["process"], said["job"]) == ("Prime Processor", "JobInfo")
    assert said["results"] == {"return_value": [3, 5, 7, 11, 13, 17, 19]}
    assert said["listed"] >= 2
    assert said["dismissed"] == "dismissed"
    assert said["said"] == "Woke up too early"
    assert said["template"]["duration"] == 10
    assert said["trace"] == "RuntimeError: Woke up too early\n"
