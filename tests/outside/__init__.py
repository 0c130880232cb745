"""Checks the promises from outside: a real server, started by its command, and HTTP only."""
