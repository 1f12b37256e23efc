"""Hours, open slots, and the feeds that calendar apps subscribe to."""
