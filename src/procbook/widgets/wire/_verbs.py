"""The verbs of requests from a page to the kernel: all that there are, and what each asks for.

A widget answers a verb with its method ``_do_<verb>``; the page asks with ``channel.request("<verb>", …)``. A test
compares this table with both.
"""

from __future__ import annotations

from typing import Final

VERBS: Final[dict[str, str]] = {
    # jobs: table, card, and those that a form started
    "cancel": "dismiss a job that goes on",
    "remove": "have the server forget a job that has ended, and its results",
    "rerun": "submit a job again with the same inputs",
    "mark": "set label, notes, group or pin of jobs",
    "details": "times, inputs, links and trace of a job",
    "log": "the log of a job from an offset on",
    "preview": "a first look at the results of a job, as HTML",
    "open": "the results of a job, or one output, ready to be drawn",
    "refresh": "ask the servers now",
    # form
    "set": "the value of the form as it was typed",
    "file": "a piece of a file or of a long text that was put into a field",
    "run": "submit the value of the form, or one job for each combination",
    "code": "the value as Python, command line, curl, JSON or YAML",
    "paste": "a request in any of these languages, as a value",
    "last": "the value of the last run",
    "example": "the value with the examples of the description",
    "presets": "the names of the presets",
    "preset": "the value of a preset",
    "save_preset": "keep the value under a name",
    "drop_preset": "forget a preset",
    # results
    "ask": "a further part of a view: rows, a level of a tree, a layer, a piece of a file",
    "asset": "an output within an output, such as an asset of a STAC item",
    "save": "write an output into a file of the kernel's folder",
    # processes
    "choose": "open the form of a process",
    # sign-in
    "sign_in": "sign in with what was typed",
    "sign_out": "sign out",
    "stop": "stop waiting for a sign-in elsewhere",
    # all
    "module": "a script that is loaded when it is first needed, such as the map",
}
