"""Jobs on the server: their store, their life, callbacks and progress."""
