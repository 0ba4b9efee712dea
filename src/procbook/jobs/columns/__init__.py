"""Jobs as rows.

Their inputs and scalar outputs as cells, rows as a frame, and conditions on rows.
"""
