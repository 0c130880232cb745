"""Service tasks: one file each, found by being there. The file's name is the operation in the diagram."""
