"""Puts into the site what lives elsewhere: the notebooks, the table of quirks, the commands of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]


def on_files(files: Files, config: Any) -> Files:
    """Add the notebooks and the table of quirk codes, which is made from the code."""
    from procbook.protocol import quirks_table

    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        files.append(File(f"tutorial/{notebook.name}", str(ROOT / "docs"), config["site_dir"], use_directory_urls=True))
        files.get_file_from_path(f"tutorial/{notebook.name}").abs_src_path = str(notebook)  # type: ignore[union-attr]
    text = f"# Quirks\n\n{quirks_table()}\n"
    files.append(File.generated(config, "reference/quirks.md", content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Write the commands where the page of the command line has its mark."""
    return markdown.replace("<!-- commands -->", _commands()) if page.file.src_uri == "reference/cli.md" else markdown


def _commands() -> str:
    import typer.main

    from procbook.cli import new_cli

    group: Any = typer.main.get_command(new_cli())
    context = group.make_context("procbook", [], resilient_parsing=True)
    return "\n\n".join(_command(name, group.get_command(context, name)) for name in group.list_commands(context))


def _command(name: str, command: Any) -> str:
    words = {"argument": [], "option": []}  # type: dict[str, list[Any]]
    for parameter in command.params:
        words[parameter.param_type_name].append(parameter)
    arguments = [(one.metavar or one.name).strip("{}[]").upper() for one in words["argument"]]
    shown = [a if one.required else f"[{a}]" for a, one in zip(arguments, words["argument"], strict=True)]
    head = f"### {name}\n\n`procbook {' '.join([name, *shown])}`\n\n{(command.help or '').strip()}\n"
    rows = [(f"`{argument}`", one) for argument, one in zip(arguments, words["argument"], strict=True)]
    rows += [(", ".join(f"`{opt}`" for opt in [*one.opts, *one.secondary_opts]), one) for one in words["option"]]
    table = [f"| {spelt} | {_cell(one)} |" for spelt, one in rows]
    return "\n".join([head, "| word | means |", "| --- | --- |", *table]) if table else head


def _cell(parameter: Any) -> str:
    text = " ".join((getattr(parameter, "help", None) or "").split()).replace("|", "\\|")
    told = parameter.default not in (None, False, True, "", ()) and not callable(parameter.default)
    return f"{text} Default: `{parameter.default}`." if told and not parameter.required else text
