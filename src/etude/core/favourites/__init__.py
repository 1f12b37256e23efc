"""Tutors whom somebody wants to find again."""
