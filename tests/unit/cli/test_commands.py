"""The commands against the embedded server: data on stdout, the rest on stderr, exit codes."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from procbook.cli import new_cli

NAMES = [
    "configure", "login", "logout", "get-capabilities", "get-conformance", "list-processes", "get-process",
    "create-request", "validate-request", "execute-process", "list-jobs", "get-job", "wait-job", "watch-jobs",
    "dismiss-job", "get-job-results", "save-results", "history", "rerun", "cache", "generate-client", "check", "serve", "lab",
]  # fmt: skip


def test_help_lists_every_command_and_imports_next_to_nothing() -> None:
    result = CliRunner().invoke(new_cli(), ["--help"])
    assert result.exit_code == 0
    for name in NAMES:
        assert f"  {name} " in result.stdout
    without_arguments = CliRunner().invoke(new_cli(), [])
    assert without_arguments.exit_code == 0
    assert without_arguments.stdout == result.stdout


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help(name: str) -> None:
    result = CliRunner().invoke(new_cli(), [name, "--help"])
    assert result.exit_code == 0
    assert f" {name} " in result.stdout
    assert not re.search(r"--\w.*<(str|path|float|int)", result.stdout)


ALIASES = {
    "lp": "list-processes", "gp": "get-process", "cr": "create-request", "vr": "validate-request",
    "ep": "execute-process", "lj": "list-jobs", "gj": "get-job", "dj": "dismiss-job", "gjr": "get-job-results",
    "c": "configure", "gc": "generate-client", "logi": "login", "logo": "logout", "exec": "execute-process",
}  # fmt: skip


@pytest.mark.parametrize(("alias", "name"), ALIASES.items())
def test_short_names(alias: str, name: str) -> None:
    assert f" {name} " in CliRunner().invoke(new_cli(), [alias, "--help"]).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["l"], "'l' can mean login, logout, lab"),
        (["log"], "can mean login, logout"),
        (["list-process", "--bogus"], "No such option"),
        (["bogus"], "No such command 'bogus'"),
        (["get-procces"], "Did you mean 'get-process'"),
        (["get-process"], "Missing argument"),
        (["list-jobs", "-f", "xml"], "'xml'"),
        (["execute-process"], "Which process?"),
        (["execute-process", "primes_between", "-i", "=3"], "is no input"),
        (["execute-process", "primes_between", "-i", "min_val=@/no/file"], "no file"),
        (["execute-process", "primes_between", "-r", "/no/file"], "no file"),
        (
            ["execute-process", "primes_between", "-s", "bogus=http://h"],
            "is no callback",
        ),
        (["execute-process", "primes_between", "--prompt"], "needs a terminal"),
        (
            ["execute-process", "primes_between", "-i", "min_val=x", "-i", "foo=1"],
            "2 mistakes",
        ),
        (
            ["execute-process", "primes_between", "-o", "retrun_value"],
            "did you mean return_value?",
        ),
        (["rerun", "nobody"], "were not kept"),
        (["history", "--status", "sucessful"], "is no state of a job"),
        (["generate-client", "1x"], "cannot be the name"),
        (["--profile", "nobody", "list-jobs"], "no profile"),
        (["serve", "no_such_module:registry"], "no_such_module"),
        (["serve", "--executor", "proces"], "no executor 'proces'"),
        (
            ["serve", "--host", "300.1.1.1", "--store", "sqlite://"],
            "Another port: --port",
        ),
        (
            ["list-jobs", "--api-url", "http://h"],
            "It stands before the command: 'procbook --api-url",
        ),
        (["-f", "json", "list-jobs"], "Options of a command stand behind it"),
        (["execute-process", "primes_between", "min_val=3"], "-i min_val=3"),
    ],
)
def test_mistakes_of_the_user_end_with_1_and_no_traceback(
    run: Any, arguments: list[str], message: str
) -> None:
    ended = run(*arguments)
    assert ended.exit_code == 1, ended.stderr
    assert message in ended.stderr
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr


def test_documents_in_three_forms(run: Any) -> None:
    assert (
        yaml.safe_load(run("get-process", "primes_between").stdout)["inputs"][
            "min_val"
        ]["minOccurs"]
        == 0
    )
    assert (
        json.loads(run("lp", "-f", "json").stdout)["processes"][0]["id"]
        == "sleep_a_while"
    )
    assert run("lp", "-f", "simple").stdout.startswith(
        "1: sleep_a_while - Sleep Processor\n"
    )
    assert "conformsTo" in yaml.safe_load(run("get-conformance").stdout)
    assert "Service:" in run("get-capabilities", "-f", "simple").stdout


def test_execute_and_wait(run: Any, tmp_path: Path) -> None:
    ended = run(
        "ep", "primes_between", "-i", "min_val=10", "-i", "max_val=20", "--wait"
    )
    assert yaml.safe_load(ended.stdout) == {"return_value": [11, 13, 17, 19]}
    assert "Job " in ended.stderr
    saved = run("ep", "primes_between", "--save", str(tmp_path / "out"))
    assert [Path(line).exists() for line in saved.stdout.splitlines()] == [True]
    assert yaml.safe_load(
        run("ep", "primes_between", "-i", "max_val=3", "--sync").stdout
    ) == {"return_value": [2, 3]}


def test_a_string_takes_digits_as_text(run: Any) -> None:
    assert yaml.safe_load(
        run("ep", "first_workflow", "-i", "id=12", "--wait").stdout
    ) == {"final": "1212"}


def test_request_files_and_standard_input(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "request.yaml"
    file.write_text(
        "process_id: primes_between\ninputs: {min_val: 10, max_val: 12}\n", "utf-8"
    )
    assert yaml.safe_load(run("ep", "-r", str(file), "--wait").stdout) == {
        "return_value": [11]
    }
    assert yaml.safe_load(
        run("ep", "-r", str(file), "-i", "min_val=12", "--wait").stdout
    ) == {"return_value": []}
    piped = run("vr", "primes_between", "-i", "-", input='{"min_val": 10}')
    assert yaml.safe_load(piped.stdout) == {
        "process_id": "primes_between",
        "inputs": {"min_val": 10},
    }
    inputs = {"scene_spec.threshold": 1, "scene_spec.factor": 2}
    cuiman = json.dumps(
        {"process_id": "return_base_model", "dotpath": True, "inputs": inputs}
    )
    assert run("ep", "-r", "-", "--wait", input=cuiman).exit_code == 0


def test_create_request_invents_nothing(run: Any) -> None:
    request = yaml.safe_load(run("cr", "primes_between").stdout)
    assert request == {
        "process_id": "primes_between",
        "inputs": {"min_val": 0, "max_val": 100},
    }


def test_job_commands(run: Any) -> None:
    started = yaml.safe_load(run("ep", "sleep_a_while", "-i", "duration=30").stdout)
    job_id = started["jobID"]
    early = run("get-job-results", job_id)
    assert early.exit_code == 2
    assert len(early.stderr.splitlines()) <= 2
    assert yaml.safe_load(run("gj", job_id).stdout)["processID"] == "sleep_a_while"
    assert run("gj", job_id, "-f", "simple").stdout.startswith(
        f"Job ID:      {job_id}\nProcess ID:  sleep_a_while\n"
    )
    assert run("wait-job", job_id, "--timeout", "0.2").exit_code == 2
    assert yaml.safe_load(run("dj", job_id).stdout)["status"] == "dismissed"
    assert run("wait-job", job_id).exit_code == 2
    listed = run("lj", "--status", "dismissed", "-f", "simple").stdout
    assert f": {job_id} - sleep_a_while - dismissed" in listed
    assert job_id not in run("lj", "--status", "running", "-f", "simple").stdout


def test_a_failed_job(run: Any) -> None:
    ended = run("ep", "sleep_a_while", "-i", "duration=0.1", "-i", "fail", "--wait")
    assert ended.exit_code == 2
    assert "Woke up too early" in ended.stderr
    assert "Traceback" not in ended.stderr
    traced = run(
        "--traceback",
        "ep",
        "sleep_a_while",
        "-i",
        "duration=0.1",
        "-i",
        "fail",
        "--wait",
    )
    assert traced.exit_code == 2
    assert "Traceback" in traced.stderr
    assert "Trace of the server" in traced.stderr


def test_watching_in_a_pipe_ends_with_the_jobs(run: Any) -> None:
    job_id = yaml.safe_load(run("ep", "sleep_a_while", "-i", "duration=0.5").stdout)[
        "jobID"
    ]
    ended = run("watch-jobs", "--process", "sleep_a_while")
    assert ended.exit_code == 0, ended.stderr
    assert f"{job_id}\tsleep_a_while\tsuccessful" in ended.stdout


def test_history_and_rerun(run: Any) -> None:
    job_id = yaml.safe_load(
        run("ep", "primes_between", "-i", "min_val=10", "-i", "max_val=20").stdout
    )["jobID"]
    run("wait-job", job_id)
    assert (
        f"1: {job_id} - primes_between - successful"
        in run("history", "-f", "simple").stdout
    )
    again = run("rerun", job_id, "-i", "max_val=12", "--wait")
    assert yaml.safe_load(again.stdout) == {"return_value": [11]}, again.stderr
    typo = run("rerun", job_id, "-i", "maxval=12")
    assert (typo.exit_code, typo.stdout) == (1, "")
    assert "did you mean max_val?" in typo.stderr


def test_save_results(run: Any, tmp_path: Path) -> None:
    job_id = yaml.safe_load(run("ep", "several_outputs").stdout)["jobID"]
    run("wait-job", job_id)
    paths = [
        Path(line)
        for line in run("save-results", job_id, str(tmp_path)).stdout.splitlines()
    ]
    assert len(paths) == 4
    assert all(path.parent == tmp_path and path.stat().st_size for path in paths)


def test_generated_client_is_python(run: Any, tmp_path: Path) -> None:
    ended = run("generate-client", "service", "-o", str(tmp_path))
    assert ended.exit_code == 0, ended.stderr
    source = (tmp_path / "service.py").read_text("utf-8")
    module = ast.parse(source)
    generated_class = next(
        node for node in module.body if isinstance(node, ast.ClassDef)
    )
    names = {
        node.name: node
        for node in generated_class.body
        if isinstance(node, ast.FunctionDef)
    }
    assert {"sleep_a_while", "primes_between", "process_218"} <= set(names)
    assert [argument.arg for argument in names["primes_between"].args.kwonlyargs] == [
        "min_val",
        "max_val",
    ]
    space: dict[str, Any] = {}
    exec(compile(module, "service.py", "exec"), space)
    assert space["Processes"]().primes_between(max_val=5).value == [2, 3, 5]


def test_no_connection(run: Any) -> None:
    ended = run("--api-url", "http://127.0.0.1:9", "lp")
    assert ended.exit_code == 3
    assert "No connection" in ended.stderr


def test_check_finds_nothing_in_our_own_server(run: Any) -> None:
    ended = run("check", "-f", "json")
    report = json.loads(ended.stdout)
    assert (ended.exit_code, report["passed"], report["quirks"]) == (0, True, {})
    assert [
        finding
        for finding in report["findings"]
        if finding["verdict"] not in {"ok", "note"}
    ] == []
    assert len(report["findings"]) > 30


def test_completion_of_ids(run: Any, server: str) -> None:
    environment = {
        "_PROCBOOK_COMPLETE": "complete_bash",
        "COMP_WORDS": "procbook get-process prim",
        "COMP_CWORD": "2",
    }
    ended = run(env=environment, prog_name="procbook")
    assert "primes_between" in ended.stdout, ended.stderr


def test_results_on_this_computer(run: Any) -> None:
    from procbook.jobs import ResultCache
    from procbook.protocol import Part

    assert run("cache", "-f", "simple").stdout == "No results are kept.\n"
    ResultCache().keep(
        "k", {"n": (Part("n", value=1), None)}, process_id="p", server="s", job_id="j1"
    )
    assert "1: p - j1 - " in run("cache", "-f", "simple").stdout
    assert json.loads(run("cache", "size", "-f", "json").stdout)["results"] == 1
    assert "1 result removed." in run("cache", "clear").stderr
    assert json.loads(run("cache", "list", "-f", "json").stdout) == []


def test_a_person_is_told_when_it_is_over(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "procbook.cli.commands._run.tell",
        lambda title, text: told.append((title, text)),
    )
    run("execute-process", "sleep_a_while", "-i", "duration=0.1", "--notify")
    assert [title for title, _ in told] == ["Job of sleep_a_while"]
    assert told[0][1].startswith("successful")
