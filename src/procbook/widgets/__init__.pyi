from ._interfaces import SignInClient, WidgetClient
from ._saved_view import under_model
from ._sign_in import SignIn
from ._workbench import Workbench
from .comparison._comparison import Comparison, compare_jobs
from .form._process_form import ProcessForm
from .jobs._job_card import JobCard
from .jobs._job_table import JobTable
from .results._result_viewer import ResultViewer
from .wire._records import Reopen

__all__ = [
    "Comparison",
    "JobCard",
    "JobTable",
    "ProcessForm",
    "Reopen",
    "ResultViewer",
    "SignIn",
    "SignInClient",
    "WidgetClient",
    "Workbench",
    "compare_jobs",
    "under_model",
]
