"""Jobs on the server: their store, their life cycle, their progress."""
