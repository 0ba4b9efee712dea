"""The commands, each imported and built when it is asked for: a run needs one of them."""

COMMANDS = {
    "configure": "_setup",
    "login": "_setup",
    "logout": "_setup",
    "get-capabilities": "_look",
    "get-conformance": "_look",
    "list-processes": "_look",
    "get-process": "_look",
    "create-request": "_run",
    "validate-request": "_run",
    "execute-process": "_run",
    "list-jobs": "_jobs",
    "get-job": "_jobs",
    "wait-job": "_jobs",
    "watch-jobs": "_jobs",
    "dismiss-job": "_jobs",
    "get-job-results": "_jobs",
    "save-results": "_jobs",
    "history": "_tools",
    "rerun": "_tools",
    "generate-client": "_tools",
    "check": "_check",
    "serve": "_tools",
    "lab": "_tools",
}
"""Module by command, in the order in which people need them; the function has the command's name with underscores."""
