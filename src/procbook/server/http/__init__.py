"""The HTTP interface: routes, documents and answers of OGC API - Processes."""
