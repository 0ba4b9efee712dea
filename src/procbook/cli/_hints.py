"""The advice of errors for a shell: errors are written for Python, where most people meet them."""

from __future__ import annotations

import re

# The advice for Python, and the advice for a shell instead of it; {name} is the program.
_REPLACEMENTS = [
    (
        r"Give it to Client\(\w+=…\), set the variable, or call client\.login\(\)",
        (
            "Run '{name} login' in a terminal, which asks for it; without one, set it "
            "as a variable or in the profile"
        ),
    ),
    (r"client\.login\(force=True\)", "{name} login --force"),
    (r"client\.login\(\)", "{name} login"),
    (r"client\.job\('([^']+)'\)\.wait\(\)", r"{name} wait-job \1"),
    (r"(client\.job\(…\)|job)\.wait\(\)", "{name} wait-job JOB"),
    (r"job\.rerun\(…\)", "{name} rerun JOB"),
    (
        r"procbook\.rerun\(procbook\.history\(text='([^']+)'\)\[0\]\)",
        r"{name} rerun \1",
    ),
    (
        r"Its trace on the server is in error\.job\.traceback",
        "--traceback before the command shows the server's trace",
    ),
    (r"Client\(verify='ca\.pem'\)", "'verify: ca.pem' in the profile"),
    (
        r"Client\(timeout=…\), or timeout=… in the call",
        "'timeout: SECONDS' in the profile",
    ),
    (
        r", use Client\.local\(\), or name another address",
        ", or name another one with --api-url before the command",
    ),
    (r"check=False sends it", "--no-check sends it"),
    (r"List the processes", "'{name} list-processes'"),
    (r" to see which ids there are", " shows which ids there are"),
    (
        r"Keep it (as a file )?with \.save\(path\)|Keep it as a file: \.save\(path\)",
        "Keep it: {name} save-results JOB",
    ),
]


def translate_hint(hint: str, name: str) -> str:
    """Return the hint of an error with shell commands in place of Python calls.

    Parameters
    ----------
    hint : str
        The hint of an error.
    name : str
        Name of the program.
    """
    for pattern, replacement in _REPLACEMENTS:
        hint = re.sub(pattern, replacement.replace("{name}", name), hint)
    return hint
