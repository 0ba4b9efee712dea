"""The code blocks of a page, and what the page says about running them.

An HTML comment before a block says how it is run, and is shown nowhere::

    <!-- before:
    client = Client.local()      (code that runs first)
    -->
    <!-- not run: it needs a bucket -->
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import NamedTuple

FENCE = re.compile(
    r"^<!-- before:\n(?P<before>.*?)^-->$"
    r"|^<!-- not run: (?P<reason>[^\n]+) -->\n"
    r"|^(?P<ticks>`{3,})(?P<info>[^\n`]*)\n(?P<code>.*?)^(?P=ticks)$",
    re.DOTALL | re.MULTILINE,
)
DIRECTIVE = re.compile(
    r"^\.\. code-block:: python\n\n(?P<code>(?:(?: {3}[^\n]*)?\n)+)", re.MULTILINE
)
"""A code block of a page in reStructuredText."""
RUN = {"python", "console", "{code-block}"}
"""Languages of blocks; directives and plain text are no code to run."""


class Block(NamedTuple):
    """A code block of a page.

    Attributes
    ----------
    language : str
        ``python`` or ``console``.
    code : str
        The text between the fences.
    before : str
        Python that runs before it.
    reason : str
        Why it is not run; empty when it is.
    file : str
        Name under which it is kept, for modules that the page imports.
    line : int
        Its first line on the page.
    """

    language: str
    code: str
    before: str
    reason: str
    file: str
    line: int


def blocks_of(page: Path) -> list[Block]:
    """Return the code blocks of a page, in its order."""
    text = page.read_text("utf-8")
    if page.suffix == ".rst":
        return [
            Block(
                "python",
                textwrap.dedent(match["code"]),
                before="",
                reason="",
                file="",
                line=text.count("\n", 0, match.start()) + 1,
            )
            for match in DIRECTIVE.finditer(text)
        ]
    blocks: list[Block] = []
    before, reason = "", ""
    for match in FENCE.finditer(text):
        if match["before"] is not None:
            before = match["before"]
        elif match["reason"] is not None:
            reason = match["reason"]
        elif (language := match["info"].partition(" ")[0]) in RUN:
            code = match["code"]
            caption = re.search(r'title="([^"]+)"', match["info"])
            if language == "{code-block}":
                language = match["info"].split()[1]
            line = text.count("\n", 0, match.start()) + 1
            name = caption[1] if caption else ""
            blocks.append(Block(language, code, before, reason, name, line))
            before, reason = "", ""
    return blocks
