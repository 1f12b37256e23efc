"""Tutors: what they teach, for how much, and what speaks for them."""
