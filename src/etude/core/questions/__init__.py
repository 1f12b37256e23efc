"""Questions to tutors before a booking: who asked whom and when, never what."""
