"""What the buttons of a job do, wherever it is shown.

Cancel, remove, run again, details, log, save.

May import jobs, results and the wire; table, card and form import it.
"""
