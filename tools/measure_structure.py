"""Measure the structure of the source: folders, imports, names, density, types and comments.

Usage: ``python tools/measure_structure.py [FOLDER ...]`` prints one row a folder (default:
``src/procbook``), so that two states of the project, or this project and another one, can be
measured by the same rules. The limits that the project keeps are in
``tests/unit/test_structure.py``.
"""

from __future__ import annotations

import ast
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

# Names that say nothing about what is stored under them.
VAGUE = frozenset(
    """
    told said made found given known asked kept one word words place places plain shown held taken seen wanted
    named whole below inner rest more thing things what where when other here there bare old news heard stated
    listed exam grave the around beside besides whatever something anything stuff tmp foo left gone done drawn
    put written meant needed
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
# The first or last part of a function name that is a participle where a verb is expected.
_IRREGULAR = frozenset(
    """
    told said made found given known kept sent written shown seen held drawn taken built put left lost meant met
    begun gone done
    """.split()  # noqa: SIM905 - as above
)
# Words that end like participles and are verbs or nouns, and names that libraries ask for.
_NO_PARTICIPLE = frozenset(
    {
        "need",
        "embed",
        "feed",
        "speed",
        "seed",
        "bed",
        "exceed",
        "proceed",
        "succeed",
        "shed",
    }
)
_WEIGHTLESS = (
    ast.expr_context,
    ast.operator,
    ast.unaryop,
    ast.cmpop,
    ast.boolop,
    ast.arguments,
    ast.alias,
)


@dataclass
class Measures:
    """Counts over a folder of Python source."""

    modules: int = 0
    lines: int = 0
    code_lines: int = 0
    nodes: int = 0
    stored: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    conditional: int = 0
    nested_conditional: int = 0
    inner_imports: int = 0
    parameters: int = 0
    any_parameters: int = 0
    comments: int = 0
    linked_comments: int = 0
    long_lines: int = 0
    longest_module: int = 0
    longest_function: int = 0
    fullest_folder: int = 0

    @property
    def vague(self) -> list[str]:
        """Return the stored names that say nothing."""
        return [name for name in self.stored if name.strip("_").lower() in VAGUE]

    @property
    def participles(self) -> list[str]:
        """Return the functions that are named by a participle."""
        return [name for name in self.functions if is_participle(name)]


def is_participle(name: str) -> bool:
    """Return whether a function is named by a participle, such as ``told`` or ``_cleared``, and not by a verb."""
    parts = name.strip("_").split("_")
    if parts[0] in {"is", "are", "has", "was", "can", "test", "on"}:
        return False
    return any(_is_participle_word(part) for part in {parts[0], *parts[:1]}) or (
        len(parts) == 1 and _is_participle_word(parts[0])
    )


def _is_participle_word(word: str) -> bool:
    return word in _IRREGULAR or (
        len(word) > 3 and word.endswith("ed") and word not in _NO_PARTICIPLE
    )


def measure(folder: Path) -> Measures:
    """Return the measures of all Python files below a folder."""
    result = Measures()
    for path in sorted(folder.rglob("*.py")):
        _add_file(result, path)
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    result.fullest_folder = max(modules_in(path) for path in folders)
    return result


def modules_in(folder: Path) -> int:
    """Return the number of modules in a folder, ``__init__`` not counted."""
    return sum(path.name != "__init__.py" for path in folder.glob("*.py"))


def _add_file(result: Measures, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    lines = text.splitlines()
    result.modules += 1
    result.lines += len(lines)
    result.longest_module = max(result.longest_module, len(lines))
    result.code_lines += len(_code_lines(path, tree))
    result.long_lines += sum(len(line) > 100 for line in lines)
    _add_comments(result, path)
    result.inner_imports += len(_inner_imports(tree))
    for node in ast.walk(tree):
        # Where a name is read or stored, and which operator stands there, is no node of its own to
        # a reader.
        result.nodes += not isinstance(node, _WEIGHTLESS)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            result.stored.append(node.id)
        elif isinstance(node, ast.arg):
            result.stored.append(node.arg)
        elif isinstance(node, ast.IfExp):
            result.conditional += 1
            result.nested_conditional += any(
                isinstance(inner, ast.IfExp)
                for inner in ast.walk(node)
                if inner is not node
            )
        elif isinstance(node, Function):
            _add_function(result, node)


def _add_function(result: Measures, node: Function) -> None:
    # A property is a noun: what it is, not what it does.
    decorators = {
        ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list
    }
    if not decorators & {
        "property",
        "cached_property",
        "setter",
        "overload",
        "validator",
        "serializer",
    }:
        result.functions.append(node.name)
    body = node.body[1:] if ast.get_docstring(node) else node.body
    if body:
        result.longest_function = max(
            result.longest_function, (node.end_lineno or 0) - body[0].lineno + 1
        )
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    arguments += [
        argument for argument in (node.args.vararg, node.args.kwarg) if argument
    ]
    annotated = [
        argument.annotation
        for argument in arguments
        if argument.arg not in {"self", "cls"}
    ]
    result.parameters += len(annotated)
    result.any_parameters += sum(
        isinstance(a, ast.Name) and a.id == "Any" for a in annotated
    )


def _inner_imports(tree: ast.Module) -> set[ast.AST]:
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, Function)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }


def _code_lines(path: Path, tree: ast.Module) -> set[int]:
    docstrings = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | Function)
        and ast.get_docstring(node)
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    ignored = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    lines: set[int] = set()
    for token in _tokens(path):
        if token.type not in ignored and token.type != tokenize.ENCODING:
            lines.update(range(token.start[0], token.end[0] + 1))
    return lines - docstrings


def _add_comments(result: Measures, path: Path) -> None:
    for token in _tokens(path):
        text = token.string
        if token.type == tokenize.COMMENT and not re.match(
            r"#\s*(noqa|type:|pragma|!)", text
        ):
            result.comments += 1
            result.linked_comments += bool(
                re.search(r"https?://|#\d+|RFC \d+|OGC \d|captures/|section \d", text)
            )


def _tokens(path: Path) -> Iterator[tokenize.TokenInfo]:
    with path.open("rb") as file:
        yield from tokenize.tokenize(file.readline)


def table(result: Measures) -> list[tuple[str, str]]:
    """Return the measures as rows of a name and a figure."""
    per_1000 = 1000 / max(1, result.code_lines)
    stored, functions = max(1, len(result.stored)), max(1, len(result.functions))
    return [
        (
            "modules / lines / code lines",
            f"{result.modules} / {result.lines:,} / {result.code_lines:,}",
        ),
        ("modules in the fullest folder", str(result.fullest_folder)),
        (
            "longest module / function, lines",
            f"{result.longest_module} / {result.longest_function}",
        ),
        ("vague stored names", f"{100 * len(result.vague) / stored:.1f} %"),
        (
            "functions named by a participle",
            f"{100 * len(result.participles) / functions:.1f} %",
        ),
        ("syntax nodes a code line", f"{result.nodes / max(1, result.code_lines):.2f}"),
        ("nested conditional expressions", str(result.nested_conditional)),
        (
            "conditional expressions / 1,000 lines",
            f"{result.conditional * per_1000:.1f}",
        ),
        (
            "parameters that are bare Any",
            f"{100 * result.any_parameters / max(1, result.parameters):.1f} %",
        ),
        ("imports inside functions", str(result.inner_imports)),
        ("lines longer than 100", str(result.long_lines)),
        (
            "comments / with a reference",
            f"{result.comments} / {result.linked_comments}",
        ),
    ]


def main(folders: list[str]) -> None:
    """Print the measures of each folder."""
    for folder in folders or ["src/procbook"]:
        print(folder)
        for name, figure in table(measure(Path(folder))):
            print(f"  {name:38} {figure}")


if __name__ == "__main__":
    main(sys.argv[1:])
