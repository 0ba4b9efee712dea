"""The documents of the server, as JSON and HTML: landing page, processes, jobs, API definition."""
