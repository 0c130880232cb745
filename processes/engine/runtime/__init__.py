"""Moves process instances: locks a root, lets its machines run, and writes back what changed.

A command opens a unit (`opening.locked`, or `opening.new_root`), acts on one of its members, and calls
`unit.finish()`. What runs is in `unit`, what children do in `family`, messages in `post`, what is written in `writing`.
"""
