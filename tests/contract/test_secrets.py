"""Planted secrets appear nowhere: a tour through everything that writes or shows, and one search through all of it."""

from __future__ import annotations

import base64
import contextlib
import http.server
import io
import json
import logging
import stat
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import nbformat
import pytest
from nbclient import NotebookClient
from pydantic import Field
from typer.testing import CliRunner

import procbook
from json_answers import JsonAnswers
from procbook import AsyncClient, Client, ClientConfig, ClientError
from procbook.cli import new_cli
from procbook.jobs import get_ledger, history
from procbook.server import LocalServer, ProcessRegistry
from procbook.widgets import JobCard, JobTable, ProcessForm, SignIn, Workbench

PLANTED = {
    "password": "pw-Hn7xqL2vRb",
    "token": "tk-Zs93kdUe01",
    "api key": "ak-Qp5mWc8yTa",
    "client secret": "cs-Lf4tGv6oXi",
    "refresh token": "rt-Jb2sNe7hKd",
    "granted token": "gt-Vu1rMz9aPq",
    "secret input": "in-Yc8wDx3fEo",
    "PIN": "71940628553017",
}
SOUGHT = {
    **PLANTED,
    "basic credentials": base64.b64encode(
        f"ada:{PLANTED['password']}".encode()
    ).decode(),
}
MASKED = Annotated[str, Field(max_length=20, json_schema_extra={"format": "password"})]
INPUTS = {"db_password": PLANTED["secret input"], "pin": PLANTED["PIN"]}
TOO_LONG = {name: value * 3 for name, value in INPUTS.items()}

Seen = dict[str, str]
"""What was written or shown, by where."""

registry = ProcessRegistry(title="A server for people with secrets")


@registry.process(title="Vault")
def vault(db_password: MASKED, pin: MASKED, note: str = "", fail: bool = False) -> int:
    """Count the letters of a secret."""
    if fail:
        raise RuntimeError("The vault stays shut")
    return len(db_password + pin)


class Doorman(JsonAnswers, http.server.BaseHTTPRequestHandler):
    """Gives tokens at /token, and lets nobody in; rude enough to repeat what it was told."""

    def do_GET(self) -> None:
        told = f"{self.headers.get('Authorization', '')} {self.headers.get('X-API-Key', '')} {self.path}"
        self.answer(
            401, {"title": "Who are you?", "status": 401, "detail": f"Not with {told}"}
        )

    def do_POST(self) -> None:
        told = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/token":
            token = {
                "access_token": PLANTED["granted token"],
                "refresh_token": PLANTED["refresh token"],
            }
            self.answer(200, {**token, "token_type": "Bearer", "expires_in": 3600})
        else:
            self.answer(
                400,
                {
                    "title": "No",
                    "error": "invalid_grant",
                    "error_description": f"Not with {told}",
                },
            )


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with LocalServer(registry) as running:
        yield running.url


@pytest.fixture(scope="module")
def doorman() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Doorman) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that anybody logs."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.setLevel(level)
    root.removeHandler(handler)


def sign_ins(doorman: str) -> dict[str, dict[str, Any]]:
    secret_client = {"client_id": "procbook", "client_secret": PLANTED["client secret"]}
    person = {"username": "ada", "password": PLANTED["password"]}
    return {
        "basic": {"auth_type": "basic", **person},
        "token": {"auth_type": "token", "access_token": PLANTED["token"]},
        "header": {
            "auth_type": "token",
            "access_token": PLANTED["token"],
            "access_token_header": "X-Auth-Token",
        },
        "key": {"auth_type": "api-key", "api_key": PLANTED["api key"]},
        "key in query": {
            "auth_type": "api-key",
            "api_key": PLANTED["api key"],
            "api_key_query": "key",
        },
        "oauth2": {
            "auth_type": "oauth2",
            "token_url": f"{doorman}/token",
            **secret_client,
            **person,
        },
        "refused oauth2": {
            "auth_type": "oauth2",
            "token_url": f"{doorman}/no",
            **secret_client,
            **person,
        },
        "machine": {
            "auth_type": "oauth2",
            "token_url": f"{doorman}/token",
            "grant_type": "client_credentials",
        }
        | secret_client,
        "login": {"auth_type": "login", "login_url": f"{doorman}/token", **person},
        "refused login": {"auth_type": "login", "login_url": f"{doorman}/no", **person},
        "refresh": {
            "auth_type": "oauth2",
            "token_url": f"{doorman}/token",
            "client_id": "procbook",
        }
        | {"refresh_token": PLANTED["refresh token"]},
    }


