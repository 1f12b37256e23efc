"""The domain of lessons, tutors and learners, free of vendors and channels."""
