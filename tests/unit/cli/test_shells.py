"""The command line that is copied from a form runs in real shells, and sends the very bytes that the form sends."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st
from typer.testing import CliRunner

from procbook import Client
from procbook.cli import new_cli
from procbook.cli._session import Session
from procbook.inputs import as_cli, encode

DESCRIPTION = {
    "id": "p",
    "version": "1",
    "jobControlOptions": ["async-execute"],
    "inputs": {
        name: {"minOccurs": 0, **described}
        for name, described in {
            "text": {"schema": {"type": "string"}},
            "number": {"schema": {"type": "number"}},
            "flag": {"schema": {"type": "boolean"}},
            "any": {"schema": {}},
            "tags": {"maxOccurs": 5, "schema": {"type": "string"}},
            "scene": {"schema": {"type": "object"}},
            "a name": {"schema": {"type": "string"}},
            "naïve": {"schema": {"type": "string"}},
        }.items()
    },
}
WORDS = [
    "it's",
    '"',
    "'",
    "\\",
    "a\\",
    '\\"',
    "$HOME",
    "`id`",
    "$(id)",
    "!x",
    "=ls",
    "-x",
    "--",
    "@f",
    "‘’‚‛",
    "“”",
    "é",
]
WORDS += [
    "🦋",
    "\t",
    "\n",
    "\r\n",
    "12",
    "true",
    "null",
    "",
    "a=b",
    "a,b",
    "2025-01-31",
    "~",
    "*",
    "%PATH%",
    "{a,b}",
    "#",
]
WORDS += [
    "^",
    "&",
    "|",
    ";",
    "<",
    ">",
    "(",
    "[x]",
    "a b",
    "''",
    "\x7f",
    "\x85",
    "\u2028",
    "\ufeff",
    ":",
    "x:",
    "-a.b",
    "1kb",
]
TEXTS = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=10
)
NASTY = st.lists(st.sampled_from(WORDS) | TEXTS, max_size=3).map("".join)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.booleans() | NUMBERS | NASTY,
    lambda inner: st.lists(inner) | st.dictionaries(NASTY, inner),
    max_leaves=4,
)
OF_KIND = {
    "text": NASTY,
    "number": NUMBERS,
    "flag": st.booleans(),
    "any": JSON,
    "a name": NASTY,
    "naïve": NASTY,
}
OF_KIND |= {
    "tags": st.lists(NASTY, max_size=5),
    "scene": st.dictionaries(NASTY, JSON, max_size=3),
}
VALUES = st.fixed_dictionaries({}, optional=OF_KIND)
quick = settings(
    max_examples=40,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

Words = tuple[list[str], str | None]
"""Words after the name of the program, and standard input."""


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bodies of the requests that arrive at a server, from the client and from the command line."""
    came: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json=DESCRIPTION)
        came.append(request.content)
        return httpx.Response(
            201, json={"jobID": "j", "status": "accepted", "type": "process"}
        )

    @contextlib.contextmanager
    def client(self: Session, **_: Any) -> Iterator[Client]:
        with Client(
            "https://example.org/", transport=httpx.MockTransport(answer), ledger=False
        ) as made:
            yield made

    monkeypatch.setattr(Session, "client", client)
    return came


def same_bytes(
    sent: list[bytes], values: dict[str, Any], line: str, words: Words
) -> None:
    """Send the values as a form does and as the words do."""
    sent.clear()
    argv, text = words
    done = CliRunner().invoke(new_cli(), argv, input=text)
    assert done.exit_code == 0, f"{line}\n{done.output}"
    with Session.client(None) as client:  # type: ignore[arg-type]
        client.execute_process("p", {"inputs": encode(DESCRIPTION, values)})
    by_line, by_form = sent
    assert by_line == by_form, line


# -- shells that are here


