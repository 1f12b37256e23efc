"""The chat widget: a socket that speaks frames, and the pages around it."""
