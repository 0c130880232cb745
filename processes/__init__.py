"""Everything that runs and remembers; knows nothing of the web."""
