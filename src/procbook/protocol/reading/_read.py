"""Reading documents: one validation call, or the forgiving path.

The second is for those that do not keep the rules.

A document that a model takes as it stands, strictly, is done with that call. What cannot be read so
goes through :mod:`._lenient`, which is imported when the first such document comes: most servers
keep the rules most of the time.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar, cast

import pydantic_core
from pydantic import BaseModel

from ...models import ApiError, JobList, JobResults
from .. import _json_values as _json
from .._answer import Answer
from ..repair._needs_repair import is_plain
from ._model_validation import in_one_call

M = TypeVar("M", bound=BaseModel)


def read(model: type[M], source: object) -> M:
    """Return a document as the canonical model, whatever shape it has.

    Parameters
    ----------
    model : type
        The model that is expected, such as :class:`~procbook.models.ProcessDescription`.
    source : Answer, bytes, str or JSON value
        What came. A text is taken as JSON text where it looks like an object or array, else as a
        JSON value.

    Returns
    -------
    document
        With what was received in ``raw`` and what was mended in ``quirks``.

    Raises
    ------
    ClientError
        For an answer with an error status, and for what is no such document at all; nothing else is
        ever raised.
    """
    if isinstance(source, model):
        return source
    answer = source if isinstance(source, Answer) else None
    body, value = _body_and_value(source)
    if body is not None and (answer is None or answer.status < 400):
        document = _by_the_book(model, body)
        if document is not None:
            return document
    from ._lenient import read_forgivingly

    return read_forgivingly(model, body, value, answer or Answer(200, body=body or b""))


def _by_the_book(model: type[M], body: bytes) -> M | None:
    if model is JobList:
        from ._job_list import read_in_one_call

        return cast("M | None", read_in_one_call(body))
    if model in _NEVER_IN_ONE_CALL:
        return None
    document = in_one_call(model, body)
    if document is None or not is_plain(document):
        return None
    return cast("M", document.received(body))  # type: ignore[attr-defined]


# The models would take anything for one of these.
_NEVER_IN_ONE_CALL: Final = frozenset({JobResults, ApiError})


def _body_and_value(source: object) -> tuple[bytes | None, Any]:
    if isinstance(source, Answer):
        return source.body, _json.UNPARSED
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source), _json.UNPARSED
    if isinstance(source, str) and source.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return source.encode("utf-8", "replace"), _json.UNPARSED
    try:
        return pydantic_core.to_json(source, inf_nan_mode="constants"), source
    except (ValueError, TypeError, RecursionError):
        return None, source
