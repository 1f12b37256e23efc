"""A tutor's profile as its owner fills it in, publishes and changes it."""
