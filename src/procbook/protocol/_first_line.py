"""The first readable line of whatever came.

HTML, XML, plain text, or bytes that are none of these.
"""

from __future__ import annotations

import re
from typing import Final

from ._json_values import text_of

_LONGEST: Final = 300
_WINDOW: Final = 20_000
_NOT_READ: Final = re.compile(
    r"<(script|style|svg|noscript)\b.*?(</\1\s*>|$)", re.IGNORECASE | re.DOTALL
)
_COMMENT: Final = re.compile(
    r"<!--.*?(-->|$)|<\?.*?(\?>|$)|<!(?!\[CDATA)[^>]*(>|$)", re.DOTALL
)
_HEADINGS: Final = ("title", "h1", "h2", "p")
# OWS Common 1.1 and 2.0, WPS 1.0 and 2.0, SOAP: the text of an exception, whatever the prefix.
_EXCEPTION_TEXT: Final = re.compile(
    r"<(?:\w+:)?(ExceptionText|ServiceException|faultstring|Message|Reason)\b[^>]*>(.*?)</",
    re.IGNORECASE | re.DOTALL,
)
_EXCEPTION_CODE: Final = re.compile(
    r"\b(?:exceptionCode|code)=[\"']([^\"']+)", re.IGNORECASE
)


def first_line(body: bytes | str, charset: str | None = None) -> str | None:
    """Return the first line that a person can read, without markup; None when there is none."""
    text = body if isinstance(body, str) else text_of(body[:_WINDOW], charset)
    text = text[:_WINDOW]
    if _looks_binary(text):
        return None
    return exception_text(text) or (
        _from_markup(text) if "<" in text else _shorten(text)
    )


def exception_text(text: str) -> str | None:
    """Return the text of a WPS or OWS ``ExceptionReport`` or SOAP fault."""
    match = _EXCEPTION_TEXT.search(text[:_WINDOW]) if "<" in text else None
    return _shorten(_strip_tags(match[2])) if match else None


def exception_code(text: str) -> str | None:
    """Return the ``exceptionCode`` of an ``ExceptionReport``."""
    match = _EXCEPTION_CODE.search(text[:_WINDOW]) if "xception" in text else None
    return match[1] if match else None


def _from_markup(text: str) -> str | None:
    visible = _NOT_READ.sub(" ", _COMMENT.sub(" ", text))
    for tag in _HEADINGS:
        match = re.search(
            rf"<{tag}\b[^>]*>(.*?)</{tag}", visible, re.IGNORECASE | re.DOTALL
        )
        line = _shorten(_strip_tags(match[1])) if match else None
        if line:
            return line
    return _shorten(_strip_tags(visible, "\n"))


def _strip_tags(markup: str, gap: str = " ") -> str:
    import html  # its table of entities costs more than the rest of this module

    unescaped = re.sub(
        r"<!\[CDATA\[(.*?)\]\]>",
        lambda match: html.escape(match[1]),
        markup,
        flags=re.DOTALL,
    )
    return html.unescape(re.sub(r"<[^>]*(>|$)", gap, unescaped))


def _shorten(text: str) -> str | None:
    lines = (" ".join(line.split()) for line in text.splitlines())
    line = next((line for line in lines if any(c.isalnum() for c in line)), None)
    if line is None or len(line) <= _LONGEST:
        return line
    return line[: _LONGEST - 1] + "…"


def _looks_binary(text: str) -> bool:
    sample = text[:200]
    odd = sum(
        c == "\ufffd" or (ord(c) < 32 and c not in "\t\r\n\f\x1b") for c in sample
    )
    return odd > len(sample) / 10
