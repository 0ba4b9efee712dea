"""The command line ``procbook``, and the kit with which a project makes one under its own name.

::

    _app        new_cli: one typer application for one brand, without global state
    _group      aliases, prefixes, exit codes: what all commands share
    _session    the brand, the profile and the flags of a run; makes its client
    _options    the options that several commands have
    _output     data on stdout as simple text, JSON or YAML; everything else on stderr
    _failure    an error as two lines and an exit code
    _values     ``-i name=value`` with the plan of the process at hand
    _request    the request that a command sends, from its arguments
    _prompt     asks for the inputs, from the same plan
    commands    the commands, a module a group

The help must answer at once, so a command module is imported when its command is chosen, and
nothing heavy before the command runs. A package such as ``procbook.jobs`` is imported at the top of
a module, which costs nothing: it loads a name when that is first used. A module that needs pydantic
or rich at its top (``_request``, ``_watch``) is imported by the command that uses it.
"""

import gc

from ._app import new_cli

__all__ = ["main", "new_cli"]


def main() -> None:
    """Run ``procbook``."""
    # A run makes many objects and frees few: collecting on the way costs a twelfth of the time.
    gc.set_threshold(100_000)
    new_cli()()
