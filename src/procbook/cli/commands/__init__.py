"""The commands, each imported when it is chosen: a run needs one of them, and the help none."""

COMMANDS = {
    "configure": ("_setup", "Write down which server to use and how to sign in."),
    "login": ("_setup", "Sign in, and keep the sign-in for the next time."),
    "logout": ("_setup", "Forget the sign-in."),
    "get-capabilities": ("_look", "Show the landing page: what the service is called."),
    "get-conformance": ("_look", "Show the conformance classes of the server."),
    "list-processes": ("_look", "List the processes."),
    "get-process": ("_look", "Show the inputs and outputs of a process."),
    "create-request": ("_run", "Write a request to start from."),
    "validate-request": ("_run", "Check a request against its process; run nothing."),
    "execute-process": ("_run", "Run a process, as a job unless told otherwise."),
    "list-jobs": ("_jobs", "List the jobs."),
    "get-job": ("_jobs", "Show the state of a job."),
    "wait-job": ("_jobs", "Wait until a job has ended."),
    "watch-jobs": ("_jobs", "Watch the jobs live, until Ctrl-C."),
    "dismiss-job": ("_jobs", "Cancel a running job, or remove one that has ended."),
    "get-job-results": ("_jobs", "Write the results of a job; links stay links."),
    "save-results": ("_jobs", "Save the results of a job as files."),
    "history": ("_history", "List what was submitted from this machine."),
    "rerun": ("_history", "Run a job again, with the same or other inputs."),
    "cache": (
        "_cache",
        "List, measure or clear the results that are kept on this computer.",
    ),
    "generate-client": ("_generate", "Write the processes as a typed Python module."),
    "check": ("_check", "Examine a server, and report what is not as in the standard."),
    "serve": ("_serve", "Serve Python functions as processes, until Ctrl-C."),
    "lab": ("_serve", "Start JupyterLab and an embedded server."),
}
"""Module and first line of the help of each command, in the order in which people need them.

The function has the command's name with underscores; a test holds the lines against its docstring.
"""
