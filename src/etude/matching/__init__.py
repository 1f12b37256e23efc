"""Matching: from what a person wishes to the tutors who fit, in order, with reasons."""
