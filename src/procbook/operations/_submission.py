"""Running a process: from the request of a caller to the answer, as calls without I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..models import JobInfo, ProcessDescription, ProcessRequest
from ..protocol import Finished
from ..transport import Call
from ._call_options import NO_OPTIONS, CallOptions, Options
from ._operations import Mode, Operations, as_request
from ._request_template import request_as_sent


@dataclass(frozen=True)
class Submission:
    """A request that a server took.

    Attributes
    ----------
    process_id : str
        The process.
    request : ProcessRequest
        What was sent; its inputs are JSON.
    description : ProcessDescription or None
        The process, if its server describes it.
    outcome : JobInfo or Finished
        The job, or the results if the server answered at once.
    """

    process_id: str
    request: ProcessRequest
    description: ProcessDescription | None
    outcome: JobInfo | Finished


def submit(
    operations: Operations,
    process_id: str,
    request: ProcessRequest | Mapping[str, Any] | None,
    *,
    mode: Mode = None,
    description: ProcessDescription | None = None,
    options: CallOptions = NO_OPTIONS,
) -> Call[Submission]:
    """Run a process (section 7.11); see :meth:`Client.submit`."""
    execute_request = as_request(request)
    if description is None:
        description = yield from operations.read_or_recall_process(
            process_id, timeout=Options.of(options).timeout
        )
    sent = request_as_sent(execute_request, description)
    outcome = yield from operations.execute(
        process_id, sent, mode=mode, description=description, options=options
    )
    return Submission(process_id, sent, description, outcome)
