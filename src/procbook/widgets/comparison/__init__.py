"""Jobs side by side: inputs, states, times and results.

They are shown on the page, as text and as static HTML.
"""
