"""The forgiving path: JSON values of any shape become what the models take.

A note is made of whatever was odd.

Nothing here validates. Each function takes what was received and
:class:`~procbook.protocol._quirks.Notes`, and returns a new JSON value in the words of version 1.0;
the models have the last word.
"""
