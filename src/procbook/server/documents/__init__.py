"""The documents that the server sends, as JSON and HTML: landing page, processes, jobs, API definition, links."""
