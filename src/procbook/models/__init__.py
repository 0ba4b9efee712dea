"""The documents of OGC API - Processes as pydantic models, one resource a module.

No input or output happens here.
"""

from ._api import Capabilities, ConformanceDeclaration
from ._document import READING, Document, Quirk
from ._execute import (
    CRS,
    Bbox,
    Output,
    ProcessRequest,
    QualifiedValue,
    ResponseType,
    Subscriber,
)
from ._job import JobInfo, JobList, JobResults, JobStatus
from ._link import (
    AdditionalParameter,
    AdditionalParameters,
    Described,
    Format,
    Link,
    Metadata,
)
from ._problem import ApiError
from ._process import (
    InputDescription,
    JobControlOptions,
    OutputDescription,
    ProcessDescription,
    ProcessList,
    ProcessSummary,
    TransmissionMode,
)
from ._schema import CHARSETS, DataType, Discriminator, Schema

__all__ = [
    "CHARSETS",
    "CRS",
    "READING",
    "AdditionalParameter",
    "AdditionalParameters",
    "ApiError",
    "Bbox",
    "Capabilities",
    "ConformanceDeclaration",
    "DataType",
    "Described",
    "Discriminator",
    "Document",
    "Format",
    "InputDescription",
    "JobControlOptions",
    "JobInfo",
    "JobList",
    "JobResults",
    "JobStatus",
    "Link",
    "Metadata",
    "Output",
    "OutputDescription",
    "ProcessDescription",
    "ProcessList",
    "ProcessRequest",
    "ProcessSummary",
    "QualifiedValue",
    "Quirk",
    "ResponseType",
    "Schema",
    "Subscriber",
    "TransmissionMode",
]
