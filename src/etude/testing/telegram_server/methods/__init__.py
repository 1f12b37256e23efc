"""The methods of the Bot API, by subject; `registry` has them all by name."""
