"""Letters and messages to the people the help plan is about, and short notices to staff.

`recipients` says who gets something and how, `texts` what it says, `sending` makes and keeps it.
"""
