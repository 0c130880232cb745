"""The demo: invented people who work here, and invented cases played through the real commands."""

from app.demo import cases, people

__all__ = ["cases", "people"]
