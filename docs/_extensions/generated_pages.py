"""What is made for a build.

The commands of the command line, the table of quirks, copies of the notebooks.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

LOCAL_LINK = re.compile(
    r'<a\b[^>]*href="http://127\.0\.0\.1:\d+/[^"]*"[^>]*>(.*?)</a>', re.DOTALL
)

LONG_SIGNATURE = re.compile(
    r'<dl>\s*((?:<dd><em class="sig-param.*?</dd>\s*)+)</dl>', re.DOTALL
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Fill in the marks of a page when it is read."""
    app.connect("source-read", fill_in)
    app.connect("html-page-context", mend_body)
    app.connect("build-finished", remove_executed_notebooks)
    return {"parallel_read_safe": True}


def remove_executed_notebooks(app: Sphinx, error: Exception | None) -> None:
    """Remove what MyST-NB leaves beside the site; the pages hold the outputs."""
    shutil.rmtree(Path(app.outdir).parent / "jupyter_execute", ignore_errors=True)


def fill_in(app: Sphinx, page: str, source: list[str]) -> None:
    """Replace ``<!-- commands -->`` and ``<!-- quirks -->`` by what they name."""
    if page == "reference/cli":
        source[0] = source[0].replace("<!-- commands -->", _commands())
    if page == "reference/quirks":
        from procbook.protocol import quirks_table

        source[0] = source[0].replace("<!-- quirks -->", quirks_table())


def mend_body(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Mend what the HTML writer makes of a page.

    Links to the embedded server of an executed notebook become text: the server ended with the
    build. The lines of a long signature become lines: Sphinx makes a definition list without terms
    of them, which assistive technology cannot read.
    """
    if "body" in context:
        context["body"] = LONG_SIGNATURE.sub(_as_lines, context["body"])
        context["body"] = LOCAL_LINK.sub(r"\1", context["body"])


def _as_lines(signature: re.Match[str]) -> str:
    lines = signature[1].replace("<dd>", "<span class='sig-line'>")
    return f"<span class='sig-lines'>{lines.replace('</dd>', '</span>')}</span>"


def _commands() -> str:
    import typer.main

    from procbook.cli import new_cli

    group: Any = typer.main.get_command(new_cli())
    context = group.make_context("procbook", [], resilient_parsing=True)
    return "\n\n".join(
        _command(name, group.get_command(context, name))
        for name in group.list_commands(context)
    )


def _command(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    usage = [_argument(p) if p.required else f"[{_argument(p)}]" for p in arguments]
    head = f"## {name}\n\n`procbook {' '.join([name, *usage])}`\n\n{(command.help or '').strip()}\n"
    rows = [(f"`{_argument(p)}`", p) for p in arguments]
    rows += [
        (", ".join(f"`{word}`" for word in [*p.opts, *p.secondary_opts]), p)
        for p in options
    ]
    table = [f"| {words} | {_meaning(parameter)} |" for words, parameter in rows]
    return (
        "\n".join([head, "| word | meaning |", "| --- | --- |", *table])
        if table
        else head
    )


def _argument(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name).strip("{}[]").upper()


def _meaning(parameter: Any) -> str:
    text = " ".join((getattr(parameter, "help", None) or "").split())
    text = text.replace("|", "\\|")
    default = parameter.default
    if (
        parameter.required
        or default in (None, False, True, "", ())
        or callable(default)
    ):
        return text
    shown = str(default)
    return text if "Sentinel" in shown else f"{text} Default: `{shown}`."


def copy_notebooks(source: Path, target: Path) -> None:
    """Copy the notebooks into the folder that Sphinx reads.

    What is there and is no notebook any more is removed.
    """
    target.mkdir(exist_ok=True)
    notebooks = {path.name: path.read_bytes() for path in source.glob("*.ipynb")}
    for path in target.glob("*.ipynb"):
        if path.name not in notebooks:
            path.unlink()
    for name, content in notebooks.items():
        copy = target / name
        if not copy.exists() or copy.read_bytes() != content:
            copy.write_bytes(content)
