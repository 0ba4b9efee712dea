"""Telling documents that need no mending.

All that most answers ever need of this package, and light to import.
"""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel

from ...models import (
    InputDescription,
    JobInfo,
    JobStatus,
    OutputDescription,
    ProcessDescription,
    ProcessList,
    ProcessSummary,
)

# What other servers call members of the standard; a model keeps them as members that it does not
# know.
TIMES: Final = {
    "created": (
        "creationDate",
        "createdAt",
        "created_at",
        "submitted",
        "creation_time",
        "job_start_datetime",
    ),
    "started": (
        "startTime",
        "startedAt",
        "started_at",
        "start_time",
        "processingStart",
    ),
    "finished": (
        "endTime",
        "finishedAt",
        "finished_at",
        "end_time",
        "completed",
        "ended",
        "job_end_datetime",
    ),
    "updated": ("updatedAt", "updated_at", "lastUpdated", "last_modified", "modified"),
}
PROGRESSES: Final = (
    "progress", "percentCompleted", "percent_completed", "percentage",
    "percentComplete", "PercentCompleted", "Progress",
)  # fmt: skip
PROCESSES: Final = (
    "processID",
    "processId",
    "process_id",
    "processid",
    "process",
    "processIdentifier",
)
MESSAGES: Final = (
    "message",
    "statusMessage",
    "status_message",
    "description",
    "detail",
    "msg",
)
_JOB_ELSEWHERE: Final = frozenset(
    {name for names in TIMES.values() for name in names}
    | set(PROGRESSES[1:])
    | set(PROCESSES[1:])
    | {"statusMessage", "status_message", "error", "exception"}
)
# What a description may say beside a schema that is empty.
_DESCRIBES: Final = frozenset(
    {
        "type",
        "enum",
        "formats",
        "literalDataDomain",
        "literalDataDomains",
        "input",
        "data_type",
    }
)
_MEMBER_ELSEWHERE: Final = frozenset(
    {"abstract", "min_occurs", "max_occurs", "optional", "required"}
)


def is_plain(document: BaseModel) -> bool:
    """Return whether the members that the model does not define hold nothing that it should."""
    if isinstance(document, JobInfo):
        return is_plain_job(document)
    if isinstance(document, ProcessList):
        return all(map(is_plain_process, document.processes))
    return not isinstance(document, ProcessSummary) or is_plain_process(document)


def is_plain_job(job: JobInfo) -> bool:
    """Return whether a validated job has no member under another name than the standard's."""
    if job.processID is not None and (
        "://" in job.processID or job.processID.startswith("/")
    ):
        return False
    extra = job.model_extra
    if not extra or _JOB_ELSEWHERE.isdisjoint(extra):
        return True
    names = [
        ("progress", PROGRESSES),
        ("processID", PROCESSES),
        ("message", MESSAGES[:3]),
        *TIMES.items(),
    ]
    said_elsewhere = any(
        getattr(job, name) is None and not extra.keys().isdisjoint(others)
        for name, others in names
    )
    return not said_elsewhere and not (
        job.status is JobStatus.successful
        and (extra.get("error") or extra.get("exception"))
    )


def is_plain_process(process: ProcessSummary) -> bool:
    """Return whether a validated process has no member under another name than the standard's."""
    if process.model_extra and "abstract" in process.model_extra:
        return False
    if not isinstance(process, ProcessDescription):
        return True
    return all(map(_is_plain_member, process.inputs.values())) and all(
        map(_is_plain_member, process.outputs.values())
    )


def _is_plain_member(member: InputDescription | OutputDescription) -> bool:
    extra = member.model_extra
    if not extra:
        return True
    if (
        not member.schema_.model_fields_set
        and not member.schema_.model_extra
        and not _DESCRIBES.isdisjoint(extra)
    ):
        return False
    has_outer_default = (
        "default" in extra and "default" not in member.schema_.model_fields_set
    )
    return not has_outer_default and _MEMBER_ELSEWHERE.isdisjoint(extra)
