"""The log of a job, as far as its server offers one.

The end of it first, then what was added since.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ...protocol import error_from
from ...protocol.errors import ClientError
from ..wire._records import LogPart

if TYPE_CHECKING:
    from ...jobs import JobServer, Watch
    from ...models import JobInfo
    from ...protocol import Answer
    from .._interfaces import WidgetClient

END = 128 * 1024
"""Bytes of a log that are shown at first, from its end."""
WHOLE = 16 * 1024 * 1024
"""Bytes of a log that are read where the server cannot send a part of it."""


def log_url(client: JobServer, info: JobInfo) -> str | None:
    """Return the address of a job's log, or None where the server offers none."""
    for link in info.links or []:
        if (link.rel or "").rstrip("/").rsplit("/", 1)[-1] in {"log", "logs"}:
            url = urljoin(client.api_url.rstrip("/") + "/", link.href)
            return url if url.startswith(("http://", "https://")) else None
    return None


def read_log(
    watch: Watch[WidgetClient], job_id: str, offset: int | None = None
) -> LogPart:
    """Return what was added to a job's log since an offset, or its end when there is none.

    Parameters
    ----------
    offset : int, optional
        The ``offset`` of an earlier answer.

    Returns
    -------
    dict
        ``text``; ``offset``, where the next read begins; ``anew``, whether the text replaces what
        was read before.
    """
    answer = _ask(watch, job_id, f"bytes={offset}-" if offset else f"bytes=-{END}")
    if answer.status == 416:
        # Nothing was added, or the log is empty.
        return {"text": "", "offset": offset or 0, "anew": False}
    if answer.status >= 300:
        raise error_from(answer)
    begin = _begin(answer)
    data = answer.body
    anew = not offset
    if begin == 0 and offset:
        # The server sent all of it. One that is shorter than before is another log.
        anew = len(data) < offset
        begin, data = (0, data) if anew else (offset, data[offset:])
    if anew and len(data) > END:
        begin, data = begin + len(data) - END, data[-END:]
    text, used = _decode(data)
    if anew and begin:
        text = text.partition("\n")[2]  # what was cut begins in the middle of a line
    return {"text": text, "offset": begin + used, "anew": anew}


def _ask(watch: Watch[WidgetClient], job_id: str, part: str) -> Answer:
    entry = watch.entry(job_id)
    url = log_url(watch.client, entry.life.info) if entry is not None else None
    url = url or log_url(watch.client, watch.client.get_job(job_id))
    if url is None:
        raise ClientError("The server offers no log of this job.")
    headers = {"Range": part, "Accept": "text/plain, */*;q=0.5"}
    return watch.client.request("GET", url, headers=headers, limit=WHOLE)


def _begin(answer: Answer) -> int:
    """Return where in the log an answer begins (RFC 9110, section 14.4)."""
    advertised = (
        re.match(r"bytes (\d+)-", answer.headers.get("content-range") or "")
        if answer.status == 206
        else None
    )
    return int(advertised[1]) if advertised else 0


def _decode(data: bytes) -> tuple[str, int]:
    """Return text, and of how many bytes it is.

    A character that is only half there is left for the next time.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text = decoder.decode(data)
    return text, len(data) - len(decoder.getstate()[0])
