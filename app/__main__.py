"""`python -m app` is the same as the command `hilfeplan`."""

from app.cli import main

main()
