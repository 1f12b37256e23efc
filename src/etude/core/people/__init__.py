"""People and the learners they look after."""
