"""The help plan: people, households, cases, plans, goals, stages, appointments, letters."""
