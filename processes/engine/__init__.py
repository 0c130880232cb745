"""Runs BPMN: definitions, instances, tasks, messages, timers, jobs, incidents. Knows nothing of help plans."""
