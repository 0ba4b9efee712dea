"""Write the TypeScript types of all that a page and the kernel say to each other.

Usage: ``python tools/write_wire_types.py`` writes ``js/src/shared/wire.ts``; a test
compares that file with what would be written.

The source is Python: the envelope and the records (``TypedDict`` classes in
``procbook/widgets/wire``) and the methods ``_do_<verb>`` of the widgets, whose arguments,
answers and docstrings become one type a widget, such as ``JobTableVerbs``.
"""

from __future__ import annotations

import ast
import inspect
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NotRequired, Union, Unpack, is_typeddict

from procbook.widgets._base import LiveWidget
from procbook.widgets._process_browser import ProcessBrowser
from procbook.widgets._sign_in import SignIn
from procbook.widgets._workbench import Workbench
from procbook.widgets.form._process_form import ProcessForm
from procbook.widgets.jobs._job_card import JobCard
from procbook.widgets.jobs._job_table import JobTable
from procbook.widgets.results._result_viewer import ResultViewer
from procbook.widgets.wire import _envelope, _records

TARGET = Path(__file__).parent.parent / "js" / "src" / "shared" / "wire.ts"
WIDGETS = (
    JobTable,
    JobCard,
    ProcessForm,
    ResultViewer,
    ProcessBrowser,
    SignIn,
    Workbench,
)
FROM_PAGE = ("Hello", "Resync", "Do", "Stop")
TO_PAGE = ("Snap", "Delta", "Alive", "Done")
NAMES = {str: "string", int: "number", float: "number", bool: "boolean", Any: "unknown"}
HEAD = """\
// What travels between a widget's page and the kernel. Written by tools/write_wire_types.py
// from src/procbook/widgets: change it there.

"""
FOOT = """\
/** A record of a stream before it is known which one it is. */
export type Fields = Record<string, unknown>;

/** The requests that a widget answers, by verb. */
export type Verbs = Record<string, { args: object; answer: unknown }>;
"""


def wire_types() -> str:
    """Return the text of the TypeScript module."""
    constants = "".join(
        f"export const {name} = {getattr(_envelope, name)};\n"
        for name in ("VERSION", "PIECE")
    )
    records = [
        _record(module, name, record)
        for module in (_envelope, _records)
        for name, record in vars(module).items()
        if is_typeddict(record) and record.__module__ == module.__name__
    ]
    unions = (
        f"export type FromPage = {' | '.join(FROM_PAGE)};\n"
        f"export type ToPage = {' | '.join(TO_PAGE)};\n"
    )
    verbs = [_verbs(widget) for widget in WIDGETS]
    return HEAD + "\n".join([constants, *records, unions, *verbs, FOOT])


def _record(module: types.ModuleType, name: str, record: type) -> str:
    remarks = _remarks(module).get(name, {})
    hints = typing.get_type_hints(record, include_extras=True)
    members = [
        _documented(
            remarks.get(member),
            f"{_quoted(member)}{_mark(record, member, hint)}: {_type(hint)};",
        )
        for member, hint in hints.items()
    ]
    return f"export interface {name} {{\n{''.join(members)}}}\n"


def _mark(record: type, member: str, hint: object) -> str:
    optional = getattr(record, "__optional_keys__", frozenset())
    is_optional = typing.get_origin(hint) is NotRequired or member in optional
    return "?" if is_optional else ""


def _verbs(widget: type[LiveWidget]) -> str:
    lines = [
        _documented(
            (inspect.getdoc(method) or "").split("\n", 1)[0],
            f"{verb}: {{ args: {_arguments(method)}; answer: {_answer(method)} }};",
        )
        for verb, method in _methods(widget)
    ]
    return f"export type {widget.__name__}Verbs = {{\n{''.join(lines)}}};\n"


def _methods(widget: type[LiveWidget]) -> Iterator[tuple[str, types.FunctionType]]:
    for name, method in vars(widget).items():
        if name.startswith("_do_"):
            if not method.__doc__:
                raise TypeError(f"{widget.__name__}.{name} has no docstring.")
            yield name.removeprefix("_do_"), method


def _arguments(method: types.FunctionType) -> str:
    hints = typing.get_type_hints(method, include_extras=True)
    members, others = [], []
    for name, parameter in inspect.signature(method).parameters.items():
        if name in {"self", "buffers"}:  # bytes travel beside the arguments
            continue
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            (record,) = typing.get_args(hints[name])
            others.append(record.__name__)
            continue
        is_required = parameter.default is inspect.Parameter.empty
        members.append(f"{name}{'' if is_required else '?'}: {_type(hints[name])}")
    own = f"{{ {'; '.join(members)} }}" if members else "Record<string, never>"
    return " & ".join([own, *others])


def _answer(method: types.FunctionType) -> str:
    return _type(typing.get_type_hints(method, include_extras=True)["return"])


def _type(hint: Any) -> str:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is None or hint is type(None):
        return "null"
    if hint in NAMES:
        return NAMES[hint]
    if is_typeddict(hint):
        return str(hint.__name__)
    if origin in {NotRequired, Unpack}:
        return _type(arguments[0])
    if origin in {Union, types.UnionType}:
        return " | ".join(dict.fromkeys(_type(argument) for argument in arguments))
    if origin is Literal:
        return " | ".join(f'"{argument}"' for argument in arguments)
    if origin is _envelope.WithBytes:
        return f"{_type(arguments[0])} & {{ buffers: DataView[] }}"
    if origin is list:
        item = _type(arguments[0])
        return f"({item})[]" if " | " in item else f"{item}[]"
    if origin is dict:
        return f"Record<string, {_type(arguments[1])}>"
    raise TypeError(f"There is no TypeScript type for {hint!r} yet.")


def _documented(remark: str | None, line: str) -> str:
    return f"  /** {remark} */\n  {line}\n" if remark else f"  {line}\n"


def _quoted(member: str) -> str:
    return member if member.isidentifier() else f'"{member}"'


def _remarks(module: types.ModuleType) -> dict[str, dict[str, str]]:
    """Return the comments beside the members of each record."""
    text = inspect.getsource(module)
    lines = text.splitlines()
    return {
        node.name: {
            member.target.id: _sentence(
                lines[member.lineno - 1].partition("  # ")[2].partition("  # noqa")[0]
            )
            for member in node.body
            if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name)
        }
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef)
    }


def _sentence(remark: str) -> str:
    return f"{remark[:1].upper()}{remark[1:]}." if remark else ""


if __name__ == "__main__":
    TARGET.write_text(wire_types(), encoding="utf-8")
