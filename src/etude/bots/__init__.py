"""Channels: each draws the same replies in its own way, and knows no other."""
