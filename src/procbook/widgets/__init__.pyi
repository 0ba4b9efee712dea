from ._job_card import JobCard
from ._job_table import JobTable
from ._process_form import ProcessForm
from ._result_viewer import ResultViewer
from ._sign_in import SignIn
from ._workbench import Workbench

__all__ = [
    "JobCard",
    "JobTable",
    "ProcessForm",
    "ResultViewer",
    "SignIn",
    "Workbench",
]
