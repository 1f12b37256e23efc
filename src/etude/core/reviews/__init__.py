"""What students say about lessons that took place, and what tutors say to it."""
