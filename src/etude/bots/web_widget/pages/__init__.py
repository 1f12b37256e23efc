"""Pages drawn on the server, good without JavaScript."""
