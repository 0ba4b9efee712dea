"""Puts into the site what lives elsewhere: the notebooks, the first screen of the README, the table of quirks."""

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
