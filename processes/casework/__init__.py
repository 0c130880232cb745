"""The help plan: people, cases, consultations, plans, appointments, letters. Here personal data lives.

Modules named after things (`cases`, `plans`, `stages` …) change rows and are called by the service tasks; `intake`,
`happenings` and `access` are commands for the edge; `queries` is what pages read.
"""
