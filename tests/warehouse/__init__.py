"""The warehouse half: a test for each line of its checklist, and what else it needs."""
