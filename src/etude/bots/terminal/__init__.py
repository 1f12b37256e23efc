"""The same conversations in a terminal: by hand, from a pipe, or as JSON for scripts."""
