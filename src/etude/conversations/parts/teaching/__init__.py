"""What tutors say of themselves and their lessons, a part at a time: shared by the first time and every change."""
