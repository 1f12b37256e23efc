"""What the API deals in, one kind to a module."""