@pytest.fixture(params=["bash", "zsh"])
def shell(
    request: pytest.FixtureRequest, tmp_path: Path
) -> tuple[str, Callable[[str], Words]]:
    program = shutil.which(request.param)
    if program is None:
        pytest.skip(f"no {request.param} on this machine")
    # Stands in for procbook: writes down its words and its standard input.
    stub = f"procbook() {{ printf '%s\\0' \"$@\" > {tmp_path}/words; cat > {tmp_path}/stdin; }}\n"

    def run(line: str) -> Words:
        # Interactive shells expand "!" as well; whoever pastes a line is in one.
        flags = (
            ["-f", "-o", "banghist"]
            if request.param == "zsh"
            else ["--norc", "-O", "histverify", "-H"]
        )
        (tmp_path / "script").write_bytes((stub + line + "\n").encode())
        subprocess.run(
            [program, *flags, str(tmp_path / "script")],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        words = (tmp_path / "words").read_bytes().decode().split("\0")[:-1]
        return words, (tmp_path / "stdin").read_bytes().decode() or None

    return request.param, run


def test_real_shells(
    shell: tuple[str, Callable[[str], Words]], sent: list[bytes]
) -> None:
    name, run = shell

    @quick
    @given(VALUES)
    @example(
        {
            "text": 'it\'s "$HOME" `id` !x \\',
            "any": ["'", "\n"],
            "a name": "=ls",
            "naïve": "é🦋",
        }
    )
    @example({"text": "", "tags": [], "scene": {}})
    @example({"tags": ["a,b", "@f", "-x"], "number": -0.0})
    def holds(values: dict[str, Any]) -> None:
        line = as_cli({"inputs": encode(DESCRIPTION, values)}, "p", name)  # type: ignore[arg-type]
        same_bytes(sent, values, line, run(line))

    holds()


# -- PowerShell, by its rules

TICKS = "'\u2018\u2019\u201a\u201b"
DOUBLE = '"\u201c\u201d\u201e'
DASHES = "-\u2013\u2014\u2015"


def test_powershell(sent: list[bytes]) -> None:
    @quick
    @given(VALUES)
    @example({"text": "it's", "a name": "‘’‚‛", "any": 'say "so"'})
    @example({"text": "", "tags": ["a b\\", "1kb", "-a.b"]})
    def holds(values: dict[str, Any]) -> None:
        line = as_cli({"inputs": encode(DESCRIPTION, values)}, "p", "powershell")
        assert line.isprintable() and all(ord(c) < 128 for c in line), (
            "consoles have alphabets of their own"
        )
        same_bytes(sent, values, line, powershell(line))

    holds()


def powershell(line: str) -> Words:
    """What Windows PowerShell 5.1 hands to a program, and pipes into it; anything that is not plain is an error."""
    pipeline = [list(part) for part in _split(_tokens(line))]
    assert 1 <= len(pipeline) <= 2, line
    text = None
    if len(pipeline) == 2:
        [text] = pipeline[0]
        text += "\r\n"  # what it adds to a string in a pipe
    program, *arguments = pipeline[-1]
    assert program == "procbook", line
    return _received(" ".join(_as_argument(word) for word in arguments)), text


def _tokens(line: str) -> Iterator[str | None]:
    """Words of a line; None for a pipe (tokenizer.cs of PowerShell: ScanStringLiteral, ScanGenericToken)."""
    rest = io.StringIO(line)
    char = rest.read(1)
    while char:
        if char in " \t":
            char = rest.read(1)
        elif char == "|":
            yield None
            char = rest.read(1)
        elif char in TICKS:
            word = ""
            while True:
                char = rest.read(1)
                assert char, f"a string is left open: {line}"
                if char in TICKS:
                    char = rest.read(1)
                    if not char or char not in TICKS:
                        break
                word += char
            assert not char or char in " \t|", f"words are glued together: {line}"
            yield word
        else:
            word = ""
            while char and char not in " \t|":
                special = f"{TICKS}{DOUBLE}`$@#&;,(){{}}<>%!^\n\r"
                assert char not in special, (
                    f"{char!r} means something in PowerShell: {line}"
                )
                word += char
                char = rest.read(1)
            # "-a.b" would fall into two, "-a:" would wait for a value.
            assert (
                word == "-"
                or word[0] not in DASHES
                or word[1:].replace("-", "").isalpha()
            ), word
            yield word


def _split(tokens: Iterator[str | None]) -> Iterator[list[str]]:
    part: list[str] = []
    for token in tokens:
        if token is None:
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _as_argument(word: str) -> str:
    """NativeCommandParameterBinder: quotes around what holds a space, and nothing is escaped."""
    return f'"{word}"' if any(char.isspace() for char in word) else word


def _received(command_line: str) -> list[str]:
    """Words as the C runtime of Windows finds them (CommandLineToArgvW)."""
    words, word, quoted, slashes = [], "", False, 0
    for char in command_line + " ":
        if char == "\\":
            slashes += 1
            continue
        word += "\\" * (slashes // 2 if char == '"' else slashes)
        if char == '"':
            if slashes % 2:
                word += '"'
            else:
                quoted = not quoted
        elif char in " \t" and not quoted:
            words += [word] if word else []
            word = ""
        else:
            word += char
        slashes = 0
    assert not quoted, command_line
    return words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("procbook a 'it''s'", ["a", "it's"]),
        ("procbook 'a b' x:y", ["a b", "x:y"]),
        ("procbook 'a \"b'", None),
        ("procbook 'a b\\' c", None),
        ("procbook $x", None),
        ("procbook 'a", None),
        ("procbook -a.b", None),
        ("procbook 'a'b", None),
    ],
)
def test_the_model_of_powershell_is_strict(line: str, words: list[str] | None) -> None:
    if words is not None:
        assert powershell(line) == (words, None)
        return
    with pytest.raises(AssertionError):
        powershell(line)


def test_what_is_piped_is_json_in_one_word() -> None:
    line = as_cli({"inputs": {"text": 'say "it\'s"'}}, "p", "powershell")
    words, text = powershell(line)
    assert words == ["execute-process", "-r", "-"]
    assert json.loads(text or "") == {
        "process_id": "p",
        "inputs": {"text": 'say "it\'s"'},
    }
