"""Dashboard measures, one family per file, each a function over the event log."""
