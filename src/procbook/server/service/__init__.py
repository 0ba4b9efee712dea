"""Running a server: from a shell, inside a process, until it is told to stop."""
