"""Jobs side by side: inputs, states, times and results, for the page, as text and as static HTML."""
