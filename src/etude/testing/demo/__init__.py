"""Etude on one machine with made-up tutors, a music school's site, a test-card page and a mailbox, for trying out."""
