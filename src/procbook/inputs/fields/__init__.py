"""The plan of a form: schemas become a tree of fields that any user interface can draw."""
