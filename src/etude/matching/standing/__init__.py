"""Standing searches: what somebody wants to be told of, once a tutor fits it."""