def test_planted_secrets_appear_nowhere(
    server: str,
    doorman: str,
    log: io.StringIO,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROCBOOK_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    seen: Seen = {}
    for name, auth in sign_ins(doorman).items():
        seen |= {
            f"{name}: {where}": text
            for where, text in objects(server, doorman, auth).items()
        }
    seen |= process_objects(server)
    with monkeypatch.context() as environment:
        seen |= commands(server, doorman, environment, tmp_path)
    seen |= {
        f"file {path.name}": path.read_bytes().decode("latin-1")
        for path in written(tmp_path)
    }
    seen["log"] = log.getvalue()
    assert "HTTP Request: GET" in seen["log"], "httpx was not heard"
    assert len(seen) > 250, "the tour was cut short"
    search(seen)


def leaks(seen: Seen) -> list[str]:
    """Where secrets were found, with what stands around them."""
    found = [
        (where, name, text.find(secret))
        for where, text in seen.items()
        for name, secret in SOUGHT.items()
    ]
    return [
        f"{where}: {name} in {seen[where][max(0, at - 120) : at + 40]!r}"
        for where, name, at in found
        if at >= 0
    ]


def search(seen: Seen) -> None:
    found = leaks(seen)
    assert not found, "\n".join([f"{len(found)} leaks", *found])


def written(folder: Path) -> list[Path]:
    """Every file that the tour left, without profiles and kept sign-ins, which hold secrets and are nobody else's."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [
        path
        for path in files
        if path != ClientConfig().path
        and path.name not in {"profile.yaml", "sign-ins.json"}
    ]


# -- everything that has a face


def faces(name: str, shown: Any) -> Seen:
    """What a terminal, a notebook and a log make of an object."""
    found = {
        f"{name} repr": repr(shown),
        f"{name} str": str(shown),
        f"{name} format": f"{shown}",
    }
    for method in (
        "_repr_html_",
        "_repr_json_",
        "_repr_markdown_",
        "_repr_mimebundle_",
        "to_dict",
        "to_json",
    ):
        if callable(call := getattr(shown, method, None)):
            found[f"{name} {method}"] = repr(call())
    if hasattr(shown, "get_state"):
        found[f"{name} widget state"] = repr(shown.get_state())
    # The form's own stream does hold the values: it is what the page draws, and goes nowhere else.
    if hasattr(shown, "stream") and not isinstance(shown, ProcessForm):
        found[f"{name} stream"] = repr(vars(shown.stream))
    return found


def failure(name: str, call: Callable[[], Any], *, variables: bool = False) -> Seen:
    """What is shown of an error that nobody catches; with the variables of our functions, as verbose modes have it."""
    try:
        call()
    except ClientError as error:
        told = traceback.TracebackException.from_exception(
            error, capture_locals=variables
        )
        for frame in told.stack:
            frame.locals = frame.locals if frame.filename != __file__ else None
        return {
            f"{name} traceback": "".join(told.format()),
            **faces(f"{name} error", error),
        }
    return {}


def objects(server: str, doorman: str, auth: dict[str, Any]) -> Seen:
    """A client with this sign-in: what shows it, what it says when it is refused, and what it wants to be asked."""
    seen: Seen = {}
    with Client(server, auth=auth) as client, Client(doorman, auth=auth) as refused:
        for name, shown in {
            "client": client,
            "config": client.config,
            "sources": client.config.sources,
            "auth": client.config.auth,
            "asynchronous client": AsyncClient.of(client),
            "sign-in": SignIn(client),
            "connection": client.session.connection,
            "authority": vars(client.session.connection),
        }.items():
            seen |= faces(name, shown)
        seen |= {
            "model": str(client.config.model_dump()),
            "JSON": str(client.config.model_dump_json()),
        }
        nobody = Client("http://127.0.0.1:9/", auth=auth, retries=0)
        for name, call in {
            "list": client.get_processes,
            "refused list": refused.get_processes,
            "refused job": lambda: refused.get_job("job"),
            "refused login": lambda: refused.login(interactive=False, force=True),
            "login": lambda: client.login(interactive=False, save=True),
            "nobody there": nobody.get_processes,
        }.items():
            seen |= failure(name, call, variables=True)
        seen |= failure(
            "mistake",
            lambda: Client(server, auth={**auth, "timeout": auth}),
            variables=True,
        )
        seen |= faces("client after use", client)
        client.logout()
    return seen


def process_objects(server: str) -> Seen:
    """A process with secret inputs: its form, its jobs, what is kept of them, and what is said of mistakes."""
    seen: Seen = {}
    with Client(server) as client:
        process = client.processes["vault"]
        form = process.form(**INPUTS)
        job = process(**INPUTS).wait(timeout=30)
        failing = process(**INPUTS, fail=True)
        seen |= failure("failing job", lambda: failing.wait(timeout=30), variables=True)
        seen |= failure(
            "mistake in inputs", lambda: process(**TOO_LONG), variables=True
        )
        seen |= failure(
            "mistake in a sweep", lambda: process.sweep(**TOO_LONG), variables=True
        )
        seen |= failure(
            "refused inputs",
            lambda: client.execute_process("vault", {"inputs": TOO_LONG}),
            variables=True,
        )
        nobody = Client("http://127.0.0.1:9/", retries=0)
        seen |= failure(
            "nobody there",
            lambda: nobody.execute_process("vault", {"inputs": INPUTS}),
            variables=True,
        )
        seen["mistakes"] = repr(process.validate(**TOO_LONG))
        for name, shown in {
            "process": process,
            "form": form,
            "form with mistakes": process.form(**TOO_LONG),
            "form of a schema": ProcessForm.from_schema(
                {
                    "type": "object",
                    "properties": {
                        "db_password": {"type": "string", "format": "password"}
                    },
                },
                db_password=INPUTS["db_password"],
            ),
            "job": job,
            "failed job": failing,
            "job info": job.info,
            "results": job.results(),
            "output": job.results().output(),
            "job table": JobTable(client),
            "job card": JobCard(job),
            "workbench": Workbench(client),
            "record": job.record,
            "receipt": job.receipt(),
            "PROV": job.receipt().to_prov(),
            "history": history(),
            "ledger": get_ledger(),
            "request": client.create_execution_request("vault"),
        }.items():
            seen |= faces(name, shown)
        job.receipt().save("receipt.json")
        (Path() / "prov.json").write_text(json.dumps(job.receipt().to_prov()))
        seen |= failure("rerun", lambda: procbook.rerun("receipt.json", client=client))
    return seen


# -- the command line


def commands(
    server: str, doorman: str, environment: pytest.MonkeyPatch, folder: Path
) -> Seen:
    """Every command, with and without --traceback, and what is refused."""
    inputs = [
        word for name, value in INPUTS.items() for word in ("-i", f"{name}={value}")
    ]
    wrong = [
        word for name, value in TOO_LONG.items() for word in ("-i", f"{name}={value}")
    ]
    seen: Seen = {}
    runner = CliRunner()

    def run(*words: str) -> str:
        for trace in ([], ["--traceback"]):
            done = runner.invoke(new_cli(), [*trace, *words])
            told = (
                "".join(traceback.format_exception(done.exception))
                if done.exception
                else ""
            )
            assert "This is a fault of" not in done.output, done.output
            seen[f"procbook {len(seen)} {' '.join([*trace, words[0]])}"] = (
                done.output + told
            )
        return done.output

    person = ["-a", "basic", "-u", "ada", "-p", PLANTED["password"]]
    secret_client = ["--client-secret", PLANTED["client secret"]]
    run("configure", "--api-url", server, *person)
    for options in (
        ["-a", "token", "-t", PLANTED["token"]],
        ["-a", "api-key", "--api-key", PLANTED["api key"]],
        [
            "-a",
            "oauth2",
            "--token-url",
            f"{doorman}/token",
            "--client-id",
            "x",
            *person[2:],
            *secret_client,
        ],
    ):
        file = folder / f"{options[1]}-profile" / "profile.yaml"
        file.parent.mkdir()
        run("configure", "--api-url", server, *options, "-c", str(file))
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        run("list-processes", "-c", str(file))
        run("login", "--no-input", "-c", str(file))
        run("logout", "-c", str(file))
        run("configure", "--api-url", doorman, *options, "-c", str(file))
        for words in (
            ["list-processes"],
            ["get-job", "x"],
            ["login", "--no-input", "--force"],
        ):
            run(*words, "-c", str(file))
    for words in (
        ["get-capabilities"],
        ["get-conformance"],
        ["list-processes"],
        ["get-process", "vault"],
    ):
        run(*words)
        run(*words, "-f", "json")
    run("create-request", "vault")
    assert "***" in run("validate-request", "vault", *inputs)
    run("validate-request", "vault", *wrong)
    run("execute-process", "vault", *wrong)
    run("execute-process", "vault", *inputs, "-i", "note=x")
    run("execute-process", "vault", *inputs, "--wait")
    run("execute-process", "vault", *inputs, "--sync")
    run("execute-process", "vault", *inputs, "--save", str(folder / "saved"))
    run("execute-process", "vault", *inputs, "-i", "fail=true", "--wait")
    with Client() as client:
        jobs = [job.jobID for job in client.get_jobs().jobs]
    run("list-jobs", "-f", "json")
    run("watch-jobs")
    run("history", "-f", "json")
    run("history", "--text", "vault")
    run("rerun", jobs[0])
    run("rerun", jobs[0], *inputs)
    for command in (
        "get-job",
        "get-job-results",
        "wait-job",
        "save-results",
        "dismiss-job",
        "get-job-results",
    ):
        run(command, jobs[0])
    run("generate-client", "typed_vault")
    run("check", server)
    run("check", doorman)
    environment.setenv("PROCBOOK_TOKEN", PLANTED["token"])
    environment.setenv("PROCBOOK_API_URL", doorman)
    environment.setenv("PROCBOOK_AUTH_TYPE", "token")
    run("list-processes")
    environment.setenv("PROCBOOK_TIMEOUT", PLANTED["token"])
    run("list-processes")
    run("--help")
    return seen


# -- a notebook

CELLS = """
%load_ext autoreload
import logging, os, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stdout)
from procbook import Client, JobCard, history
from procbook.widgets import SignIn
inputs = {"db_password": os.environ["PLANTED_INPUT"], "pin": os.environ["PLANTED_PIN"]}
###
client = Client(os.environ["SERVER"], auth={"auth_type": "basic", "username": "ada", "password": os.environ["PLANTED_PASSWORD"]})
client
###
client.config
###
process = client.processes["vault"]
process
###
form = process.form(**inputs)
form
###
form.submit()
form.job.wait(timeout=30)
form.job
###
client.job_table()
###
JobCard(form.job)
###
SignIn(client)
###
client.workbench()
###
form.job.results()
###
form.job.receipt()
###
history()
###
process.run(**inputs, fail=True)
###
process(**{name: value * 3 for name, value in inputs.items()})
###
refused = Client(os.environ["DOORMAN"], auth={"auth_type": "token", "access_token": os.environ["PLANTED_TOKEN"]})
refused.login()
###
refused.get_processes()
###
%xmode Context
Client(os.environ["DOORMAN"], auth={"auth_type": "api-key", "api_key": os.environ["PLANTED_KEY"]}).get_processes()
###
print("the end")
"""


def test_an_executed_notebook_holds_no_secret(
    server: str, doorman: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = {
        "INPUT": "secret input",
        "PIN": "PIN",
        "PASSWORD": "password",
        "TOKEN": "token",
        "KEY": "api key",
    }
    for variable, name in planted.items():
        monkeypatch.setenv(f"PLANTED_{variable}", PLANTED[name])
    monkeypatch.setenv("SERVER", server)
    monkeypatch.setenv("DOORMAN", doorman)
    monkeypatch.setenv("PROCBOOK_HOME", str(tmp_path / "home"))
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in CELLS.split("###")]
    )
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        allow_errors=True,
        store_widget_state=True,
    ).execute()
    text = nbformat.writes(notebook)
    (tmp_path / "executed.ipynb").write_text(text)
    assert "the end" in text
    # A program that records the cells gets no widgets, so that their state is not saved either.
    assert "application/vnd.jupyter.widget-state+json" not in text
    assert (
        "LoginRequiredError" in text
        and "InputError" in text
        and "JobFailedError" in text
    )
    search(
        {path.name: path.read_bytes().decode("latin-1") for path in written(tmp_path)}
    )


# -- files that do hold secrets


def test_files_with_secrets_are_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, doorman: str
) -> None:
    monkeypatch.setenv("PROCBOOK_HOME", str(tmp_path))
    auth = sign_ins(doorman)["oauth2"]
    config = ClientConfig(api_url=doorman, auth=auth)
    config.write(secrets=True)
    with contextlib.suppress(ClientError), Client(doorman, auth=auth) as client:
        client.login(interactive=False, save=True)
    holders = [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and leaks({"": path.read_text(errors="replace")})
    ]
    assert holders
    assert {stat.S_IMODE(path.stat().st_mode) for path in holders} == {0o600}
    config.write(secrets=False)
    search({"profile": config.path.read_text()})
