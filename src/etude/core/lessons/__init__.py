"""Lessons, from a held time to a settled payment."""
