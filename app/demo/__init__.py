"""The demo: invented people who work here, and invented cases played through the real commands."""
