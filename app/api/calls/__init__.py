"""The calls of the API, one file for each kind of thing; each file is found by being there."""
