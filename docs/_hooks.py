"""Puts into the site what lives elsewhere: the table of quirks, the commands of the command line."""

from __future__ import annotations

from typing import Any

from mkdocs.structure.files import File, Files


def on_files(files: Files, config: Any) -> Files:
    """Add the table of quirk codes, which is made from the code."""
    from procbook.protocol import quirks_table

    text = f"# Quirks\n\n{quirks_table()}\n"
    files.append(File.generated(config, "reference/quirks.md", content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Write the commands where the page of the command line has its mark."""
    return (
        markdown.replace("<!-- commands -->", _commands())
        if page.file.src_uri == "reference/cli.md"
        else markdown
    )


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
    words = {"argument": [], "option": []}  # type: dict[str, list[Any]]
    for parameter in command.params:
        words[parameter.param_type_name].append(parameter)
    arguments = [
        (one.metavar or one.name).strip("{}[]").upper() for one in words["argument"]
    ]
    shown = [
        a if one.required else f"[{a}]"
        for a, one in zip(arguments, words["argument"], strict=True)
    ]
    head = f"### {name}\n\n`procbook {' '.join([name, *shown])}`\n\n{(command.help or '').strip()}\n"
    rows = [
        (f"`{argument}`", one)
        for argument, one in zip(arguments, words["argument"], strict=True)
    ]
    rows += [
        (", ".join(f"`{opt}`" for opt in [*one.opts, *one.secondary_opts]), one)
        for one in words["option"]
    ]
    table = [f"| {spelt} | {_cell(one)} |" for spelt, one in rows]
    return (
        "\n".join([head, "| word | means |", "| --- | --- |", *table])
        if table
        else head
    )


def _cell(parameter: Any) -> str:
    text = " ".join((getattr(parameter, "help", None) or "").split()).replace(
        "|", "\\|"
    )
    told = parameter.default not in (None, False, True, "", ()) and not callable(
        parameter.default
    )
    return (
        f"{text} Default: `{parameter.default}`."
        if told and not parameter.required
        else text
    )
