"""Whatever was pasted is read as a request, and nothing in it is run."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from procbook.inputs import parse_request
from procbook.protocol.errors import ClientError, InputError


@pytest.mark.parametrize(
    ("text", "process_id", "inputs"),
    [
        ('{"inputs": {"a": 1}}', None, {"a": 1}),
        ('{"a": 1}', None, {"a": 1}),
        ("{}", None, {}),
        ('```json\n{"a": 1}\n```', None, {"a": 1}),
        ("{'a': None, 'b': (1, 2)}", None, {"a": None, "b": [1, 2]}),
        ("a: 1\nb: [x, 'y']\nc: 2025-01-31\nd: 14:30:00\ne: 0.12345678901234567890\nf: 1e3", None, {"a": 1, "b": ["x", "y"], "c": "2025-01-31", "d": "14:30:00", "e": Decimal("0.12345678901234567890"), "f": 1000.0}),
        ("process_id: p\ninputs:\n  a.b: 1\n  l.0: 5\n  l.1: 6\ndotpath: true", "p", {"a": {"b": 1}, "l": [5, 6]}),
        ('{"process_id": "p", "inputs": {"a.b": 1}}', "p", {"a.b": 1}),
        ('{"process": "https://example.org/ogc/processes/p", "inputs": {}}', "p", {}),
        ('{"inputs": [{"id": "a", "value": 1}, {"id": "b", "href": "x"}, {"id": "b", "data": "y"}]}', None, {"a": 1, "b": [{"href": "x"}, "y"]}),
        ("client.execute_process('p', {'inputs': {'a': 1}})", "p", {"a": 1}),
        ("job = client.execute_process(process_id='p', request=ProcessRequest(inputs={'a': 1}))", "p", {"a": 1}),
        ("client.processes['p'](a=1, **{'b c': -2})", "p", {"a": 1, "b c": -2}),
        ("client.processes.p.run(a=[1.5])", "p", {"a": [1.5]}),
        ("from procbook import Client\nclient = Client()\nawait client.processes['p'].arun(a=True)", "p", {"a": True}),
        ("ProcessRequest(inputs=dict(a=1), response='raw')", None, {"a": 1}),
        ("dict(a=Decimal('0.10'), when=datetime.date(2025, 1, 31))", None, {"a": Decimal("0.10"), "when": "2025-01-31"}),
        ("$ cuiman ep p -i a=1 --input b=x -i flag -s success=http://h/x -f json", "p", {"a": 1, "b": "x", "flag": True}),
        ("!procbook execute-process p -d -i a.b=1 \\\n  -i 'c=\"12\"'", "p", {"a": {"b": 1}, "c": "12"}),
        ("curl -X POST https://example.org/ogc/processes/a%20b/execution -H 'Content-Type: application/json' -d '{\"inputs\": {\"a\": 1}}'", "a b", {"a": 1}),
        ("curl.exe --json '{\"inputs\": {}}' https://example.org/processes/p/jobs", "p", {}),
    ],
)  # fmt: skip
def test_read(text, process_id, inputs):
    named, request = parse_request(text)
    assert (named, request.inputs) == (process_id, inputs)


@pytest.mark.parametrize(
    "text", ["", "hello", "3", "[1, 2]", "import os; os.system('x')", "{", "'a"]
)
def test_anything_else_is_refused_with_a_reason(text):
    with pytest.raises(InputError):
        parse_request(text)


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(max_size=80) | st.text(alphabet="{}[]'\":,-i=\\\n ab1$|<", max_size=60))
def test_no_text_raises_anything_else(text):
    with suppress(ClientError):
        parse_request(text)
