"""Which inputs are secret is decided once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import procbook
from procbook import ProcessForm
from procbook._secret_names import is_secret_name
from procbook.display import text
from procbook.inputs import plan
from procbook.jobs import masked
from procbook.models import ProcessRequest

SOURCE = Path(procbook.__file__).parent
NAMES = [
    "passphrase", "passcode", "access_key", "accessKey", "private_key", "credentials", "authorization", "password",
    "db_password", "api-key", "apiKey", "token", "secrets",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_secret_is_hidden_everywhere(name: str) -> None:
    schema = {"type": "object", "properties": {name: {"type": "string"}}}
    assert is_secret_name(name)
    assert plan(schema).by_name[name].kind == "password"
    assert masked({name: "s3cr3t"}) == {name: "***"}
    assert "s3cr3t" not in text(ProcessRequest(inputs={name: "s3cr3t"}))
    assert (
        "s3cr3t"
        not in ProcessForm.from_schema(schema, **{name: "s3cr3t"})._repr_mimebundle_()[
            0
        ]["text/html"]
    )


@pytest.mark.parametrize(
    "name", ["tokenizer", "passenger", "key", "author", "keyword", "compass"]
)
def test_other_names_are_not(name: str) -> None:
    assert not is_secret_name(name)
    assert plan({"properties": {name: {"type": "string"}}}).by_name[name].kind == "text"


def test_there_is_one_list() -> None:
    """A pattern that names several of the words would be a second list."""
    words = ("passw", "secret", "token", "credential", "api")
    several = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        for pattern in re.findall(
            r're\.compile\(\s*(?:r?f?"[^"]*"\s*)+', path.read_text(encoding="utf-8")
        )
        if sum(word in pattern.lower() for word in words) >= 3
    ]
    assert several == ["_secret_names.py"]
