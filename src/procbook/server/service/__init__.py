"""Running a server: from a shell or inside a process, and the stores that it uses."""
