"""The command line ``procbook``, and the kit with which a project makes one under its own name.

::

    _app        new_cli: one typer application for one brand, without anything global
    _group      aliases, prefixes, exit codes: what all commands share
    _session    what a command is told: brand, profile, flags; makes its client
    _options    the options that several commands have
    _output     data on stdout as simple text, JSON or YAML; everything else on stderr
    _failure    an error as two lines and an exit code
    _values     ``-i name=value`` with the plan of the process at hand
    _prompt     asks for the inputs, from the same plan
    commands    the commands, a module a group

Nothing but typer is imported before a command runs, so that ``--help`` and completion answer at
once.
"""

from ._app import new_cli

__all__ = ["main", "new_cli"]


def main() -> None:
    """Run ``procbook``."""
    import gc

    # A run makes many objects and lets few go: collecting on the way costs a twelfth of the time.
    gc.set_threshold(100_000)
    new_cli()()
