"""A request in other languages comes back as it was, through real shells where there are some."""

from __future__ import annotations

import json
import shutil
import subprocess
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from procbook.inputs import (
    as_cli,
    as_curl,
    as_json,
    as_python,
    as_yaml,
    dumps,
    loads,
    parse_request,
)
from procbook.inputs.code._shell_words import quote

NASTY = (
    "it's",
    '"',
    "$HOME `id` $(id)",
    "a\\",
    "\n",
    "!x",
    "=ls",
    "-x",
    "@f",
    "‘’",
    "é",
    "🦋",
    "\t",
    "12",
    "true",
    "null",
    "",
    "a=b",
    "2025-01-31",
    "14:30:00",
    "0x1",
    "1e5",
    "~",
    "*",
    "%PATH%",
    "{a,b}",
    "#",
    "---",
    "- a",
    "\x7f",
    "\x85",
    "yes",
    "<<",
    ":",
)
texts = st.text(
    alphabet=st.characters(exclude_categories=("Cs",)), max_size=12
) | st.sampled_from(NASTY)
numbers = (
    st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.just(Decimal("0.12345678901234567890123"))
)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(texts, below, max_size=3)
    ),
    max_leaves=6,
)
requests = st.fixed_dictionaries(
    {"inputs": st.dictionaries(texts, values, max_size=4)},
    optional={
        "outputs": st.dictionaries(
            texts, st.sampled_from([{}, {"transmissionMode": "value"}]), max_size=2
        ),
        "subscriber": st.fixed_dictionaries(
            {"successUri": texts.map("http://h/{}".format)}
        ),
        "response": st.sampled_from(["raw", "document"]),
    },
)
processes = texts.filter(bool)
quick = settings(
    max_examples=120,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def same(text, process_id, request):
    named, read = parse_request(text)
    assert named == process_id
    assert dumps(read.inputs) == dumps(request["inputs"])
    told = read.to_json()
    for key in ("outputs", "subscriber", "response"):
        assert told.get(key) == request.get(key)


@pytest.mark.parametrize("write", [as_json, as_yaml, as_python])
def test_languages_come_back(write):
    @quick
    @given(requests, processes)
    def comes_back(request, process_id):
        same(write(request, process_id), process_id, request)

    comes_back()


@pytest.mark.parametrize("shell", ["bash", "zsh", "powershell"])
def test_command_lines_come_back(shell):
    @quick
    @given(requests, processes)
    @example({"inputs": {"x": 'it\'s "quoted"'}}, "p")
    @example({"inputs": {"": 1, "-a": 2, "@b": 3, "c=d": 4}}, "-p")
    def comes_back(request, process_id):
        same(as_cli(request, process_id, shell), process_id, request)
        named, read = parse_request(
            as_curl(request, process_id, "https://example.org/ogc", shell)
        )
        assert (named, dumps(read.inputs)) == (process_id, dumps(request["inputs"]))

    comes_back()


@pytest.mark.parametrize("shell", ["bash", "zsh", "pwsh"])
def test_real_shells_hand_on_what_was_written(shell):
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell} on this machine")
    kind = "powershell" if shell == "pwsh" else shell
    words = [word for word in NASTY if "\n" not in word]
    script = (
        "printf '%s\\0' " + " ".join(quote(word, kind) for word in NASTY)
        if kind != "powershell"
        else "Write-Output " + " ".join(quote(w, kind) for w in words)
    )
    out = subprocess.run(
        [program, "-c", script], capture_output=True, check=True
    ).stdout.decode()
    if kind == "powershell":
        assert out.splitlines() == words
    else:
        assert out.split("\0")[:-1] == list(NASTY)


def test_standard_input_carries_what_arguments_cannot():
    line = as_cli({"inputs": {"": 1}, "response": "raw"}, "p")
    assert line.startswith("procbook execute-process -r - <<< ")
    assert as_cli({"inputs": {"x": '"'}}, "p", "powershell").endswith(
        "| procbook execute-process -r -"
    )
    text = subprocess.run(
        ["bash", "-c", line.replace("procbook execute-process -r -", "cat")],
        capture_output=True,
        check=True,
    ).stdout
    assert loads(text) == {"process_id": "p", "inputs": {"": 1}, "response": "raw"}


def test_python_reads_as_a_person_would_write_it():
    assert as_python({"inputs": {"min_val": 10, "name": "x"}}, "primes") == (
        'job = client.processes["primes"](min_val=10, name="x")\n'
    )
    source = as_python(
        {"inputs": {"x": Decimal("0.12345678901234567890")}}, "p", client="c"
    )
    assert (
        source
        == 'from decimal import Decimal\n\njob = c.processes["p"](x=Decimal("0.12345678901234567890"))\n'
    )
    odd = as_python({"inputs": {"bbox-in": [1, 2], "class": "a", "n": 1}}, "p")
    assert (
        odd == 'job = client.processes["p"](**{"bbox-in": [1, 2], "class": "a"}, n=1)\n'
    )
    wanted = as_python({"inputs": {"n": 1}, "outputs": {"x": {}}}, "p")
    assert wanted.startswith("job = client.submit(")


def test_cli_is_plain_where_it_can_be():
    line = as_cli(
        {
            "inputs": {
                "n": 3,
                "name": "NDVI",
                "when": "2025-01-31",
                "code": "12",
                "yes": "true",
            }
        },
        "p",
    )
    assert (
        line
        == """procbook execute-process p -i n=3 -i name=NDVI -i when=2025-01-31 -i 'code="12"' -i 'yes="true"'"""
    )


def test_curl_sends_the_same_bytes():
    line = as_curl({"inputs": {"x": "it's"}}, "a b", "https://example.org/ogc/")
    script = line.replace("curl ", "printf '%s\\0' ", 1)
    words = (
        subprocess.run(["bash", "-c", script], capture_output=True, check=True)
        .stdout.decode()
        .split("\0")
    )
    assert "https://example.org/ogc/processes/a%20b/execution" in words
    assert json.loads(words[words.index("--data-raw") + 1]) == {"inputs": {"x": "it's"}}
    assert not any("authorization" in word.lower() for word in words)
