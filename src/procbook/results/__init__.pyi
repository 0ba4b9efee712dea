from .._front_end import is_live
from ._file_names import distinct
from ._save import file_name, save_output, save_results
from ._session_of import session_of
from ._source import Source
from ._source_of import source_of
from ._static_html import first_look, outputs_of, results_html
from .comparison._compare import compare_results
from .comparison._output_comparison import OutputComparison
from .formats._detect import Format, detect
from .open._openers import JobResultOpener, Opener, open_output
from .views import Blob, Model, View, Viewer, view

__all__ = [
    "Blob",
    "Format",
    "JobResultOpener",
    "Model",
    "Opener",
    "OutputComparison",
    "Source",
    "View",
    "Viewer",
    "compare_results",
    "detect",
    "distinct",
    "file_name",
    "first_look",
    "is_live",
    "open_output",
    "outputs_of",
    "results_html",
    "save_output",
    "save_results",
    "session_of",
    "source_of",
    "view",
]
