"""The page of the gallery, written from the cards."""

from __future__ import annotations

from itertools import groupby

from _cards import Card

HEAD = """---
html_theme.sidebar_secondary.remove: true
---

# Gallery

{count} pictures, each taken in JupyterLab from the code under it. Copy the code into a notebook cell and you have
the same; it needs no network.

<!-- Written by tools/pictures from cards.yaml there: change it there. -->
"""
CARD = """
::::{{grid-item-card}}
:class-card: gallery-card

```{{image}} images/gallery/{name}-light.webp
:alt: {alt}
:class: only-light
:loading: lazy
```

```{{image}} images/gallery/{name}-dark.webp
:alt: {alt}
:class: only-dark
:loading: lazy
```

**{title}**

{text}

:::{{dropdown}} Code
{mark}```{{code-block}} {language}
{code}
```
:::
::::
"""


def page_of(cards: list[Card]) -> str:
    """Return the page as MyST Markdown.

    Parameters
    ----------
    cards
        In the order of the page; the cards of one group stand together.
    """
    parts = [HEAD.format(count=len(cards))]
    for group, members in groupby(cards, key=lambda card: card.group):
        parts += [f"\n## {group}\n\n:::::{{grid}} 1 1 2 2\n:gutter: 3\n"]
        for card in members:
            parts.append(CARD.format(mark=_mark(card), **card.to_variables()))
        parts.append("\n:::::\n")
    return "".join(parts)


def _mark(card: Card) -> str:
    """Return the comment that the tests of code blocks read."""
    return f"<!-- not run: {card.not_run} -->\n" if card.not_run else ""
