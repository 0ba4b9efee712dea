# The public names with their types; a test holds them against the table in __init__.py.

from ._version import __version__ as __version__
from .client import (
    AsyncClient as AsyncClient,
    Client as Client,
    ClientConfig as ClientConfig,
    Job as Job,
    Output as Output,
    Process as Process,
    Results as Results,
)
from .jobs import history as history, rerun as rerun
from .models import (
    CRS as CRS,
    ApiError as ApiError,
    Bbox as Bbox,
    Capabilities as Capabilities,
    ConformanceDeclaration as ConformanceDeclaration,
    DataType as DataType,
    Format as Format,
    InputDescription as InputDescription,
    JobControlOptions as JobControlOptions,
    JobInfo as JobInfo,
    JobList as JobList,
    JobResults as JobResults,
    JobStatus as JobStatus,
    Link as Link,
    Metadata as Metadata,
    OutputDescription as OutputDescription,
    ProcessDescription as ProcessDescription,
    ProcessList as ProcessList,
    ProcessRequest as ProcessRequest,
    ProcessSummary as ProcessSummary,
    QualifiedValue as QualifiedValue,
    Quirk as Quirk,
    ResponseType as ResponseType,
    Schema as Schema,
    Subscriber as Subscriber,
    TransmissionMode as TransmissionMode,
)
from .protocol.errors import (
    ClientError as ClientError,
    ConfigError as ConfigError,
    InputError as InputError,
    JobFailedError as JobFailedError,
    LoginRequiredError as LoginRequiredError,
    Mistake as Mistake,
    NotReadyError as NotReadyError,
    ResponseError as ResponseError,
    ResultError as ResultError,
    TransportError as TransportError,
)
from .server import JobContext as JobContext, ProcessRegistry as ProcessRegistry
from .widgets import (
    JobCard as JobCard,
    JobTable as JobTable,
    ProcessForm as ProcessForm,
    ResultViewer as ResultViewer,
    Workbench as Workbench,
)
